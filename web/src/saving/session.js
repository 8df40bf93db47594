import { linesOf } from '../document/difference.js';
import { compare } from '../ui/compare.js';
import { choose } from '../ui/dialog.js';
import { h } from '../ui/element.js';
import { t, timeText } from '../words.js';
import { Autosave, sortCopies } from './autosave.js';
import { sameFields } from './fields.js';
import { Lock } from './lock.js';

// One person at one article's page: what they type, who else writes, and what is said about it.

const clock = {
    now: () => Date.now(),
    after: (ms, act) => setTimeout(act, ms),
    cancel: (timer) => clearTimeout(timer),
};

const time = (at) => timeText(at, { dateStyle: 'long', timeStyle: 'short' });

export class Session {
    #server; #store; #register; #status; #page; #read; #write; #allow; #language; #token; #lastSaved = 0; #autosave; #lock; #isAsking = false; #isTooLong = false;

    /**
     * @param {Object} needs
     * @param {import('./server.js').Server} needs.server
     * @param {import('./autosave.js').Store} needs.store
     * @param {ReturnType<import('./stores.js').pageRegister>} needs.register
     * @param {import('../ui/status.js').Status} needs.status
     * @param {() => import('./fields.js').Fields} needs.read what is on the page now
     * @param {(fields: import('./fields.js').Fields) => void} needs.write puts fields on the page
     * @param {(html: string) => void} needs.takeHtml takes the server's form of the text that was sent
     * @param {(allowed: boolean) => void} needs.allow lets the person type or not
     * @param {(version: number, token: string) => void} needs.versioned
     * @param {number} needs.version
     * @param {string} needs.language of the article
     */
    constructor({ server, store, register, status, read, write, takeHtml, allow, versioned, version, language }) {
        Object.assign(this, { takeHtml, versioned });
        this.#server = server;
        this.#store = store;
        this.#register = register;
        this.#status = status;
        this.#read = read;
        this.#write = write;
        this.#allow = allow;
        this.#language = language;
        this.#page = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
        this.#autosave = new Autosave({ store, clock, page: this.#page, fields: read(), version, send: (fields, from) => server.save(fields, from),
            report: (event) => this.#report(event) });
        this.#lock = new Lock(server, clock, (now, before) => this.#locked(now, before));
    }

    get autosave() { return this.#autosave; }

    async start() {
        this.#register.enter(this.#page);
        this.#report({});
        await this.#lock.act('look');
        // A page that is being loaded again may still be going.
        if (!this.#lock.isElsewhere && !await this.#restore()) setTimeout(() => this.#restore(), 2000);
        addEventListener('online', () => this.#autosave.wake());
        addEventListener('focus', () => this.#again());
        addEventListener('pagehide', () => {
            this.#autosave.leave();
            this.#lock.leave();
        });
        // A page that comes back as it was left has let go of its lock, and may have been overtaken.
        addEventListener('pageshow', ({ persisted }) => persisted && location.reload());
        document.addEventListener('visibilitychange', () => (document.visibilityState === 'hidden' ? this.#autosave.stored() : this.#again()));
    }

    changed() {
        const fields = this.#read();
        if (this.#autosave.isClean && sameFields(fields, this.#autosave.fields)) return;
        this.#lock.write();
        this.#autosave.change(fields);
    }

    /** Whether everything is with the server, so that the form may be sent; what it refuses it does on its own page, if it reads it at all. */
    async isSaved() {
        return await this.#autosave.flush() || (this.#autosave.phase === 'refused' && !this.#isTooLong);
    }

    /** What was asked for was not done; what is refused has been told why, and will not be saved by waiting. */
    sayUnsaved() {
        if (this.#autosave.phase !== 'refused') this.#status.say('unsaved', t('Not done: the text is not saved yet. Try again when it is.'));
    }

    #report({ saved, message, field, isTooLong = false }) {
        const { phase, isStored, isClean } = this.#autosave;
        this.#isTooLong = phase === 'refused' && isTooLong;
        if (saved) {
            this.#lastSaved = saved.at ?? Date.now();
            if (saved.html !== undefined && isClean) this.takeHtml(saved.html);
        }
        this.versioned(this.#autosave.version, this.#server.token);
        if (['saved', 'refused'].includes(phase)) this.#status.say('unsaved');
        this.#status.saving(phase, this.#lastSaved);
        const kept = isStored ? t('What you write is kept in this browser and sent as soon as possible.')
            : t('This browser cannot keep it either: leave this page open, or copy your text somewhere.');
        this.#status.say('connection', phase === 'retrying' && `${t('The server does not answer.')} ${kept}`);
        this.#status.say('account', phase === 'signed-out' && `${t('You are signed out.')} ${kept}`,
            { actions: [[t('Sign in in another tab'), () => window.open('/admin/sign-in/', '_blank', 'noopener')], [t('Try again'), () => this.#again()]] });
        this.#status.say('forbidden', phase === 'forbidden' && `${t('You cannot save in this article any more: {error}', { error: message })} ${kept}`,
            { actions: [[t('Copy this text'), () => this.#copy(this.#autosave.fields)], [t('Try again'), () => this.#again()]] });
        this.#status.say('refused', phase === 'refused' && t('The server did not take this: {error}', { error: [message, field].filter(Boolean).join(' – ') }));
        this.#status.say('store', !isStored && !['retrying', 'signed-out', 'forbidden'].includes(phase)
            && t('This browser keeps no copy of what you write: only what is saved is safe.'));
        this.#status.say('conflict', phase === 'conflict' && t('{name} has saved another text of this article at {time}. Nothing was written over; yours is kept in this browser.',
            { name: this.#autosave.conflict?.by || t('Somebody'), time: time(this.#autosave.conflict?.at ?? Date.now()) }),
        { actions: [[t('Compare and choose'), () => this.#resolve()]] });
    }

    /** After signing in again the page has another token. */
    async #again() {
        if (this.#autosave.phase === 'signed-out' && !await this.#server.page()) return;
        this.#autosave.wake();
    }

    async #resolve() {
        if (this.#isAsking) return;
        this.#isAsking = true;
        try {
            const theirs = await this.#server.page();
            if (!theirs) return;
            const answer = await compare(t('Two texts of one article'), this.#autosave.fields, theirs.fields, this.#language, [
                ['mine', t('Save this text over the other')], ['theirs', t('Go on from the other text'), true], ['copy', t('Copy this text'), true]]);
            if (answer === 'copy') await this.#copy(this.#autosave.fields);
            else if (answer === 'mine' && theirs.version >= this.#autosave.conflict.version) {
                this.#autosave.conflict.version = theirs.version;
                this.#autosave.saveMine();
            } else if (answer === 'theirs') await this.#takeTheirs(theirs);
        } finally {
            this.#isAsking = false;
        }
    }

    async #takeTheirs({ fields, version }) {
        this.#write(fields);
        await this.#autosave.takeTheirs(this.#read(), version);
    }

    async #copy(fields) {
        const html = fields.body?.[0] ?? '';
        const text = linesOf(html).join('\n\n');
        try {
            await navigator.clipboard.write([new ClipboardItem({ 'text/html': new Blob([html], { type: 'text/html' }), 'text/plain': new Blob([text], { type: 'text/plain' }) })]);
            this.#status.say('copied', t('The text is on the clipboard.'), { kind: 'notice' });
        } catch {
            await choose(t('Copy this text'), [Object.assign(h('textarea', { rows: '12', 'aria-label': t('This text') }), { value: text })], [['', t('Close')]], { wide: true });
        }
    }

    /** @returns {Promise<boolean>} false when a copy belongs to a page that seems to be open still */
    async #restore() {
        let copies;
        try {
            copies = await this.#store.all();
        } catch {
            return true;
        }
        const alive = await Promise.all(copies.map(({ page }) => page !== this.#page && this.#register.isAlive(page)));
        const gone = copies.filter(({ page }, index) => page !== this.#page && !alive[index]);
        const { restore, offer, drop } = sortCopies(gone, this.#autosave.fields, this.#autosave.version);
        for (const { page } of drop) await this.#store.remove(page).catch(() => {});
        if (restore && this.#autosave.isClean) await this.#goOnFrom(restore);
        else if (restore) offer.push(restore);
        if (offer.length) this.#offer(offer[0]);
        return !alive.some(Boolean);
    }

    async #goOnFrom(copy) {
        this.#write(copy.fields);
        this.#lock.write();
        this.#autosave.change(this.#read());
        await this.#autosave.stored();
        if (this.#autosave.isStored) await this.#store.remove(copy.page).catch(() => {});
        this.#status.say('restored', t('Text of {time} that had not reached the server was kept in this browser and is here again.', { time: time(copy.at) }), { kind: 'notice' });
    }

    #offer(copy) {
        const done = async () => {
            await this.#store.remove(copy.page).catch(() => {});
            this.#status.say('offer');
            this.#restore();
        };
        const look = async () => {
            const answer = await compare(t('Text kept in this browser'), copy.fields, this.#autosave.fields, this.#language, [
                ['kept', t('Go on from this text')], ['copy', t('Copy this text'), true], ['drop', t('Throw this text away'), true]]);
            if (answer === 'copy') await this.#copy(copy.fields);
            if (answer === 'kept') {
                this.#write(copy.fields);
                this.changed();
                await this.#autosave.stored();
            }
            if (answer === 'kept' || answer === 'drop') await done();
        };
        this.#status.say('offer', t('This browser keeps text of {time} that never reached the server; the article has changed since.', { time: time(copy.at) }),
            { actions: [[t('Compare and choose'), look]] });
    }

    async #locked(now, before) {
        const isFree = before && !before.mine && before.holder && (now.mine || !now.holder);
        if (isFree && !await this.#loadNewest()) {
            this.#lock.state = before;
            return;
        }
        this.#allow(!this.#lock.isElsewhere);
        if (isFree) this.#restore();
        this.#status.say('lock', this.#lock.isElsewhere && t('{name} is writing in this article. You can read it.', { name: now.holder }),
            { actions: [[now.asked ? t('Asked for it; waiting') : t('Ask for it'), () => this.#lock.act('want')]] });
        this.#status.say('wanted', now.mine && now.wanted_by && t('{name} would like to write in this article.', { name: now.wanted_by }),
            { actions: [[t('Give it'), () => this.#give()], [t('Keep it'), () => this.#lock.act('keep')]] });
    }

    async #give() {
        if (await this.isSaved()) await this.#lock.act('give');
    }

    // Another has written meanwhile. What was typed here and is not saved stays, and is compared when it is sent.
    async #loadNewest() {
        if (!this.#autosave.isClean) return true;
        const newest = await this.#server.page();
        if (newest && newest.version !== this.#autosave.version) await this.#takeTheirs(newest);
        return Boolean(newest);
    }
}
