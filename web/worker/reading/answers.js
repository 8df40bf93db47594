// Makes answers to the browser of what the library read.
import { textOf, utf8 } from '../log/bytes.js';
import { isUnreached } from './fetching.js';
import { dateIn, escaped, fill, languageOf, wordsIn } from './words.js';

const isText = (type) => /^text\/|[/+](json|xml|javascript)$/.test(type);

/** Puts a line before everything else in a page's body. */
function withNote(html, note) {
    const body = /<body(?:\s[^>]*)?>/.exec(html);
    const at = body ? body.index + body[0].length : html.length;
    return `${html.slice(0, at)}<p class="provenance frame" role="status">${escaped(note)}</p>${html.slice(at)}`;
}

const noteOn = (file, words) => [file.isOld && words.old, file.from.includes(':') && !file.isOld && words.mirror, file.isAged && words.aged].filter(Boolean);

/** The answer to a page or file. Where it came from somewhere else, or is old, its page says so. */
export function answerWith(file, status = 200) {
    let { bytes } = file;
    if (file.type === 'text/html' && (file.isOld || file.isAged || file.from.includes(':'))) {
        const html = textOf(bytes);
        const language = languageOf(html);
        const words = wordsIn(language);
        const values = { date: dateIn(language, file.editionSlot), host: file.from.includes(':') ? new URL(file.from).host : '' };
        bytes = utf8(withNote(html, noteOn(file, words).map((text) => fill(text, values)).join(' ')));
    }
    return new Response(bytes, {
        status,
        headers: {
            'Content-Type': isText(file.type) ? `${file.type}; charset=utf-8` : file.type,
            'X-Content-Type-Options': 'nosniff',
            'Cache-Control': 'no-store',
        },
    });
}

/** The answer to a request for a part of a file (RFC 9110, 14), as browsers ask for film and sound. */
export function answerPart(file, range) {
    const size = file.bytes.length;
    const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(range) ?? [];
    if (first === undefined || first + last === '' || file.type === 'text/html') return answerWith(file);
    const from = first === '' ? Math.max(0, size - last) : Number(first);
    const to = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
    if (from > to) return new Response('', { status: 416, headers: { 'Content-Range': `bytes */${size}` } });
    const headers = { 'Content-Type': file.type, 'Content-Range': `bytes ${from}-${to}/${size}`, 'Accept-Ranges': 'bytes', 'X-Content-Type-Options': 'nosniff' };
    return new Response(file.bytes.subarray(from, to + 1), { status: 206, headers });
}

/** A host's answer that cannot be proven here, as something in which nothing runs, whatever the host calls it. */
export function inert(response, type, isDownload) {
    const headers = new Headers({ 'Content-Type': type, 'X-Content-Type-Options': 'nosniff', 'Content-Security-Policy': "default-src 'none'; sandbox", 'Cache-Control': 'no-store' });
    for (const name of ['Content-Range', 'Accept-Ranges']) if (response.headers.has(name)) headers.set(name, response.headers.get(name));
    if (isDownload) headers.set('Content-Disposition', 'attachment');
    return new Response(response.body, { status: response.status, headers });
}

/** The answer where nothing could be proven: why, and that nothing else is shown. */
export function refusal(languages, reasons, frontPage) {
    const language = languages.find((tag) => wordsIn(tag) !== wordsIn('en')) ?? 'en';
    const words = wordsIn(language);
    const [title, text] = reasons.every(({ reason }) => isUnreached(reason)) ? [words.unreachedTitle, words.unreached] : [words.refusedTitle, words.refused];
    const list = reasons.map(({ base, reason }) => `<li>${escaped(new URL(base).host)}: ${escaped(isUnreached(reason) ? words.unknown : reason)}</li>`).join('');
    const html = `<!DOCTYPE html><html lang="${language}" dir="${language.startsWith('ar') ? 'rtl' : 'ltr'}"><head><meta charset="utf-8">`
        + `<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>${escaped(title)}</title>`
        + `</head><body><h1>${escaped(title)}</h1><p>${escaped(text)}</p><p>${escaped(words.reasons)}</p><ul>${list}</ul>`
        + `<p>${escaped(words.kept)}</p><p><a href="${escaped(frontPage)}">${escaped(words.front)}</a></p></body></html>`;
    return new Response(html, {
        status: 503,
        headers: { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': "default-src 'none'", 'Cache-Control': 'no-store' },
    });
}
