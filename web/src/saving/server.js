import { t } from '../words.js';
import { encodeFields, readFields } from './fields.js';

// The server, as the editor knows it: the article's page and the four addresses on its form.

const wait = 20_000;

/** What an answer to a save means. @returns {Promise<import('./autosave.js').Answer>} */
async function meaningOf(response) {
    if (response.status === 401 || response.redirected) return { kind: 'signed-out' };
    // Said before anybody has read what was sent, and in no JSON.
    if (response.status === 413) return { kind: 'refused', message: t('the text is too long. Shorten it, or make two articles of it.'), isTooLong: true };
    const answer = await response.json();
    // A token of a session that has ended is as good as none; whoever may not write stays who they are, signed in or not.
    if (response.status === 403) return answer.code === 'token' ? { kind: 'signed-out', hasOldToken: true } : { kind: 'forbidden', message: answer.error ?? '' };
    if (response.ok) return { kind: 'saved', version: answer.version, at: answer.saved_at, html: answer.html };
    if (response.status === 409) return { kind: 'conflict', version: answer.version, by: answer.by ?? '', at: answer.at ?? 0 };
    const isFinal = response.status < 500 && response.status !== 408 && response.status !== 429;
    return isFinal ? { kind: 'refused', message: answer.error ?? '', field: answer.field } : { kind: 'lost' };
}

export class Server {
    #form; #token; #address;

    /** @param {HTMLFormElement} form */
    constructor(form, address = location.pathname) {
        this.#form = form;
        this.#address = address;
        this.#token = (form.elements.form_token ?? form.elements.token)?.value ?? '';
    }

    get token() { return this.#token; }

    #post(address, body, options = {}) {
        return fetch(address, { method: 'POST', body, headers: { 'X-Broadsheet-Token': this.#token, Accept: 'application/json' },
            credentials: 'same-origin', signal: AbortSignal.timeout(wait), ...options });
    }

    /** Never fails. @returns {Promise<import('./autosave.js').Answer>} */
    async save(fields, version) {
        const body = encodeFields(fields);
        body.set('version', String(version));
        const send = async () => meaningOf(await this.#post(this.#form.dataset.workingCopy, body));
        try {
            const answer = await send();
            // Whoever has signed in again, in another tab, has another token.
            return answer.hasOldToken && await this.page() ? await send() : answer;
        } catch {
            return { kind: 'lost' };
        }
    }

    /** Reads the article's page anew: what the server has now, or null when it does not show it (signed out, no connection). */
    async page() {
        try {
            const response = await fetch(this.#address, { credentials: 'same-origin', signal: AbortSignal.timeout(wait), cache: 'no-store' });
            const page = new DOMParser().parseFromString(await response.text(), 'text/html');
            const form = page.querySelector('#article-form');
            if (!response.ok || !form || form.dataset.account !== this.#form.dataset.account) return null;
            const token = (form.elements.form_token ?? form.elements.token)?.value;
            if (token) this.#token = token;
            return { fields: readFields(form), version: Number(form.elements.version.value) };
        } catch {
            return null;
        }
    }

    /** @returns {Promise<Object | null>} the lock's state; null without a connection */
    async lock(act) {
        try {
            const response = await this.#post(this.#form.dataset.lock, new URLSearchParams(act === 'keep' ? { act: 'hold', keep: '1' } : { act }));
            return response.ok && !response.redirected ? await response.json() : null;
        } catch {
            return null;
        }
    }

    /** Lets go of the lock while the page goes. */
    leave() {
        navigator.sendBeacon(this.#form.dataset.lock, new URLSearchParams({ act: 'leave', form_token: this.#token }));
    }

    /** Fails with words for the person. @param {File} file */
    async upload(file) {
        const body = new FormData();
        body.append('file', file, file.name);
        let response;
        try {
            response = await this.#post(this.#form.dataset.upload, body, { signal: AbortSignal.timeout(10 * 60_000) });
        } catch {
            throw new Error(t('There is no connection to the server.'));
        }
        const answer = await response.json().catch(() => ({}));
        if (!response.ok || !answer.url) throw new Error(answer.error ?? t('The server did not take the file.'));
        return answer;
    }

    async media(query) {
        try {
            const address = new URL(this.#form.dataset.media, location.href);
            address.searchParams.set('q', query);
            const response = await fetch(address, { headers: { Accept: 'application/json' }, credentials: 'same-origin', signal: AbortSignal.timeout(wait) });
            return (await response.json()).media ?? [];
        } catch {
            return [];
        }
    }
}
