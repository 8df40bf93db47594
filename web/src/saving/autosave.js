import { sameFields } from './fields.js';

// Nothing typed is lost, and nothing of another is written over unseen.
//
// What is typed goes to the browser's store within `storeWithin`, and to the server after `quiet` without typing, at the latest after
// `atLeast`. A record leaves the store only when the server has acknowledged exactly its text. A text whose answer was lost is sent again
// as it was before anything newer is, and the server answers a text that it has already with "saved": so a lost answer is never a conflict.

/**
 * @typedef {import('./fields.js').Fields} Fields
 * @typedef {{page: string, fields: Fields, version: number, at: number, sent: Fields | null}} Copy what the store keeps for one page
 *
 * @typedef {Object} Store of one article and one account; every method may fail
 * @property {(copy: Copy) => Promise<void>} put
 * @property {(page: string) => Promise<void>} remove
 * @property {() => Promise<Copy[]>} all
 * @property {(copy: Copy) => void} [putAtOnce] for when the page goes
 *
 * @typedef {{kind: 'saved', version: number, at?: number, html?: string} | {kind: 'conflict', version: number, by: string, at: number}
 *   | {kind: 'signed-out'} | {kind: 'forbidden', message: string} | {kind: 'refused', message: string, field?: string} | {kind: 'lost'}} Answer
 *
 * @typedef {'saved' | 'waiting' | 'saving' | 'retrying' | 'signed-out' | 'forbidden' | 'refused' | 'conflict'} Phase
 */

export const times = { storeWithin: 60, longestStore: 1000, quiet: 800, atLeast: 5000, firstRetry: 1000, longestRetry: 30_000 };

export class Autosave {
    /** @type {Phase} */ phase = 'saved';
    /** @type {{version: number, by: string, at: number} | null} */ conflict = null;
    /** Whether the store takes what it is given. */ isStored = true;
    #fields; #acknowledged; #sending = null; #isSending = false; #version; #page;
    #store; #send; #clock; #report;
    #changedAt = 0; #retries = 0; #timer = null; #storeTimer = null; #storing = Promise.resolve(); #isUnstored = false; #waiting = [];

    /**
     * @param {Object} needs
     * @param {Store} needs.store
     * @param {(fields: Fields, version: number) => Promise<Answer>} needs.send never fails: no answer is {kind: 'lost'}
     * @param {{now(): number, after(ms: number, act: () => void): any, cancel(timer: any): void}} needs.clock
     * @param {string} needs.page an id of this page, new each time it is loaded
     * @param {Fields} needs.fields what the server has
     * @param {number} needs.version and its version
     * @param {(event: {saved?: Answer, message?: string, field?: string}) => void} [needs.report] called when anything here has changed
     */
    constructor({ store, send, clock, page, fields, version, report = () => {} }) {
        this.#store = store;
        this.#send = send;
        this.#clock = clock;
        this.#page = page;
        this.#fields = this.#acknowledged = fields;
        this.#version = version;
        this.#report = report;
    }

    get version() { return this.#version; }
    get fields() { return this.#fields; }
    get isClean() { return this.#fields === this.#acknowledged; }

    /** What was typed, each time. @param {Fields} fields */
    change(fields) {
        if (this.isClean) this.#changedAt = this.#clock.now();
        this.#fields = fields;
        this.#isUnstored = true;
        this.#storeTimer ??= this.#clock.after(times.storeWithin, () => this.#keep());
        if (this.#isSending || ['conflict', 'signed-out', 'forbidden', 'retrying'].includes(this.phase)) return;
        this.#become('waiting');
        const untilLatest = this.#changedAt + times.atLeast - this.#clock.now();
        this.#wait(Math.max(0, Math.min(times.quiet, untilLatest)));
    }

    /** Sends now; resolves when all is acknowledged (true), or cannot be for the moment (false). */
    async flush() {
        if (this.isClean && !this.#sending) return true;
        if (this.phase === 'conflict') return false;
        const done = new Promise((resolve) => this.#waiting.push(resolve));
        if (!this.#isSending) this.#post();
        return done;
    }

    /** Resolves when what was typed is in the store, or the store has failed. */
    stored() {
        return this.#keep();
    }

    /** The connection is there again, somebody has signed in, or may write again. */
    wake() {
        if (['retrying', 'signed-out', 'forbidden'].includes(this.phase) && !this.#isSending) this.#post();
    }

    /** The page goes: what is not in the store yet goes there at once. */
    leave() {
        if (this.#isUnstored) {
            try {
                this.#store.putAtOnce?.(this.#copy());
            } catch {
                // Nothing more can be done here; the page asks before it goes (`isSafeToLeave`).
            }
            this.#keep();
        }
    }

    get isSafeToLeave() { return this.isClean || (this.isStored && !this.#isUnstored); }

    /** In a conflict: writes this text over the other's version, which has been seen. */
    saveMine() {
        this.#settle(this.conflict.version);
        this.#post();
    }

    /** In a conflict: goes on from what the server has. @param {Fields} fields @param {number} version */
    async takeTheirs(fields, version) {
        this.#settle(version);
        this.#fields = this.#acknowledged = fields;
        this.#cancel();
        this.#become('saved');
        await this.#forget();
    }

    #settle(version) {
        this.#version = version;
        this.#sending = null;
        this.conflict = null;
        this.#retries = 0;
    }

    #become(phase, event = {}) {
        this.phase = phase;
        this.#report(event);
    }

    #wait(ms) {
        if (this.#timer !== null) this.#clock.cancel(this.#timer);
        this.#timer = this.#clock.after(ms, () => this.#post());
    }

    #cancel() {
        if (this.#timer !== null) this.#clock.cancel(this.#timer);
        this.#timer = null;
    }

    async #post() {
        this.#cancel();
        if (this.#isSending || (this.isClean && !this.#sending)) return;
        this.#isSending = true;
        if (!this.#sending) this.#changedAt = this.#clock.now();
        this.#sending ??= this.#fields;
        const sending = this.#sending;
        // Before it is sent, so that a page that dies now knows on its return that the server's newer version is its own.
        await Promise.race([this.#keep(), new Promise((resolve) => this.#clock.after(times.longestStore, resolve))]);
        if (this.phase !== 'retrying') this.#become('saving');
        const answer = await this.#send(sending, this.#version);
        this.#isSending = false;
        this.#takers[answer.kind].call(this, answer, sending);
    }

    #takers = {
        saved(answer, sent) {
            this.#version = answer.version;
            this.#acknowledged = sent;
            this.#sending = null;
            this.#retries = 0;
            if (this.isClean) {
                this.#forget();
                this.#become('saved', { saved: answer });
                this.#answerWaiting(true);
            } else {
                this.#keep();
                this.#become('waiting', { saved: answer });
                this.#waiting.length ? this.#post() : this.#wait(times.quiet);
            }
        },
        conflict(answer) {
            this.conflict = answer;
            this.#sending = null;
            this.#become('conflict');
            this.#answerWaiting(false);
        },
        'signed-out'() {
            this.#retry('signed-out', times.longestRetry);
        },
        // Asking again by itself changes nothing: the person does when the rights may have.
        forbidden(answer) {
            this.#sending = null;
            this.#become('forbidden', answer);
            this.#answerWaiting(false);
        },
        refused(answer) {
            this.#sending = null;
            this.#become('refused', answer);
            this.#answerWaiting(false);
        },
        // The text may have arrived: it stays the one to send.
        lost() {
            this.#retry('retrying', Math.min(times.firstRetry * 2 ** this.#retries++, times.longestRetry));
        },
    };

    #retry(phase, ms) {
        this.#become(phase);
        this.#wait(ms);
        this.#answerWaiting(false);
    }

    #answerWaiting(isSaved) {
        for (const resolve of this.#waiting.splice(0)) resolve(isSaved);
    }

    #copy() {
        return { page: this.#page, fields: this.#fields, version: this.#version, at: this.#clock.now(), sent: this.#sending };
    }

    // One write after another, so that an old text never ends up over a new one.
    #keep() {
        if (this.#storeTimer !== null) this.#clock.cancel(this.#storeTimer);
        this.#storeTimer = null;
        this.#isUnstored = false;
        return this.#inStore(() => (this.isClean && !this.#sending ? undefined : this.#store.put(this.#copy())), () => { this.#isUnstored = true; });
    }

    #forget() {
        if (this.#storeTimer !== null) this.#clock.cancel(this.#storeTimer);
        this.#storeTimer = null;
        this.#isUnstored = false;
        return this.#inStore(() => (this.isClean ? this.#store.remove(this.#page) : undefined));
    }

    #inStore(act, failed = () => {}) {
        this.#storing = this.#storing.then(act).then(() => this.#storeWorks(true), () => {
            failed();
            this.#storeWorks(false);
        });
        return this.#storing;
    }

    #storeWorks(works) {
        if (this.isStored === works) return;
        this.isStored = works;
        this.#report({});
    }
}

/**
 * What was left in the store by pages that are no more, sorted out against what the server has.
 * @param {Copy[]} copies of pages that are gone
 * @param {Fields} fields what the server has
 * @param {number} version
 * @returns {{restore: Copy | null, offer: Copy[], drop: Copy[]}} the copy to go on from at once, those that the person has to decide on since
 *   the article has changed after them, and those that say nothing new
 */
export function sortCopies(copies, fields, version) {
    const sorted = { restore: null, offer: [], drop: [] };
    for (const copy of [...copies].sort((left, right) => right.at - left.at)) {
        const isCurrent = copy.version === version || (copy.sent && sameFields(copy.sent, fields));
        const saysNothingNew = sameFields(copy.fields, fields) || (sorted.restore && sameFields(copy.fields, sorted.restore.fields));
        if (saysNothingNew) sorted.drop.push(copy);
        else if (isCurrent && !sorted.restore) sorted.restore = copy;
        else sorted.offer.push(copy);
    }
    return sorted;
}
