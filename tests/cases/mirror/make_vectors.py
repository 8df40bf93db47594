#!/usr/bin/env python3
"""Writes vectors.json: what docs/mirror-format.md says, made from its text alone, with libsodium for the signatures.

Not by our program, which has to agree with it. Needs python3-nacl.
"""

import base64
import hashlib
import json
import pathlib

from nacl.signing import SigningKey

ORIGIN = "the-lantern/5f0c9e41a7d3b286"
SLOTS = ["2026-11-27T22:00Z", "2026-11-27T23:00Z"]


def sha(data):
    return hashlib.sha256(data).digest()


def b64(data):
    return base64.b64encode(data).decode()


def seeded(text, size=32):
    return sha(b"vector " + text.encode())[:size]


# RFC 6962, 2.1

def leaf_hash(entry):
    return sha(b"\0" + entry)


def split(n):
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def root(hashes):
    if not hashes:
        return sha(b"")
    if len(hashes) == 1:
        return hashes[0]
    k = split(len(hashes))
    return sha(b"\1" + root(hashes[:k]) + root(hashes[k:]))


def inclusion(index, hashes):
    if len(hashes) == 1:
        return []
    k = split(len(hashes))
    if index < k:
        return inclusion(index, hashes[:k]) + [root(hashes[k:])]
    return inclusion(index - k, hashes[k:]) + [root(hashes[:k])]


def consistency(old, hashes, whole=True):
    if old == len(hashes):
        return [] if whole else [root(hashes)]
    k = split(len(hashes))
    if old <= k:
        return consistency(old, hashes[:k], whole) + [root(hashes[k:])]
    return consistency(old - k, hashes[k:], False) + [root(hashes[:k])]


# signed-note and its kin

class Key:
    def __init__(self, name, seed, kind=1):
        self.name, self.kind = name, kind
        self.seed = seeded(seed)
        self.signer = SigningKey(self.seed)
        self.public = bytes(self.signer.verify_key)
        self.id = sha(name.encode() + b"\n" + bytes([kind]) + self.public)[:4]
        self.vkey = f"{name}+{self.id.hex()}+{b64(bytes([kind]) + self.public)}"

    def raw(self, text):
        return self.signer.sign(text.encode()).signature

    def line(self, text, time=None):
        if self.kind == 1:
            return f"— {self.name} {b64(self.id + self.raw(text))}\n"
        signature = self.raw(f"cosignature/v1\ntime {time}\n{text}")
        return f"— {self.name} {b64(self.id + time.to_bytes(8, 'big') + signature)}\n"


def number_path(n):
    parts = [f"{n % 1000:03}"]
    while n >= 1000:
        n //= 1000
        parts.insert(0, f"x{n % 1000:03}")
    return "/".join(parts)


# A log and its mirror

class Mirror:
    def __init__(self, bits):
        self.bits = bits
        self.entries = []
        self.published = {}  # name -> (line without the name, path hash)
        self.content = {}
        self.edition = 0

    def put(self, name, content, kind, slot):
        nonce = seeded(f"nonce {name} {self.edition}", 16)
        salt = seeded(f"salt {name} {self.edition}", 16)
        path, hashed = b64(sha(nonce + name.encode())), b64(sha(salt + content))
        self.published[name] = (f"{len(self.entries)} {slot} {len(content)} {kind} {hashed} {b64(nonce)} {b64(salt)}", path)
        self.content[name] = content
        self.entries.append(f"put {path} {hashed} {len(content)} {kind} {slot}")

    def delete(self, name, slot):
        self.entries.append(f"delete {self.published.pop(name)[1]} {slot}")
        del self.content[name]

    def shards(self):
        shards = [""] * (1 << self.bits)
        for name in sorted(self.published, key=str.encode):
            number = int.from_bytes(sha(name.encode())[:4], "big") >> (32 - self.bits)
            shards[number] += f"{self.published[name][0]} {name}\n"
        return [shard.encode() for shard in shards]

    def manifest(self):
        files, level, nodes = {}, 0, self.shards()
        while True:
            for number, node in enumerate(nodes):
                files[f"log/manifest/{level}/{number_path(number)}"] = node
            hashes = [sha(node) for node in nodes]
            if len(nodes) <= 32:
                return files, b"".join(hashes)
            nodes = [b"".join(hashes[first:first + 32]) for first in range(0, len(hashes), 32)]
            level += 1

    def tiles(self):
        files = {}

        def add(folder, items, width):
            for first in range(0, len(items), width):
                part = items[first:first + width]
                ending = "" if len(part) == width else f".p/{len(part)}"
                files[f"log/tile/{folder}/{number_path(first // width)}{ending}"] = b"".join(part)
        add("entries", [len(e).to_bytes(2, "big") + e.encode() for e in self.entries], 256)
        level, hashes = 0, [leaf_hash(e.encode()) for e in self.entries]
        while hashes:
            add(level, hashes, 256)
            hashes = [root(hashes[first:first + 256]) for first in range(0, len(hashes) // 256 * 256, 256)]
            level += 1
        return files

    def publish(self, slot, keys, witness=None):
        self.edition += 1
        files, top = self.manifest()
        self.entries.append(f"snapshot {b64(sha(top))} {self.bits} {len(self.published)} {self.edition} {slot}")
        hashes = [leaf_hash(e.encode()) for e in self.entries]
        text = f"{ORIGIN}\n{len(hashes)}\n{b64(root(hashes))}\n"
        note = text + "\n" + "".join(key.line(text) for key in keys)
        if witness:
            note += witness.line(text, 1795820400)
        index = len(hashes) - 1
        extra = self.entries[-1].encode() + b"\n" + top
        latest = f"c2sp.org/tlog-proof@v1\nextra {b64(extra)}\nindex {index}\n"
        latest += "".join(b64(h) + "\n" for h in inclusion(index, hashes)) + "\n" + note
        files |= self.tiles()
        files["log/checkpoint"] = note.encode()
        files["log/latest"] = latest.encode()
        files |= other_forms(text, keys[0])
        files |= self.content
        return files


def other_forms(text, key):
    number = sha(key.public)[:8]
    raw = key.raw(text)
    comment = f"checkpoint of {ORIGIN}"
    whole = key.signer.sign(raw + comment.encode()).signature
    der = bytes.fromhex("302a300506032b6570032100") + key.public
    public = f"untrusted comment: {ORIGIN}\n{b64(b'Ed' + number + key.public)}\n"
    return {name: content.encode() for name, content in {
        "log/checkpoint.txt": text,
        "log/checkpoint.sig": f"untrusted comment: verify with key.pub\n{b64(b'Ed' + number + raw)}\n",
        "log/checkpoint.minisig": f"untrusted comment: verify with minisign.pub\n{b64(b'Ed' + number + raw)}\n"
                                  f"trusted comment: {comment}\n{b64(whole)}\n",
        "log/key.pub": public,
        "log/minisign.pub": public,
        "log/key.pem": f"-----BEGIN PUBLIC KEY-----\n{b64(der)}\n-----END PUBLIC KEY-----\n",
        "log/key.vkey": key.vkey + "\n",
    }.items()}


def root_text(version, threshold, root_keys, log_keys, witnesses=(), needed=0):
    return "".join([f"broadsheet-root@v1\norigin {ORIGIN}\nversion {version}\nthreshold {threshold}\n",
                    *(f"root-key {k.vkey}\n" for k in root_keys), *(f"log-key {k.vkey}\n" for k in log_keys),
                    *(f"witness-key {k.vkey}\n" for k in witnesses), f"witnesses {needed}\n"])


def signed(text, keys):
    return text + "\n" + "".join(key.line(text) for key in keys)


def small_mirror(vectors):
    log, later = Key(ORIGIN, "log key 1"), Key(ORIGIN, "log key 2")
    roots = [Key(f"root-{n}", f"root key {n}") for n in (1, 2, 3)]
    witness = Key("witness.example/w1", "witness", 4)
    text1 = root_text(1, 1, [log], [log])
    text2 = root_text(2, 2, roots, [later], [witness], 1)
    documents = {1: signed(text1, [log]), 2: signed(text2, [log, roots[0], roots[2]])}

    def with_roots(files, newest):
        files |= {f"log/roots/{number_path(n)}": documents[n].encode() for n in range(1, newest + 1)}
        files["log/root"] = documents[newest].encode()
        return {name: b64(files[name]) for name in sorted(files, key=str.encode)}

    mirror = Mirror(bits=6)
    mirror.entries.append(f"keys {b64(sha(text1.encode()))} 1 {SLOTS[0]}")
    for name, content, kind in [
            ("index.html", "<!DOCTYPE html><title>The Lantern</title><h1>The Lantern</h1>\n", "text/html"),
            ("2014/05/harbour/index.html", "<!DOCTYPE html><title>Harbour</title><p>The harbour is open.\n", "text/html"),
            ("2014/05/strike/index.html", "<!DOCTYPE html><title>Strike</title><p>A name that has to vanish.\n", "text/html"),
            ("ru/tag/суд/index.html", "<!DOCTYPE html><title>Суд</title><p>Суд отложен.\n", "text/html"),
            ("assets/with space.css", "h1 { font-weight: 400 }\n", "text/css"),
            ("empty.txt", "", "text/plain")]:
        mirror.put(name, content.encode(), kind, SLOTS[0])
    first = with_roots(mirror.publish(SLOTS[0], [log]), 1)
    mirror.entries.append(f"keys {b64(sha(text2.encode()))} 2 {SLOTS[1]}")
    mirror.delete("2014/05/strike/index.html", SLOTS[1])
    mirror.put("index.html", "<!DOCTYPE html><title>The Lantern</title><h1>The Lantern</h1><p>New\n".encode(), "text/html", SLOTS[1])
    second = with_roots(mirror.publish(SLOTS[1], [later], witness), 2)
    vectors["mirror"] = {
        "origin": ORIGIN, "log_keys": [log.vkey, later.vkey], "witness_key": witness.vkey,
        "root_fingerprints": [sha(text1.encode()).hex(), sha(text2.encode()).hex()],
        "entries": mirror.entries, "editions": [{"files": first}, {"files": second}]}


def root_chain(vectors):
    """Three root documents, each signed by its own keys and those before: a browser may have missed the second."""
    keys = [Key(f"chain-{n}", f"chain key {n}") for n in (1, 2, 3)]
    texts = [root_text(n, 1, [key], [key]) for n, key in enumerate(keys, 1)]
    documents = [signed(text, keys[max(0, at - 1):at + 1]) for at, text in enumerate(texts)]
    vectors["roots"] = {
        "fingerprints": [sha(text.encode()).hex() for text in texts],
        "files": {f"log/roots/{number_path(n)}": document for n, document in enumerate(documents, 1)}}


def main():
    key, witness = Key(ORIGIN, "note key"), Key("witness.example/w1", "witness", 4)
    text = f"{ORIGIN}\n3\n{b64(seeded('root'))}\n"
    vectors = {"note": {
        "seed": key.seed.hex(), "public": key.public.hex(), "id": key.id.hex(), "vkey": key.vkey, "text": text,
        "note": text + "\n" + key.line(text),
        "witness": {"seed": witness.seed.hex(), "vkey": witness.vkey, "time": 1795820400, "line": witness.line(text, 1795820400)}}}
    hashes = [leaf_hash(f"entry {n}".encode()) for n in range(300)]
    sizes = [1, 2, 3, 4, 5, 7, 8, 9, 31, 32, 33, 255, 256, 257, 300]
    vectors["tree"] = {
        "entries": "entry 0, entry 1, ...", "roots": {str(n): b64(root(hashes[:n])) for n in [0, *sizes]},
        "inclusion": [{"index": i, "size": n, "proof": [b64(h) for h in inclusion(i, hashes[:n])]}
                      for n in sizes for i in sorted({0, n // 2, n - 1})],
        "consistency": [{"old": m, "size": n, "proof": [b64(h) for h in consistency(m, hashes[:n])]}
                        for n in sizes for m in sizes if m <= n]}
    vectors["numbers"] = {str(n): number_path(n) for n in (0, 7, 999, 1000, 273, 1234067)}
    small_mirror(vectors)
    root_chain(vectors)
    out = pathlib.Path(__file__).with_name("vectors.json")
    out.write_text(json.dumps(vectors, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
