// Signs files as docs/mirror-format.md says, for tests of who reads them: written from its text, apart from src/mirror.
import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { numberPath } from '../../web/worker/log/numbers.js';

const sha = (...parts) => parts.reduce((hash, part) => hash.update(part), createHash('sha256')).digest();
const b64 = (bytes) => Buffer.from(bytes).toString('base64');

function split(count) {
    let half = 1;
    while (half * 2 < count) half *= 2;
    return half;
}

function rootOf(hashes) {
    if (hashes.length < 2) return hashes[0] ?? sha('');
    const half = split(hashes.length);
    return sha(Buffer.of(1), rootOf(hashes.slice(0, half)), rootOf(hashes.slice(half)));
}

function inclusion(index, hashes) {
    if (hashes.length === 1) return [];
    const half = split(hashes.length);
    return index < half ? [...inclusion(index, hashes.slice(0, half)), rootOf(hashes.slice(half))]
        : [...inclusion(index - half, hashes.slice(half)), rootOf(hashes.slice(0, half))];
}

class Key {
    constructor(name, seed) {
        this.name = name;
        this.private = createPrivateKey({ key: Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), sha(seed)]), format: 'der', type: 'pkcs8' });
        this.public = createPublicKey(this.private).export({ format: 'der', type: 'spki' }).subarray(-32);
        this.id = sha(`${name}\n`, Buffer.of(1), this.public).subarray(0, 4);
        this.vkey = `${name}+${this.id.toString('hex')}+${b64(Buffer.concat([Buffer.of(1), this.public]))}`;
    }
    note(text) { return `${text}\n— ${this.name} ${b64(Buffer.concat([this.id, sign(null, Buffer.from(text), this.private)]))}\n`; }
}

const types = { html: 'text/html', json: 'application/json', css: 'text/css', js: 'text/javascript', png: 'image/png' };

export class Publisher {
    #entries = [];
    #published = new Map();
    #edition = 0;
    #roots = [];

    constructor({ origin = 'the-lantern/test', seed = 'log', bits = 6 } = {}) {
        this.bits = bits;
        this.key = this.rootKey = new Key(origin, seed);
        this.#announce([this.key]);
    }

    /** Signs with another key from now on, and names which keys may: that alone, or those before too. */
    replaceKey(seed, { keep = false } = {}) {
        const former = this.key;
        this.key = new Key(former.name, seed);
        this.#announce(keep ? [former, this.key] : [this.key]);
    }

    #announce(logKeys) {
        const text = `broadsheet-root@v1\norigin ${this.key.name}\nversion ${this.#roots.length + 1}\nthreshold 1\nroot-key ${this.rootKey.vkey}\n`
            + `${logKeys.map(({ vkey }) => `log-key ${vkey}\n`).join('')}witnesses 0\n`;
        this.#roots.push(Buffer.from(this.rootKey.note(text)));
        this.#entries.push(`keys ${b64(sha(text))} ${this.#roots.length} 2026-11-27T22:00Z`);
    }

    /** Returns all files of a mirror that holds these: a Map of names and contents. */
    publish(files, slot = '2026-11-27T23:00Z') {
        ++this.#edition;
        for (const [name, { path }] of this.#published)
            if (!files.has(name)) {
                this.#entries.push(`delete ${path} ${slot}`);
                this.#published.delete(name);
            }
        for (const [name, text] of files) {
            const content = Buffer.from(text);
            if (this.#published.get(name)?.content.equals(content)) continue;
            const [nonce, salt] = ['nonce', 'salt'].map((what) => sha(`${what} ${name} ${this.#edition}`).subarray(0, 16));
            const [path, hash, type] = [b64(sha(nonce, name)), b64(sha(salt, content)), types[name.split('.').at(-1)] ?? 'application/octet-stream'];
            this.#published.set(name, { path, content, line: `${this.#entries.length} ${slot} ${content.length} ${type} ${hash} ${b64(nonce)} ${b64(salt)} ${name}\n` });
            this.#entries.push(`put ${path} ${hash} ${content.length} ${type} ${slot}`);
        }
        const out = new Map([...this.#published].map(([name, { content }]) => [name, content]));
        const top = this.#manifest(out);
        this.#entries.push(`snapshot ${b64(sha(top))} ${this.bits} ${this.#published.size} ${this.#edition} ${slot}`);
        const hashes = this.#entries.map((entry) => sha(Buffer.of(0), entry));
        this.#tiles(out, hashes);
        const checkpoint = this.key.note(`${this.key.name}\n${hashes.length}\n${b64(rootOf(hashes))}\n`);
        const index = hashes.length - 1;
        const extra = b64(Buffer.concat([Buffer.from(`${this.#entries.at(-1)}\n`), top]));
        out.set('log/latest', Buffer.from(`c2sp.org/tlog-proof@v1\nextra ${extra}\nindex ${index}\n${inclusion(index, hashes).map((hash) => `${b64(hash)}\n`).join('')}\n${checkpoint}`));
        out.set('log/checkpoint', Buffer.from(checkpoint));
        out.set('log/root', this.#roots.at(-1));
        this.#roots.forEach((root, at) => out.set(`log/roots/${numberPath(at + 1)}`, root));
        return out;
    }

    #manifest(out) {
        const shards = Array.from({ length: 2 ** this.bits }, () => '');
        for (const name of [...this.#published.keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))))
            shards[this.bits === 0 ? 0 : sha(name).readUInt32BE() >>> (32 - this.bits)] += this.#published.get(name).line;
        let nodes = shards.map((shard) => Buffer.from(shard));
        for (let level = 0; ; ++level) {
            nodes.forEach((node, number) => out.set(`log/manifest/${level}/${numberPath(number)}`, node));
            const hashes = nodes.map((node) => sha(node));
            if (nodes.length <= 32) return Buffer.concat(hashes);
            nodes = Array.from({ length: Math.ceil(hashes.length / 32) }, (_, at) => Buffer.concat(hashes.slice(at * 32, at * 32 + 32)));
        }
    }

    #tiles(out, hashes) {
        for (let level = 0; hashes.length > 0; ++level) {
            for (let first = 0; first < hashes.length; first += 256) {
                const part = hashes.slice(first, first + 256);
                out.set(`log/tile/${level}/${numberPath(first / 256)}${part.length < 256 ? `.p/${part.length}` : ''}`, Buffer.concat(part));
            }
            hashes = Array.from({ length: Math.floor(hashes.length / 256) }, (_, at) => rootOf(hashes.slice(at * 256, at * 256 + 256)));
        }
    }
}
