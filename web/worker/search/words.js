// Words as the newspaper's own index folds them (src/text/words.h), and the hashes that they are found by.

const replacements = { ß: 'ss', æ: 'ae', ø: 'o', đ: 'd', ð: 'd', ł: 'l', þ: 'th', œ: 'oe', ħ: 'h', ı: 'i', ŋ: 'n', ς: 'σ', ё: 'е', ə: 'a' };
const mostWords = 8;
const shortestStem = 2;

const foldLetter = (letter) => replacements[letter] ?? letter;

function fold(character) {
    const lower = character.toLowerCase();
    // й, ї and ў are letters of their own, not и, і and у with a mark.
    if (/[\u0400-\u052f]/.test(lower)) return foldLetter(lower);
    return Array.from(foldLetter(lower).normalize('NFKD').replace(/\p{Mn}|\u0640/gu, ''), foldLetter).join('');
}

/** Returns the folded words of what a reader typed. */
export function wordsOf(text) {
    const words = Array.from(text.normalize('NFC').matchAll(/[\p{L}\p{M}\p{N}]+/gu), ([word]) => Array.from(word, fold).join(''));
    return [...new Set(words.filter((word) => word.length > 1))].slice(0, mostWords);
}

/**
 * Returns what the stem of a word may be, the likeliest first. A stemmer of every language it takes to build the index would be too much to
 * load on a bad line; but what stemmers do is to cut off endings, and to write y as i.
 */
export function stemsOf(word) {
    const letters = Array.from(word);
    const stems = [];
    for (let length = letters.length; length >= Math.max(shortestStem, Math.ceil(letters.length * 0.4)); --length) {
        const stem = letters.slice(0, length).join('');
        stems.push(stem);
        if (stem.endsWith('y')) stems.push(`${stem.slice(0, -1)}i`);
    }
    return stems;
}

/** Returns the 32 bits that a stem has in the index: FNV-1a of 64 bits, folded. */
export function hashOf(stem) {
    let hash = 0xcbf29ce484222325n;
    for (const byte of new TextEncoder().encode(stem)) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n);
    return Number(BigInt.asUintN(32, hash ^ (hash >> 32n)));
}
