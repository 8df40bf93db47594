// Root documents: which keys sign the log (docs/mirror-format.md, "Keys").
import { sha256, toHex, utf8 } from './bytes.js';
import { kinds, parseKey, parseNote, signersOf } from './note.js';
import { numberPath, parseNumber } from './numbers.js';

const mostKeys = 64; // of each kind
const mostLines = 4 + 3 * mostKeys;

/** Reads a root document's text: {origin, version, threshold, rootKeys, logKeys, witnessKeys, witnesses}. Throws where it is none. */
export async function parseRoot(text) {
    const lines = text.split('\n');
    if (lines.pop() !== '' || lines.shift() !== 'broadsheet-root@v1' || lines.length > mostLines) throw new Error('it is no root document');
    const take = (field) => {
        const line = lines.shift() ?? '';
        if (!line.startsWith(`${field} `)) throw new Error(`the root document lacks its ${field}`);
        return line.slice(field.length + 1);
    };
    const takeKeys = async (field, least, kind) => {
        const keys = [];
        while (lines[0]?.startsWith(`${field} `)) keys.push(await parseKey(take(field), kind));
        if (keys.length < least || keys.length > mostKeys) throw new Error(`the root document has no ${field}, or too many`);
        return keys;
    };
    const root = { origin: take('origin'), version: parseNumber(take('version')), threshold: parseNumber(take('threshold')) };
    root.rootKeys = await takeKeys('root-key', 1, kinds.note);
    root.logKeys = await takeKeys('log-key', 1, kinds.note);
    root.witnessKeys = await takeKeys('witness-key', 0, kinds.witness);
    root.witnesses = parseNumber(take('witnesses'));
    if (root.version < 1 || root.threshold < 1 || root.threshold > root.rootKeys.length || root.witnesses > root.witnessKeys.length || lines.length > 0) throw new Error('the root document contradicts itself');
    return root;
}

async function signedByEnough(note, root) {
    return (await signersOf(note, root.rootKeys)).length >= root.threshold;
}

/** Returns a root document that is signed by enough of its own keys, with its text and fingerprint. */
export async function openRoot(document) {
    const note = parseNote(document);
    const root = await parseRoot(note.text);
    if (!(await signedByEnough(note, root))) throw new Error('the root document is not signed by enough of its keys');
    return { ...root, document, fingerprint: toHex(await sha256(utf8(note.text))) };
}

/** Returns the newest root document that follows from a known one, version by version; `get` fetches one by name. */
export async function newestRoot(known, newestDocument, get) {
    const newest = await openRoot(newestDocument);
    let root = known;
    while (root.version < newest.version) {
        const document = root.version + 1 === newest.version ? newestDocument : await get(`log/roots/${numberPath(root.version + 1)}`);
        const next = await openRoot(document);
        if (next.origin !== known.origin || next.version !== root.version + 1 || !(await signedByEnough(parseNote(document), root)))
            throw new Error('the keys have changed without those before saying so');
        root = next;
    }
    if (root.version === newest.version && root.fingerprint !== newest.fingerprint) throw new Error('the keys are others than those known');
    return root;
}
