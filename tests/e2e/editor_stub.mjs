// The article's page and the four addresses behind it, as small as the editor's tests need: the contract that the newsroom's own pages
// keep, with a server that can be made to lose answers, go away, and sign people out.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { root } from './newspaper.mjs';

const built = process.env.EDITOR ?? path.join(root, 'build/release/web/assets');
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self'; connect-src 'self'; form-action 'self'; "
    + "base-uri 'none'; frame-ancestors 'none'";
const files = {
    '/admin/assets/admin.css': ['text/css', () => readFileSync(path.join(root, 'src/admin/assets/admin.css'))],
    '/admin/assets/editor.css': ['text/css', () => readFileSync(path.join(built, 'editor.css'))],
    '/admin/assets/editor.js': ['text/javascript', () => readFileSync(path.join(built, 'editor.js'))],
};
const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="600" height="400"><rect width="600" height="400" fill="#789"/><circle cx="300" cy="200" r="90" fill="#fd8"/></svg>';
const escape = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');

/** @param {{body?: string, language?: string, ui?: string}} [options] */
export async function startStub({ body = '', language = 'en', ui = 'en' } = {}) {
    const paper = {
        fields: { title: 'A title', standfirst: '', body }, version: 1, by: 'Anna', mood: 'answers', posts: [], uploads: [], acts: [], lock: null, sockets: new Set(),
        token: 'token-1', isSignedIn: true, forms: [],
    };
    const direction = language === 'ar' ? 'rtl' : 'ltr';
    const page = () => `<!doctype html><html lang="${ui}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>Article</title><link rel="stylesheet" href="/admin/assets/admin.css"><link rel="stylesheet" href="/admin/assets/editor.css">
<script type="module" src="/admin/assets/editor.js"></script></head><body><main id="main"><h1>Article</h1>
<form id="article-form" method="post" action="/admin/articles/1/" data-article="1" data-account="7" data-name="Anna" data-working-copy="/admin/articles/1/working-copy/"
 data-lock="/admin/articles/1/lock/" data-upload="/admin/media/" data-media="/admin/media/search/" data-language="${language}" data-direction="${direction}" data-zone="Asia/Tokyo">
<input type="hidden" name="form_token" value="${paper.token}"><input type="hidden" name="version" value="${paper.version}">
<label for="title">Title</label><input id="title" name="title" lang="${language}" dir="auto" value="${escape(paper.fields.title)}">
<label for="standfirst">Standfirst</label><textarea id="standfirst" name="standfirst" lang="${language}" dir="auto" rows="2">\n${escape(paper.fields.standfirst)}</textarea>
<label for="body">Text</label><textarea id="body" name="body" lang="${language}" rows="20">\n${escape(paper.fields.body)}</textarea>
<label><input type="checkbox" name="no_appeal"> Without an appeal</label>
<div class="acts"><button name="act" value="save">Save</button> <button class="second" name="act" value="publish">Publish</button></div></form></main></body></html>`;

    const json = (response, status, value) => {
        response.writeHead(status, { 'Content-Type': 'application/json' });
        response.end(JSON.stringify(value));
    };
    function save(fields, response) {
        const { version, ...text } = fields;
        const isSame = Object.keys(text).every((name) => text[name] === paper.fields[name]);
        if (!isSame && Number(version) !== paper.version) return json(response, 409, { error: 'conflict', version: paper.version, by: paper.by, at: Date.now() });
        if (!isSame) {
            paper.fields = text;
            ++paper.version;
        }
        if (paper.mood === 'loses answers') return response.destroy();
        return json(response, 200, { version: paper.version, saved_at: Date.now() });
    }
    const read = async (request) => {
        const parts = [];
        for await (const part of request) parts.push(part);
        return Buffer.concat(parts);
    };
    const server = createServer(async (request, response) => {
        const { pathname } = new URL(request.url, 'http://localhost');
        const data = await read(request);
        if (files[pathname]) {
            response.writeHead(200, { 'Content-Type': files[pathname][0] });
            return response.end(files[pathname][1]());
        }
        if (pathname.startsWith('/media/')) {
            response.writeHead(200, { 'Content-Type': 'image/svg+xml' });
            return response.end(svg);
        }
        if (request.method === 'GET' && pathname === '/admin/media/search/')
            return json(response, 200, { media: [{ id: '1', url: '/media/lib.svg', thumbnail: '/media/lib.svg', width: 600, height: 400, alt: 'A lamp', caption: 'A lamp', credit: 'Photo: T. H.', name: 'lib.svg' }] });
        if (!paper.isSignedIn) {
            if (request.method === 'POST') return json(response, 401, { error: 'signed out' });
            response.writeHead(200, { 'Content-Type': 'text/html' });
            return response.end('<!doctype html><title>Sign in</title>');
        }
        if (request.method === 'GET') {
            response.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': policy });
            return response.end(page());
        }
        const isForm = /urlencoded/.test(request.headers['content-type'] ?? '');
        const fields = isForm ? Object.fromEntries(new URLSearchParams(data.toString())) : {};
        if ((request.headers['x-broadsheet-token'] ?? fields.form_token) !== paper.token) return json(response, 403, { error: 'The form is too old.', code: 'token' });
        if (paper.mood === 'forbids') return json(response, 403, { error: 'Your role does not allow this.', code: 'forbidden' });
        if (pathname.endsWith('/lock/')) {
            paper.acts.push(fields.act);
            if (!paper.lock && !paper.acts.some((act) => act !== 'look')) return json(response, 200, { holder: null, mine: false, since: 0, wanted_by: null, free_in: 0 });
            return json(response, 200, paper.lock ?? { holder: 'Anna', mine: true, since: 0, wanted_by: null, free_in: 60 });
        }
        if (pathname === '/admin/media/') {
            paper.uploads.push(data.length);
            await paper.uploadGate;
            if (data.includes('too big')) return json(response, 413, { error: 'The file is too big.' });
            return json(response, 201, { id: '9', url: `/media/${paper.uploads.length}.svg`, width: 600, height: 400, alt: '', kind: 'picture' });
        }
        if (pathname.endsWith('/working-copy/')) {
            paper.posts.push({ ...fields, mood: paper.mood });
            if (paper.mood === 'hangs') await new Promise((resolve) => { paper.release = resolve; });
            if (paper.mood === 'full') { response.writeHead(413, { 'Content-Type': 'text/plain' }); return response.end('413 Content Too Large'); }
            if (paper.mood === 'down') return json(response, 503, { error: 'busy' });
            return save(fields, response);
        }
        paper.forms.push(fields);
        response.writeHead(303, { Location: '/admin/articles/1/' });
        return response.end();
    });
    server.on('connection', (socket) => {
        paper.sockets.add(socket);
        socket.on('close', () => paper.sockets.delete(socket));
    });
    let port = 0;
    const listen = () => new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(port = server.address().port)));
    await listen();
    return Object.assign(paper, {
        url: `http://127.0.0.1:${port}/admin/articles/1/`,
        // Gone, as a server that was killed; listen() brings it back at the same address.
        kill: () => new Promise((resolve) => {
            server.close(resolve);
            paper.sockets.forEach((socket) => socket.destroy());
        }),
        listen,
    });
}
