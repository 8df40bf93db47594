// During a flood of sign-ups: the little work that lets the form through. Without this script the reader waits
// and presses the button. SHA-256 is written out (FIPS 180-4), because browsers give theirs to https alone.
(() => {
  const form = document.querySelector("form[data-challenge]");
  const primes = [];
  for (let n = 2; primes.length < 64; n++) if (primes.every((p) => n % p)) primes.push(n);
  const fraction = (x) => ((x - Math.floor(x)) * 4294967296) | 0;
  const K = primes.map((p) => fraction(Math.cbrt(p)));
  const start = primes.slice(0, 8).map((p) => fraction(Math.sqrt(p)));
  const rotate = (x, n) => (x >>> n) | (x << (32 - n));

  // Returns the first word of the digest of ASCII text.
  function firstWord(text) {
    const length = text.length;
    const words = new Int32Array((((length + 8) >> 6) + 1) << 4);
    for (let i = 0; i < length; i++) words[i >> 2] |= text.charCodeAt(i) << (24 - 8 * (i & 3));
    words[length >> 2] |= 0x80 << (24 - 8 * (length & 3));
    words[words.length - 1] = length * 8;
    const hash = start.slice();
    const w = new Int32Array(64);
    for (let block = 0; block < words.length; block += 16) {
      let [a, b, c, d, e, f, g, h] = hash;
      for (let i = 0; i < 64; i++) {
        if (i < 16) w[i] = words[block + i];
        else {
          const x = w[i - 15];
          const y = w[i - 2];
          w[i] = (rotate(y, 17) ^ rotate(y, 19) ^ (y >>> 10)) + w[i - 7]
            + (rotate(x, 7) ^ rotate(x, 18) ^ (x >>> 3)) + w[i - 16];
        }
        const t = (h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0;
        const u = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        [h, g, f, e, d, c, b, a] = [g, f, e, (d + t) | 0, c, b, a, (t + u) | 0];
      }
      [a, b, c, d, e, f, g, h].forEach((x, i) => { hash[i] = (hash[i] + x) | 0; });
    }
    return hash[0] >>> 0;
  }

  const limit = 2 ** (32 - Number(form.dataset.bits));
  let counter = 0;
  const work = () => {
    const until = performance.now() + 50;
    while (performance.now() < until)
      for (let i = 0; i < 200; i++, counter++)
        if (firstWord(`${form.dataset.challenge}:${counter}`) < limit) {
          form.elements.proof.value = counter;
          form.submit();
          return;
        }
    setTimeout(work);
  };
  work();
})();
