// The browser's verifier against the vectors of docs/mirror-format.md, and against whatever a hostile mirror changes in them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, test } from 'node:test';
import { root as source } from '../e2e/newspaper.mjs';
import { fromBase64, textOf, toBase64, utf8 } from '../../web/worker/log/bytes.js';
import { openLatest } from '../../web/worker/log/latest.js';
import { findFile, isContentOf } from '../../web/worker/log/manifest.js';
import { parseKey, parseNote, signersOf } from '../../web/worker/log/note.js';
import { numberPath } from '../../web/worker/log/numbers.js';
import { newestRoot, openRoot, parseRoot } from '../../web/worker/log/roots.js';
import { consistencyProof, isConsistent, leafHash, nodeHash, rootFromInclusion } from '../../web/worker/log/tree.js';

const vectors = JSON.parse(readFileSync(path.join(source, 'tests/cases/mirror/vectors.json'), 'utf8'));
const editions = vectors.mirror.editions.map(({ files }) => new Map(Object.entries(files).map(([name, content]) => [name, fromBase64(content)])));
const text = (files, name) => textOf(files.get(name));
const getFrom = (files) => async (name) => {
    const content = files.get(name);
    if (!content) throw new Error(`there is no ${name}`);
    return content;
};
const leaves = await Promise.all(Array.from({ length: 300 }, (_, number) => leafHash(utf8(`entry ${number}`))));

// The tiles of the vectors' tree at a size.
async function tilesOf(size) {
    const files = new Map();
    let hashes = leaves.slice(0, size);
    for (let level = 0; hashes.length > 0; ++level) {
        const above = [];
        for (let first = 0; first < hashes.length; first += 256) {
            const part = hashes.slice(first, first + 256);
            files.set(`log/tile/${level}/${numberPath(first / 256)}${part.length === 256 ? '' : `.p/${part.length}`}`, Buffer.concat(part));
            if (part.length < 256) continue;
            let row = part;
            while (row.length > 1) row = await Promise.all(row.filter((_, at) => at % 2 === 0).map((left, at) => nodeHash(left, row[2 * at + 1])));
            above.push(row[0]);
        }
        hashes = above;
    }
    return files;
}

describe('the tree', () => {
    test('inclusion proofs give the root', async () => {
        for (const { index, size, proof } of vectors.tree.inclusion)
            assert.equal(toBase64(await rootFromInclusion(leaves[index], index, size, proof.map(fromBase64))), vectors.tree.roots[size], `${index} of ${size}`);
    });

    test('consistency proofs hold, and are those that the tiles give', async () => {
        for (const { old, size, proof } of vectors.tree.consistency) {
            const [older, newer] = [old, size].map((at) => fromBase64(vectors.tree.roots[at]));
            assert.ok(await isConsistent(old, older, size, newer, proof.map(fromBase64)), `${old} of ${size}`);
            const made = await consistencyProof(old, size, getFrom(await tilesOf(size)));
            assert.deepEqual(made.map(toBase64), proof, `${old} of ${size}`);
        }
    });

    test('a fork is not consistent', async () => {
        for (const { old, size, proof } of vectors.tree.consistency.filter((pair) => pair.old < pair.size)) {
            const forked = fromBase64(vectors.tree.roots[old]);
            forked[0] ^= 1;
            assert.equal(await isConsistent(old, forked, size, fromBase64(vectors.tree.roots[size]), proof.map(fromBase64)), false, `${old} of ${size}`);
        }
    });
});

test('numbers are written in groups of three', () => {
    for (const [number, written] of Object.entries(vectors.numbers)) assert.equal(numberPath(Number(number)), written);
});

describe('notes', () => {
    test('the signature of a known key counts, others do not', async () => {
        const key = await parseKey(vectors.note.vkey);
        assert.equal((await signersOf(parseNote(vectors.note.note), [key])).length, 1);
        assert.equal((await signersOf(parseNote(vectors.note.note), [{ ...key, name: 'somebody' }])).length, 0);
    });

    test('refused is what is malformed, and what a known key has not signed', async () => {
        const key = await parseKey(vectors.note.vkey);
        const good = vectors.note.note;
        for (const bad of ['', 'text\n', good.slice(0, -1), good.replace('\n\n', '\n'), good.replace('— ', '- '), `${good}\u0007\n`, good.replace('\n3\n', '\n4\n')])
            await assert.rejects(async () => signersOf(parseNote(bad), [key]), JSON.stringify(bad));
        await assert.rejects(() => parseKey(vectors.note.vkey.replace('9671c701', '9671c702')));
    });
});

describe('a chain of root documents', () => {
    const files = new Map(Object.entries(vectors.roots.files).map(([name, document]) => [name, utf8(document)]));
    const version = (number) => text(files, `log/roots/${numberPath(number)}`);

    test('is followed by a browser that has missed one of them', async () => {
        const first = await openRoot(version(1));
        const asked = [];
        const newest = await newestRoot(first, version(3), async (name) => (asked.push(name), text(files, name)));
        assert.deepEqual(asked, ['log/roots/002']);
        assert.equal(newest.fingerprint, vectors.roots.fingerprints[2]);
    });

    test('is not followed over a gap', async () => {
        const first = await openRoot(version(1));
        await assert.rejects(newestRoot(first, version(3), async () => version(3)));
        await assert.rejects(newestRoot(first, version(3), async () => version(1)));
    });

    test('may name as many keys as the server lets it', async () => {
        const [head, key] = [version(1).split('root-key ')[0], await openRoot(version(1)).then(({ rootKeys }) => rootKeys[0].vkey)];
        const document = (most) => `${head}${`root-key ${key}\n`.repeat(most)}${`log-key ${key}\n`.repeat(most)}witnesses 0\n`;
        assert.equal((await parseRoot(document(64))).logKeys.length, 64);
        await assert.rejects(parseRoot(document(65)));
    });
});

const firstRoot = await openRoot(text(editions[0], 'log/root'));
const roots = [firstRoot, await newestRoot(firstRoot, text(editions[1], 'log/root'), getFrom(editions[1]))];

describe('the small mirror', () => {
    test('root documents follow from one another', () => {
        assert.deepEqual(roots.map(({ fingerprint }) => fingerprint), vectors.mirror.root_fingerprints);
        assert.deepEqual(roots.map(({ logKeys }) => logKeys[0].vkey), vectors.mirror.log_keys);
    });

    test('a root document that the former keys did not sign is refused', async () => {
        const forged = { ...firstRoot, rootKeys: roots[1].rootKeys.slice(1, 2) };
        await assert.rejects(newestRoot(forged, text(editions[1], 'log/root'), getFrom(editions[1])));
    });

    test('every file of every edition is found and is the one that was published', async () => {
        for (const [number, files] of editions.entries()) {
            const edition = await openLatest(text(files, 'log/latest'), roots[number]);
            assert.equal(edition.edition, number + 1);
            for (const [name, content] of files) {
                if (name.startsWith('log/')) continue;
                const line = await findFile(name, edition, getFrom(files));
                assert.ok(line && (await isContentOf(line, content)), name);
            }
        }
    });

    test('an edition that too few witnesses have cosigned is refused', async () => {
        const latest = text(editions[1], 'log/latest');
        const alone = latest.slice(0, latest.indexOf('— witness'));
        await assert.rejects(openLatest(alone, roots[1]), /witnesses/);
        assert.equal((await openLatest(alone, { ...roots[1], witnesses: 0 })).edition, 2);
    });

    test('a deleted file is proven to be absent', async () => {
        const edition = await openLatest(text(editions[1], 'log/latest'), roots[1]);
        assert.equal(await findFile('2014/05/strike/index.html', edition, getFrom(editions[1])), null);
    });

    test('the second log goes on from the first', async () => {
        const [older, newer] = await Promise.all(editions.map((files, number) => openLatest(text(files, 'log/latest'), roots[number])));
        const proof = await consistencyProof(older.size, newer.size, getFrom(editions[1]));
        assert.ok(await isConsistent(older.size, older.root, newer.size, newer.root, proof));
    });

    // What a reader of one page fetches.
    async function readPage(files, name, root) {
        const edition = await openLatest(text(files, 'log/latest'), root);
        const line = await findFile(name, edition, getFrom(files));
        if (!line || !(await isContentOf(line, files.get(name)))) throw new Error('not proven');
    }

    test('each byte of what a page rests on, flipped, is refused', async () => {
        const [name, files] = ['index.html', editions[1]];
        const used = new Set();
        await readPage({ get: (file) => (used.add(file), files.get(file)) }, name, roots[1]);
        assert.ok(used.size >= 3);
        for (const file of used) {
            const good = files.get(file);
            for (let at = 0; at < good.length; ++at) {
                const bad = good.slice();
                bad[at] ^= 1;
                await assert.rejects(readPage(new Map(files).set(file, bad), name, roots[1]), `byte ${at} of ${file} was changed unseen`);
            }
        }
    });
});
