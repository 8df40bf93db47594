// Signed notes (https://c2sp.org/signed-note), of which checkpoints and root documents are two.
import { fromBase64, joined, same, sha256, toHex, utf8 } from './bytes.js';

const longestNote = 100_000; // characters
const mostSignatures = 100;
const controls = /[\u0000-\u0009\u000b-\u001f\u007f]/;

/** Takes a note apart: {text, signatures: [{name, id, bytes}]}. Throws where it is none. */
export function parseNote(note) {
    if (note.length > longestNote || controls.test(note)) throw new Error('it is no note');
    const split = note.lastIndexOf('\n\n');
    if (split < 0 || !note.endsWith('\n')) throw new Error('the note is not signed');
    const lines = note.slice(split + 2, -1).split('\n');
    if (lines.length > mostSignatures) throw new Error('the note has too many signatures');
    const signatures = lines.map((line) => {
        const [, name, blob] = /^— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})$/.exec(line) ?? [];
        const bytes = blob ? fromBase64(blob) : [];
        if (bytes.length < 5) throw new Error('a signature line is malformed');
        return { name, id: toHex(bytes.slice(0, 4)), bytes: bytes.slice(4) };
    });
    return { text: note.slice(0, split + 1), signatures };
}

/** The kinds of Ed25519 keys: of a log or root document, and of a witness (https://c2sp.org/tlog-cosignature). */
export const kinds = { note: 1, witness: 4 };

/** Reads a verifier key, NAME+ID+BASE64, of that kind. Throws where it is none. */
export async function parseKey(vkey, kind = kinds.note) {
    const [, name, id, blob] = /^([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+={0,2})$/.exec(vkey) ?? [];
    const bytes = blob ? fromBase64(blob) : [];
    if (bytes.length !== 33 || bytes[0] !== kind) throw new Error('it is no Ed25519 key');
    const hash = await sha256(joined(utf8(`${name}\n`), bytes));
    if (toHex(hash.slice(0, 4)) !== id) throw new Error('the key does not have its number');
    return { vkey, name, id, kind, raw: bytes.slice(1) };
}

async function hasSigned(key, text, bytes) {
    const signature = key.kind === kinds.witness ? bytes.slice(8) : bytes;
    if (signature.length !== 64) return false;
    if (key.kind === kinds.witness) text = `cosignature/v1\ntime ${new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0)}\n${text}`;
    const imported = await crypto.subtle.importKey('raw', key.raw, 'Ed25519', false, ['verify']);
    return crypto.subtle.verify('Ed25519', imported, signature, utf8(text));
}

/** Returns those of the keys that signed the note, each once. A known key's wrong signature throws. */
export async function signersOf({ text, signatures }, keys) {
    const signers = [];
    for (const { name, id, bytes } of signatures) {
        const key = keys.find((known) => known.name === name && known.id === id);
        if (!key || signers.some((signer) => same(signer.raw, key.raw))) continue;
        if (!(await hasSigned(key, text, bytes))) throw new Error(`the signature of ${name} is wrong`);
        signers.push(key);
    }
    return signers;
}

/** Whether this browser can check Ed25519 at all. */
export async function canVerify() {
    try {
        const key = fromBase64('1GX4wVRgDWrHmqYzxdRfvWW7eDTdCXmvh7oPQXvmSLs=');
        await crypto.subtle.importKey('raw', key, 'Ed25519', false, ['verify']);
        return true;
    } catch {
        return false;
    }
}
