// What this browser has learned about the newspaper, and what it therefore believes.
import { fromBase64, same, textOf, toBase64 } from '../log/bytes.js';
import { openLatest } from '../log/latest.js';
import { newestRoot, openRoot } from '../log/roots.js';
import { consistencyProof, isConsistent } from '../log/tree.js';

/** Thrown where somebody served what the newspaper has not published, or not any more. */
export class Refused extends Error {}

/**
 * The keys first met, and the newest checkpoint seen. Both only move forward, and are kept by `store` (load(), save(state)).
 * What `state` holds can be copied: {root, latest, newest: {size, root, signers}, checkedAt}.
 */
export class Trust {
    #root;

    constructor(store, now) {
        this.store = store;
        this.now = now;
    }

    async load() {
        this.state = (await this.store.load()) ?? {};
        if (this.state.root) this.#root = await openRoot(this.state.root);
    }

    get isPinned() { return Boolean(this.#root); }
    get fingerprint() { return this.#root?.fingerprint; }
    get origin() { return this.#root?.origin; }

    /** Believes the keys of whoever is met first. Later ones have to follow from them. */
    async pin(document) {
        if (this.#root) return;
        this.#root = await openRoot(document);
        this.state.root = document;
        await this.store.save(this.state);
    }

    /** Returns the edition that was the newest when last looked, or nothing. */
    async known() {
        return this.state.latest && openLatest(this.state.latest, this.#root).catch(() => undefined);
    }

    /**
     * Returns the edition of a source whose files `get(name)` fetches, and remembers it as the newest. Refused is one that is
     * not signed, smaller than one seen before, or not its continuation.
     */
    async accept(get) {
        const latest = textOf(await get('log/latest'));
        await this.#followKeys(get);
        const edition = await openLatest(latest, this.#root).catch((error) => { throw new Refused(error.message); });
        let seen;
        do { // again where another source's was accepted meanwhile
            seen = this.state.newest;
            if (seen) await this.#check(edition, seen, get).catch((error) => { if (!this.#isDisowned(seen)) throw error; });
        } while (seen !== this.state.newest);
        this.state.latest = latest;
        this.state.newest = { size: edition.size, root: toBase64(edition.root), signers: edition.signers };
        this.state.checkedAt = this.now();
        await this.store.save(this.state);
        return edition;
    }

    /**
     * Whether the keys that signed a checkpoint sign no more. What a thief has signed with one is no reason to refuse what the
     * newspaper signs since, though it may be shorter.
     */
    #isDisowned({ signers }) {
        return signers?.every((vkey) => !this.#root.logKeys.some((key) => key.vkey === vkey)) ?? false;
    }

    /** Looks whether the newspaper has changed its keys: with each edition, since a thief signs with the former ones. */
    async #followKeys(get) {
        const document = textOf(await get('log/root'));
        const known = this.#root;
        const root = await newestRoot(known, document, async (name) => textOf(await get(name))).catch((error) => { throw new Refused(error.message); });
        if (this.#root !== known || root.version === known.version) return;
        // Of a checkpoint that an earlier worker kept, it is not known which of them signed it.
        if (this.state.newest) this.state.newest.signers ??= known.logKeys.map(({ vkey }) => vkey);
        this.#root = root;
        this.state.root = root.document;
        await this.store.save(this.state);
    }

    async #check(edition, newest, get) {
        const root = fromBase64(newest.root);
        if (edition.size < newest.size) throw new Refused('it serves an older edition than one seen before');
        if (edition.size === newest.size && !same(edition.root, root)) throw new Refused('it serves another history than the one seen before');
        if (edition.size === newest.size) return;
        const proof = await consistencyProof(newest.size, edition.size, get);
        if (!(await isConsistent(newest.size, root, edition.size, edition.root, proof))) throw new Refused('it serves another history than the one seen before');
    }
}
