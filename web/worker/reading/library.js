// Reads the newspaper's files: from what is kept here, from where the reader is, from the signed list of mirrors. What
// cannot be proven is not read.
import { textOf, toBase64, toHex, utf8, same, sha256 } from '../log/bytes.js';
import { findFile, isContentOf } from '../log/manifest.js';
import { fetchBytes, firstOf } from './fetching.js';
import { withPolicy } from './policy.js';
import { Refused } from './trust.js';

export const pace = {
    hedge: 2000, // ms until another source is asked beside the first
    fresh: 60_000, // ms for which the newest edition is not looked for again
    failed: 15_000, // ms for which a source that did not answer is asked last
    refused: 600_000, // ms for which one that served what is not the newspaper's is asked last: for that file, or for all
    aged: 7 * 86_400_000, // ms after which readers are told that the newest edition is not new
};

export const mirrorList = 'mirrors.json';

/** Where files can be fetched: a folder on a host. */
class Source {
    failedAt = -Infinity;
    refusedAt = -Infinity; // an edition
    #spoiled = new Map(); // names of files that were not as published, and when that was found
    reason = '';

    constructor(base, isOwn) {
        this.base = base;
        this.isOwn = isOwn;
    }

    /** A file of it may be damaged, or older than ours: that says nothing of the others. */
    spoil(name, now) { this.#spoiled.set(name, now); }

    isRefused(now, name) {
        const within = (at) => now - at <= pace.refused;
        return within(this.refusedAt) || (name === undefined ? [...this.#spoiled.values()].some(within) : within(this.#spoiled.get(name) ?? -Infinity));
    }

    /** It has served what was asked for: a file by its name, or an edition. */
    absolve(name) {
        this.failedAt = -Infinity;
        if (name === undefined) this.refusedAt = -Infinity;
        else this.#spoiled.delete(name);
    }

    async get(name, signal) {
        return (await this.fetch(name, signal)).bytes;
    }

    async fetch(name, signal) {
        const address = name.split('/').map(encodeURIComponent).join('/');
        return fetchBytes(new URL(this.isOwn ? address.replace(/(^|\/)index\.html$/, '$1') || './' : address, this.base), signal);
    }
}

export class Library {
    #edition;
    #editionAt = -Infinity;
    #finding;
    #mirrors = [];

    /** base: the folder that the reader is in, an absolute address. */
    constructor({ base, trust, store, now, random }) {
        Object.assign(this, { base, trust, store, now, random });
        this.own = new Source(base, true);
    }

    async load() {
        await this.trust.load();
        this.#setMirrors(this.trust.state.mirrors ?? []);
    }

    #setMirrors(addresses) {
        const others = addresses.filter((address) => address !== this.base);
        const known = new Map(this.#mirrors.map((source) => [source.base, source]));
        const mirrors = others.map((address) => known.get(address) ?? new Source(address, false));
        for (let at = mirrors.length - 1; at > 0; --at) {
            const other = Math.floor(this.random() * (at + 1));
            [mirrors[at], mirrors[other]] = [mirrors[other], mirrors[at]];
        }
        this.#mirrors = mirrors;
    }

    /** All, the likeliest to have a file first, or an edition where none is named. Nothing is believed that any of them serves. */
    #sourcesFor(name) {
        const now = this.now();
        const doubt = (source) => (source.isRefused(now, name ?? '') ? 2 : now - source.failedAt <= pace.failed ? 1 : 0);
        return [this.own, ...this.#mirrors].sort((one, other) => doubt(one) - doubt(other));
    }

    get health() {
        const now = this.now();
        return [this.own, ...this.#mirrors].map((source) =>
            ({ base: source.base, isOwn: source.isOwn, failed: source.failedAt > -Infinity, refused: source.isRefused(now), reason: source.reason }));
    }

    /** Whether the reader is at the newspaper's own address, as the signed list says without naming it. */
    get isHome() { return this.trust.state.home === this.trust.state.here && Boolean(this.trust.state.here); }

    /** Asks the sources in order for a file, or an edition, that `take(source, signal)` finds good, and throws otherwise. */
    #ask(name, take) {
        return firstOf(this.#sourcesFor(name), pace.hedge, async (source, signal) => {
            try {
                const taken = await take(source, signal);
                source.absolve(name);
                return taken;
            } catch (error) {
                if (!signal.aborted) this.#blame(source, error, name);
                throw Object.assign(error, { base: source.base });
            }
        });
    }

    #blame(source, error, name) {
        source.reason = error.message;
        // The newspaper's own server may be ahead of the log; it has done nothing wrong then.
        if (!(error instanceof Refused) || (source.isOwn && this.isHome)) source.failedAt = this.now();
        else if (name === undefined) source.refusedAt = this.now();
        else source.spoil(name, this.now());
    }

    /** Returns the newest edition: asked for, or the one known where nobody can be asked. */
    async edition() {
        if (this.#edition && this.now() - this.#editionAt < pace.fresh) return this.#edition;
        this.#finding ??= this.#findEdition().finally(() => { this.#finding = undefined; });
        return this.#finding;
    }

    async #findEdition() {
        try {
            if (!this.trust.isPinned) await this.trust.pin(textOf(await this.own.get('log/root')));
            const found = await this.#ask(undefined, async (source, signal) => ({ source, edition: await this.trust.accept((name) => source.get(name, signal)) }));
            this.#edition = found.edition;
            this.#editionAt = this.now();
            await this.#readMirrorList();
            this.#lookElsewhere(found.source);
        } catch (error) {
            this.#edition ??= await this.trust.known();
            if (!this.#edition) throw error;
            this.#editionAt = this.now() - pace.fresh + pace.failed; // soon again
        }
        return this.#edition;
    }

    /** Asks one more in the background: a source that goes on serving what was the newest once does not say so. */
    #lookElsewhere(source) {
        const other = this.#sourcesFor().find((candidate) => candidate !== source);
        if (!other) return;
        this.elsewhere = this.trust.accept((name) => other.get(name)).then(async (edition) => {
            if (same(edition.root, this.#edition.root)) return;
            this.#edition = edition;
            await this.#readMirrorList();
        }).catch(() => {}); // one that is behind may only be slow
    }

    async #readMirrorList() {
        const { state } = this.trust;
        const list = await this.#readProven(mirrorList, this.#edition).catch(() => undefined);
        if (!list) return;
        const { home, mirrors } = JSON.parse(textOf(list.bytes));
        state.home = home;
        state.here = toBase64(await sha256(utf8(this.base)));
        state.mirrors = mirrors.filter((address) => /^https?:\/\/[^\s?#]+\/$/.test(address));
        await this.trust.store.save(state);
        this.#setMirrors(state.mirrors);
    }

    /** A part of the manifest, by its hash: kept for good, since another edition names the same part. */
    async #part(name, hash) {
        const key = toHex(hash);
        const kept = await this.store.part(key);
        if (kept) return kept;
        const part = await this.#ask(name, async (source, signal) => {
            const bytes = await source.get(name, signal);
            if (!same(await sha256(bytes), hash)) throw new Refused(`${name} is not the one that was published`);
            return bytes;
        });
        await this.store.keepPart(key, part);
        return part;
    }

    async #readProven(name, edition) {
        const line = await findFile(name, edition, (part, hash) => this.#part(part, hash));
        if (!line) return null;
        const kept = await this.store.file(name);
        if (kept?.content === line.content && (await isContentOf(line, kept.bytes))) return { ...kept, from: 'kept' };
        return this.#ask(name, async (source, signal) => {
            const bytes = await proven(line, await source.fetch(name, signal));
            return fileOf(line, bytes, edition, source.isOwn ? 'own' : source.base);
        });
    }

    /**
     * Returns {bytes, type, slot, from, isOld, isAged}: the file as the newest edition has it (isAged: which is not new), or, where nobody can be asked, the last
     * good copy (isOld). null: the newest edition has no such file. Throws where it cannot be had proven.
     */
    async read(name) {
        try {
            const edition = await this.edition();
            const file = await this.#readProven(name, edition);
            return file && { ...file, editionSlot: edition.slot, isAged: this.now() - Date.parse(edition.slot) > pace.aged };
        } catch (error) {
            const kept = await this.store.file(name);
            if (kept) return { ...kept, from: 'kept', isOld: true };
            throw error;
        }
    }

    /** Returns the line of a file in the newest edition's manifest, or null; throws where that cannot be found out. */
    async find(name) {
        return findFile(name, await this.edition(), (part, hash) => this.#part(part, hash));
    }

    /** Returns the file that an answer {bytes, headers} is in the newest edition, or null; throws where that cannot be found out. */
    async prove(name, answer) {
        const edition = await this.edition();
        const line = await this.find(name);
        const bytes = line && (await proven(line, answer).catch(() => null));
        return bytes && fileOf(line, bytes, edition, 'home');
    }

    /** Whether what is read stays on the device. */
    get keeps() { return this.trust.state.keeps !== false; }

    async setKeeps(keeps) {
        this.trust.state.keeps = keeps;
        await this.trust.store.save(this.trust.state);
        if (!keeps) await this.store.forgetFiles();
    }

    async keep(name, file) {
        if (this.keeps && file.from !== 'kept') await this.store.keepFile(name, file, this.now());
    }

    keepInBackground(name) {
        if (this.keeps) this.read(name).then((file) => file && this.keep(name, file)).catch(() => {});
    }

    /** Keeps the articles that a section's page links to, for when there is no network; returns how many there are. */
    async keepSection(name, newsstand) {
        const page = await this.read(name);
        if (!page) return 0;
        await this.store.keepFile(name, page, this.now());
        const address = new URL(name.replace(/index\.html$/, ''), this.base);
        let kept = 0;
        for (const article of newsstand.namesIn(page.bytes, address)) {
            const file = await this.read(article).catch(() => null);
            if (!file) continue;
            await this.store.keepFile(article, file, this.now());
            ++kept;
        }
        return kept;
    }

    /** Looks for a newer edition with the next thing that is read. */
    lookAgain() { this.#editionAt = -Infinity; }

    async forget() {
        await this.store.forgetFiles();
    }

    /** What can be said of a file now: whether the newest edition has it, since when, and whether a copy is kept. */
    async proofOf(name) {
        const line = await this.find(name).catch(() => undefined);
        const kept = await this.store.file(name);
        return { isPublished: line === undefined ? undefined : line !== null, since: line?.slot, content: line?.content, isKept: Boolean(kept) };
    }
}

function fileOf({ type, content, slot }, bytes, edition, from) {
    return { bytes, type, content, slot, edition: edition.edition, editionSlot: edition.slot, from };
}

/** Returns the bytes that the line names, or throws. */
async function proven(line, { bytes, headers }) {
    if (await isContentOf(line, bytes)) return bytes;
    const policy = headers?.get('content-security-policy');
    if (policy && line.type === 'text/html') {
        const asFile = utf8(withPolicy(textOf(bytes), policy));
        if (await isContentOf(line, asFile)) return asFile;
    }
    throw new Refused(`${line.name} is not the one that was published`);
}
