// Looks for a text in everything below a folder, in the forms it could have come to lie there.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';

// Base64 has three forms, depending on where the text begins within three bytes; the characters at both ends depend on what
// stands beside it and are left out.
function base64Forms(bytes) {
    return [0, 1, 2].map((before) => {
        const padded = Buffer.concat([Buffer.alloc(before), bytes]);
        const whole = padded.subarray(0, padded.length - (padded.length % 3)).toString('base64');
        return whole.slice(before === 0 ? 0 : 4);
    });
}

// What to look for, by the name of its form. Lower and upper case count as one where a form knows both.
export function formsOf(text) {
    const bytes = Buffer.from(text);
    const base64 = base64Forms(bytes);
    const percent = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
    const utf16 = Buffer.from(text, 'utf16le');
    return {
        'utf-8': bytes,
        'utf-16le': utf16,
        'utf-16be': Buffer.from(utf16).swap16(),
        hex: Buffer.from(bytes.toString('hex')),
        'percent-encoded': Buffer.from(percent),
        'percent-encoded at sign': Buffer.from(text.replace('@', '%40')),
        'quoted-printable at sign': Buffer.from(text.replace('@', '=40')),
        ...Object.fromEntries(base64.map((form, i) => [`base64 ${i}`, Buffer.from(form)])),
        ...Object.fromEntries(base64.map((form, i) => [`base64url ${i}`,
            Buffer.from(form.replaceAll('+', '-').replaceAll('/', '_'))])),
    };
}

function* filesBelow(folder) {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
        const file = path.join(folder, entry.name);
        if (entry.isDirectory()) yield* filesBelow(file);
        else if (entry.isFile()) yield file;
    }
}

const foldCase = (bytes) => Buffer.from(bytes.toString('latin1').toLowerCase(), 'latin1');

// Compressed members anywhere in the bytes: gzip by its magic number, zlib by its header.
function* membersOf(bytes) {
    const open = (unpack, at) => {
        try {
            return unpack(bytes.subarray(at), { finishFlush: 2 });
        } catch {
            return null;
        }
    };
    for (let at = bytes.indexOf(Buffer.from([0x1f, 0x8b, 8])); at >= 0; at = bytes.indexOf(Buffer.from([0x1f, 0x8b, 8]), at + 1))
        yield open(gunzipSync, at) ?? open(inflateRawSync, at + 10);
    for (const second of [0x01, 0x5e, 0x9c, 0xda])
        for (let at = bytes.indexOf(Buffer.from([0x78, second])); at >= 0; at = bytes.indexOf(Buffer.from([0x78, second]), at + 1))
            yield open(inflateSync, at);
}

// Returns where the text is found below the folder: "broadsheet.db-wal: base64 1".
export function findCanary(folder, text) {
    const forms = Object.entries(formsOf(text)).map(([name, form]) => [name, foldCase(form)]);
    const found = [];
    for (const file of filesBelow(folder)) {
        if (statSync(file).size > 200_000_000) throw new Error(`${file} is too large to look into`);
        const bytes = readFileSync(file);
        for (const part of [bytes, ...membersOf(bytes)]) {
            if (!part) continue;
            const folded = foldCase(part);
            for (const [name, form] of forms)
                if (folded.includes(form))
                    found.push(`${path.relative(folder, file)}: ${name}${part === bytes ? '' : ', compressed'}`);
        }
    }
    return found;
}
