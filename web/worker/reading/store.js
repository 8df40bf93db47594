// What stays on the reader's device: in the browser's caches, apart for each folder that a newspaper is read in.

const mostFiles = 600;
const mostParts = 2000;

export class Store {
    constructor(base, caches) {
        this.base = base;
        this.caches = caches;
    }

    #open(what) { return this.caches.open(`broadsheet ${what} ${this.base}`); }
    #address(key) { return new URL(`.broadsheet-kept/${encodeURIComponent(key)}`, this.base).href; }

    async load() {
        const kept = await (await this.#open('state')).match(this.#address('state'));
        return kept?.json();
    }

    async save(state) {
        await (await this.#open('state')).put(this.#address('state'), new Response(JSON.stringify(state)));
    }

    async part(key) {
        const kept = await (await this.#open('log')).match(this.#address(key));
        return kept && new Uint8Array(await kept.arrayBuffer());
    }

    async keepPart(key, bytes) {
        await this.#put('log', key, bytes, {}, mostParts);
    }

    /** Returns a file with what is known of it, or nothing. */
    async file(name) {
        const kept = await (await this.#open('files')).match(this.#address(name));
        return kept && { ...JSON.parse(kept.headers.get('x-proven')), bytes: new Uint8Array(await kept.arrayBuffer()) };
    }

    async keepFile(name, { bytes, type, content, slot, edition, editionSlot }, at) {
        await this.#put('files', name, bytes, { 'x-proven': JSON.stringify({ type, content, slot, edition, editionSlot, at }) }, mostFiles);
    }

    /** What of pages was shown, [[name, {from, content}]]. */
    async shown() {
        const kept = await (await this.#open('shown')).match(this.#address('shown'));
        return kept ? kept.json() : [];
    }

    async keepShown(entries) {
        await (await this.#open('shown')).put(this.#address('shown'), new Response(JSON.stringify(entries)));
    }

    async #put(what, key, bytes, headers, most) {
        const cache = await this.#open(what);
        await cache.put(this.#address(key), new Response(bytes, { headers }));
        const keys = await cache.keys(); // in the order in which they were put
        for (const old of keys.slice(0, Math.max(0, keys.length - most))) await cache.delete(old);
    }

    async count() {
        return (await (await this.#open('files')).keys()).length;
    }

    /** Deletes what tells what was read. Keys and checkpoint stay, since they protect whoever reads on. */
    async forgetFiles() {
        await this.caches.delete(`broadsheet files ${this.base}`);
        await this.caches.delete(`broadsheet log ${this.base}`);
        await this.caches.delete(`broadsheet shown ${this.base}`);
    }
}
