// Decides what a request of the browser is answered with.
import { textOf } from '../log/bytes.js';
import { answerPart, inert } from './answers.js';
import { mostBytes, noAnswer, within } from './fetching.js';
import { verdictOn } from './verdict.js';

const homePatience = 5000; // ms that the newspaper's own server has, before a proven copy is looked for
const mostRemembered = 200;
const betweenAskingForKeys = 600_000; // ms

// What only the newspaper's own server has, and nobody should come between: the newsroom, and readers' forms, whose links
// ask the browser whether a person follows them.
const ofServer = /^(?:(?:admin|ghost|preview)|(?:(?!tag\/)[a-z]{2,3}(?:-[a-z0-9]+)*\/)?(?:support|remind|newsletter\/(?:sign-up|confirm|yours|leave|link)))(?:\/|$)/;

// What is not pages: too large to be proven before it is shown, or what proves the rest.
const ofLog = /^(?:log|takeaway)\//;

const refusedByHost = [401, 403, 429, 451];

export class Newsstand {
    #shown = new Map(); // names of pages, and what of them was shown
    #played; // the last file of which parts were asked for, whole
    #watching; // for the last page of the newspaper's own server
    #askedForKeys = -Infinity;

    constructor(library, { fetch, languages, answerWith, refusal }) {
        Object.assign(this, { library, fetch, languages, answerWith, refusal });
    }

    async load() {
        this.#shown = new Map(await this.library.store.shown());
    }

    /** Returns the name of the file that a request is for, or null where it is not ours to answer. */
    nameOf(request) {
        const url = new URL(request.url);
        if (request.method !== 'GET' || !url.href.startsWith(this.library.base)) return null;
        const path = url.pathname.slice(new URL(this.library.base).pathname.length);
        const isAway = this.library.trust.isPinned && !this.library.isHome;
        if (!isAway && request.headers.has('range')) return null;
        // A mirror could call anything a page that lies there; what else is read there is read by the worker itself.
        if ((ofLog.test(path) || path === 'worker.js') && (!isAway || request.mode !== 'navigate')) return null;
        let name;
        try {
            name = decodeURIComponent(path);
        } catch {
            return null;
        }
        if (!isAway && ofServer.test(name)) return null;
        return name === '' || name.endsWith('/') ? `${name}index.html` : name;
    }

    async answer(name, request) {
        if (!this.#isReady()) return this.fetch(request);
        if (this.library.isHome) {
            const live = await this.#liveAnswer(name, request);
            if (live) return live;
        }
        try {
            return (await this.#inertAnswer(name, request)) ?? (await this.#provenAnswer(name, request)) ?? (await this.#absent(request));
        } catch (error) {
            if (request.mode !== 'navigate') return Response.error();
            const reasons = (error.errors ?? []).filter(({ base }) => base).map(({ base, message }) => ({ base, reason: message }));
            return this.refusal(this.languages, reasons, this.library.base);
        }
    }

    /** Whether there are keys to prove anything with. Before, the browser does what it would do without a worker; not every newspaper has a log. */
    #isReady() {
        const { library } = this;
        if (!library.trust.isPinned && library.now() - this.#askedForKeys > betweenAskingForKeys) {
            this.#askedForKeys = library.now();
            library.edition().catch(() => {});
        }
        return library.trust.isPinned;
    }

    /** At the newspaper's own address its own server answers, as it is ahead of the log between two signatures. */
    async #liveAnswer(name, request) {
        try {
            const response = await within(homePatience, this.fetch(request), noAnswer);
            // Its own server answers so to nobody who reads: it is blocked, or the host has shut it. What it says is not
            // there, is not: that may have been withdrawn since the last signature.
            if (response.status >= 500 || (refusedByHost.includes(response.status) && (await this.library.find(name)))) return null;
            const type = response.ok && response.type === 'basic' ? response.headers.get('content-type') : '';
            if (/^text\/html/.test(type)) this.#watching = this.#watch(name, response.clone(), request);
            if (/^text\/css/.test(type)) this.library.keepInBackground(name); // what is kept to be read is kept as it looks
            return response;
        } catch {
            return null;
        }
    }

    /** Finds out whether what the newspaper's own server shows is what it has signed. */
    async #watch(name, response, request) {
        const file = await within(2 * homePatience, response.arrayBuffer(), 'frozen')
            .then((bytes) => this.library.prove(name, { bytes: new Uint8Array(bytes), headers: response.headers })).catch(() => undefined);
        await this.#remember(name, request, { from: 'home', content: file?.content });
        if (file) await this.library.keep(name, file);
        else this.library.keepInBackground(name);
    }

    /** The answer to what is too large to be proven, but no page, and to the files of the log, which prove themselves. */
    async #inertAnswer(name, request) {
        if (!ofLog.test(name) && !request.headers.has('range')) return null;
        const line = await this.library.find(name);
        if (line ? line.length <= mostBytes || line.type === 'text/html' : !name.startsWith('log/')) return null;
        return inert(await this.fetch(request), line?.type ?? 'text/plain; charset=utf-8', name.startsWith('takeaway/'));
    }

    async #provenAnswer(name, request) {
        const range = request.headers.get('range');
        const file = range && this.#played?.name === name ? this.#played.file : await this.library.read(name);
        if (!file && request.mode === 'navigate' && !/\.[\w]+$/.test(name) && (await this.library.read(`${name}/index.html`)))
            return Response.redirect(`${request.url.split(/[?#]/)[0]}/`, 302);
        if (!file) return null;
        await this.#remember(name, request, file);
        if (request.mode === 'navigate' || file.type !== 'text/html') await this.library.keep(name, file);
        if (!range) return this.answerWith(file);
        this.#played = { name, file };
        return answerPart(file, range);
    }

    async #absent(request) {
        if (request.mode !== 'navigate') return new Response('', { status: 404 });
        const page = await this.library.read('404.html');
        return page ? this.answerWith(page, 404) : new Response('', { status: 404 });
    }

    /** Remembers what of a page is shown, on the device too, as browsers end a worker that has nothing to do. */
    async #remember(name, request, { from, content }) {
        if (request.mode !== 'navigate') return;
        this.#shown.delete(name);
        this.#shown.set(name, { from, content });
        if (this.#shown.size > mostRemembered) this.#shown.delete(this.#shown.keys().next().value);
        if (this.library.keeps) await this.library.store.keepShown([...this.#shown]);
    }

    /** What the page "Check this page" asks. */
    async hear({ ask, page, section, keeps }) {
        const { library } = this;
        if (ask === 'forget') await library.forget();
        if (ask === 'forget' || keeps === false) this.#shown.clear();
        if (ask === 'look') library.lookAgain();
        if (ask === 'keeps') await library.setKeeps(keeps);
        if (ask === 'keep-section') return { kept: await library.keepSection(this.nameOf(new Request(section)), this) };
        const name = page && this.nameOf(new Request(page));
        await this.#watching;
        const edition = await library.edition().catch(() => undefined);
        return {
            origin: library.trust.origin,
            fingerprint: library.trust.fingerprint,
            edition: edition && { number: edition.edition, slot: edition.slot, size: edition.size, files: edition.files },
            checkedAt: library.trust.state.checkedAt,
            isHome: library.isHome,
            sources: library.health,
            keeps: library.keeps,
            kept: await library.store.count(),
            page: name && (await this.#verdictOn(name)),
        };
    }

    async #verdictOn(name) {
        const proof = await this.library.proofOf(name);
        const shown = this.#shown.get(name);
        return { name, from: shown?.from, since: proof.since, isPublished: proof.isPublished, verdict: verdictOn(shown, proof, this.library.isHome) };
    }

    /** The files that a list of articles links to. */
    namesIn(html, address) {
        const main = textOf(html).split('<main')[1] ?? '';
        const names = new Set();
        for (const [, href] of main.matchAll(/\shref="([^"#]+)"/g)) {
            const name = this.nameOf(new Request(new URL(href.replaceAll('&amp;', '&'), address)));
            if (name?.endsWith('/index.html') && !/(^|\/)(section|tag|author|page|archive|search|\d{4})\//.test(name)) names.add(name);
        }
        return [...names];
    }
}
