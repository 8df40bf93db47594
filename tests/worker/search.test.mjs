// The search of copies without a server.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { find, keysFor } from '../../web/worker/search/index.js';
import { hashOf, stemsOf, wordsOf } from '../../web/worker/search/words.js';

describe('words', () => {
    test('are folded as the index folds them', () => {
        assert.deepEqual(wordsOf('Štúrovo, Ёлка — йод! STRASSE straße'), ['sturovo', 'елка', 'йод', 'strasse']);
    });

    test('have the stems that stemmers give among those looked for', () => {
        for (const [word, stem] of [['strikes', 'strike'], ['parties', 'parti'], ['party', 'parti'], ['running', 'run'], ['трамвайщиков', 'трамвайщик'], ['забастовка', 'забастовк']])
            assert.ok(stemsOf(word).includes(stem), word);
    });

    test('have the hash of the program', () => {
        // FNV-1a of "a" is af63dc4c8601ec8c (http://www.isthe.com/chongo/tech/comp/fnv/).
        assert.equal(hashOf('a'), (0xaf63dc4c ^ 0x8601ec8c) >>> 0);
    });
});

test('a malformed file of words is refused', () => {
    assert.throws(() => keysFor(Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 9, 0), 2));
    assert.deepEqual(keysFor(new Uint8Array(0), 1), []);
});

test('what has most of the words is found, the newest first', async () => {
    const word = (stem, ...keys) => [hashOf(stem), keys.length, ...keys];
    const words = [...word('tram', 1, 2, 3), ...word('strike', 2, 3)];
    const file = new DataView(new ArrayBuffer(words.length * 4));
    words.forEach((number, at) => file.setUint32(at * 4, number));
    const json = (value) => new TextEncoder().encode(JSON.stringify(value));
    const files = {
        'head.json': json({ articles: 3, wordBits: 0, blockBits: 0 }),
        'words/0': new Uint8Array(file.buffer),
        'articles/0': json([[1, '/a/', 'A', '2024-01-01'], [2, '/b/', 'B', '2024-01-02'], [3, '/c/', 'C', '2024-01-03']]),
    };
    const get = async (path) => files[path];
    assert.deepEqual((await find('Tram strikes', get)).map(({ path }) => path), ['/c/', '/b/']);
    assert.deepEqual(await find('nothing', get), []);
    assert.deepEqual(await find('…', get), []);
});
