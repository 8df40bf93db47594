// Bytes, as the formats of the log write them.

const encoder = new TextEncoder();
const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

export const utf8 = (text) => encoder.encode(text);

/** Returns the text; throws where the bytes are not UTF-8. */
export const textOf = (bytes) => strictDecoder.decode(bytes);

/** Returns the bytes of RFC 4648 base64 with padding; throws for any other way to write them. */
export function fromBase64(text) {
    const bytes = Uint8Array.from(atob(text), (c) => c.charCodeAt(0));
    if (toBase64(bytes) !== text) throw new Error('not canonical base64');
    return bytes;
}

export function toBase64(bytes) {
    let binary = '';
    for (const byte of bytes) binary += String.fromCharCode(byte);
    return btoa(binary);
}

export const toHex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

export function joined(...parts) {
    const out = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
    let at = 0;
    for (const part of parts) {
        out.set(part, at);
        at += part.length;
    }
    return out;
}

export const same = (left, right) => left.length === right.length && left.every((byte, at) => byte === right[at]);

export const sha256 = async (bytes) => new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
