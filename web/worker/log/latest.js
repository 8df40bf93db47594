// `log/latest`: the newest checkpoint with the proof of its snapshot (https://c2sp.org/tlog-proof).
import { fromBase64, same, sha256, textOf, utf8 } from './bytes.js';
import { parseNote, signersOf } from './note.js';
import { parseNumber } from './numbers.js';
import { leafHash, rootFromInclusion } from './tree.js';

const hashBytes = 32;
const mostBits = 24;
const widestTop = 32;

/** Reads a checkpoint's text (https://c2sp.org/tlog-checkpoint): {origin, size, root}. */
export function parseCheckpoint(text) {
    const [origin, size, root, end, ...more] = text.split('\n');
    if (end !== '' && more.length === 0) throw new Error('it is no checkpoint');
    const hash = fromBase64(root ?? '');
    if (!origin || hash.length !== hashBytes) throw new Error('it is no checkpoint');
    return { origin, size: parseNumber(size), root: hash };
}

function parseSnapshot(leaf) {
    const [kind, manifest, bits, files, edition, slot, ...more] = leaf.split(' ');
    if (kind !== 'snapshot' || more.length > 0 || !/^\d{4}-\d\d-\d\dT\d\d:\d\dZ$/.test(slot ?? '')) throw new Error('the last entry is no snapshot');
    const snapshot = { manifest: fromBase64(manifest), bits: parseNumber(bits), files: parseNumber(files), edition: parseNumber(edition), slot };
    if (snapshot.bits > mostBits) throw new Error('the manifest has too many parts');
    return snapshot;
}

/** How many levels of branches stand above the shards. */
export function branchLevels(bits) {
    let levels = 0;
    while (2 ** bits / 32 ** levels > widestTop) ++levels;
    return levels;
}

/**
 * Opens `log/latest`, believing nothing but the root document: {size, root, bits, files, edition, slot, top, signers}. Throws
 * for whatever does not hold.
 */
export async function openLatest(text, rootDocument) {
    const split = text.indexOf('\n\n');
    const [head, extra, index, ...hashes] = text.slice(0, split).split('\n');
    if (split < 0 || head !== 'c2sp.org/tlog-proof@v1' || !extra?.startsWith('extra ') || !index?.startsWith('index ')) throw new Error('it is no proof of a log');
    const note = parseNote(text.slice(split + 2));
    const signers = await signersOf(note, rootDocument.logKeys);
    if (signers.length === 0) throw new Error('the checkpoint is not signed by the newspaper');
    if ((await signersOf(note, rootDocument.witnessKeys)).length < rootDocument.witnesses) throw new Error('too few witnesses have cosigned the checkpoint');
    const checkpoint = parseCheckpoint(note.text);
    if (checkpoint.origin !== rootDocument.origin) throw new Error('the checkpoint is of another newspaper');
    if (parseNumber(index.slice(6)) !== checkpoint.size - 1) throw new Error('the proof is not of the last entry');

    const bytes = fromBase64(extra.slice(6));
    const lineEnd = bytes.indexOf(10);
    const leaf = textOf(bytes.slice(0, lineEnd));
    const top = bytes.slice(lineEnd + 1);
    const proof = hashes.map(fromBase64);
    const root = await rootFromInclusion(await leafHash(utf8(leaf)), checkpoint.size - 1, checkpoint.size, proof);
    if (!same(root, checkpoint.root)) throw new Error('the last entry is not in the log');
    const snapshot = parseSnapshot(leaf);
    if (!same(await sha256(top), snapshot.manifest)) throw new Error('the manifest is not the one that was published');
    if (top.length !== hashBytes * Math.ceil(2 ** snapshot.bits / 32 ** branchLevels(snapshot.bits))) throw new Error('the manifest has not its size');
    return { ...snapshot, size: checkpoint.size, root: checkpoint.root, origin: checkpoint.origin, top, signers: signers.map(({ vkey }) => vkey) };
}
