// Reads the search index of a copy without a server (src/site/search/static_index.h).
import { hashOf, stemsOf, wordsOf } from './words.js';

const mostFound = 50;

const firstBits = (hash, bits) => (bits === 0 ? 0 : hash >>> (32 - bits));

/** Returns the keys that a file of words has for a hash. */
export function keysFor(bytes, hash) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let at = 0; at + 8 <= view.byteLength;) {
        const count = view.getUint32(at + 4);
        const end = at + 8 + 4 * count;
        if (end > view.byteLength) throw new Error('the index is malformed');
        if (view.getUint32(at) === hash) return Array.from({ length: count }, (_, number) => view.getUint32(at + 8 + 4 * number));
        at = end;
    }
    return [];
}

/** Finds articles; `get(path)` fetches a file of the index as bytes. Returns [{path, title, date}], the best first. */
export async function find(query, get) {
    const words = wordsOf(query);
    if (words.length === 0) return [];
    const json = async (path) => JSON.parse(new TextDecoder().decode(await get(path)));
    const { articles: count, wordBits, blockBits } = await json('head.json');
    if (count === 0) return [];
    const scores = new Map();
    await Promise.all(words.map(async (word) => {
        for (const stem of stemsOf(word)) {
            const hash = hashOf(stem);
            const keys = keysFor(await get(`words/${firstBits(hash, wordBits)}`), hash);
            for (const key of keys) scores.set(key, (scores.get(key) ?? 0) + 1);
            if (keys.length > 0) return;
        }
    }));
    const most = Math.max(0, ...scores.values());
    const best = [...scores].filter(([, score]) => score === most).map(([key]) => key);
    const blocks = [...new Set(best.map((key) => firstBits(key, blockBits)))];
    const articles = (await Promise.all(blocks.map((block) => json(`articles/${block}`)))).flat();
    return articles.filter(([key]) => scores.get(key) === most).map(([, path, title, date]) => ({ path, title, date }))
        .sort((left, right) => (left.date < right.date ? 1 : -1)).slice(0, mostFound);
}
