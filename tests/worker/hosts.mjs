// File hosts for tests, as good and as bad as they come.
import { createHash } from 'node:crypto';
import http from 'node:http';
import net from 'node:net';
import { gzipSync } from 'node:zlib';

const types = { html: 'text/html; charset=utf-8', json: 'application/json', js: 'text/javascript', css: 'text/css', png: 'image/png' };

/** Serves a Map of files as a dumb file host does: ranges, CORS, index.html. `change(name, content)` may lie. */
export async function serveFiles(files, { port = 0, change = (_, content) => content, compressed = true } = {}) {
    const host = { files, change, asked: [] };
    const sockets = new Set();
    const server = http.createServer((request, response) => {
        let name = decodeURIComponent(new URL(request.url, 'http://x').pathname.slice(1));
        if (name === '' || name.endsWith('/')) name += 'index.html';
        host.asked.push(name);
        const found = host.files.get(name);
        const content = found && host.change(name, found);
        response.setHeader('Access-Control-Allow-Origin', '*');
        if (!content) return response.writeHead(404).end();
        response.setHeader('Content-Type', types[name.split('.').at(-1)] ?? 'application/octet-stream');
        const [, from] = /^bytes=(\d+)-$/.exec(request.headers.range ?? '') ?? [];
        if (from === undefined && compressed && /gzip/.test(request.headers['accept-encoding']) && /text|json/.test(response.getHeader('content-type')))
            return response.writeHead(200, { 'Content-Encoding': 'gzip' }).end(gzipSync(content));
        if (from === undefined) return response.end(content);
        if (Number(from) >= content.length) return response.writeHead(416).end();
        response.writeHead(206, { 'Content-Range': `bytes ${from}-${content.length - 1}/${content.length}` });
        response.end(content.subarray(Number(from)));
    });
    server.on('connection', (socket) => { sockets.add(socket); socket.on('close', () => sockets.delete(socket)); socket.on('error', () => {}); });
    await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
    host.port = server.address().port;
    host.url = `http://127.0.0.1:${host.port}/`;
    host.stop = () => {
        for (const socket of sockets) socket.destroy();
        return new Promise((resolve) => server.close(resolve));
    };
    return host;
}

/** A proxy before a host that lets so many bytes of a connection through, and then holds on to it in silence. */
export async function freezing(target, bytes = 16_000) {
    const sockets = new Set();
    const server = net.createServer((client) => {
        const upstream = net.connect(target.port, '127.0.0.1');
        let left = bytes;
        for (const socket of [client, upstream]) { sockets.add(socket); socket.on('error', () => {}); }
        client.on('close', () => upstream.destroy());
        client.pipe(upstream, { end: false });
        upstream.on('data', (data) => {
            if (left > 0) client.write(data.subarray(0, left));
            left -= data.length;
        });
        upstream.on('close', () => { if (left > 0) client.destroy(); });
    });
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    return { url: `http://127.0.0.1:${server.address().port}/`, stop: () => { for (const socket of sockets) socket.destroy(); return new Promise((resolve) => server.close(resolve)); } };
}

export const homeHash = (url) => createHash('sha256').update(url).digest('base64');
