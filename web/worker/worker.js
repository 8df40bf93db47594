// The service worker: shows nothing of a mirror that is not proven, goes on from another when one dies, and keeps what
// was read for when there is no network. Everything works without it too, unproven.
import { canVerify } from './log/note.js';
import { answerWith, refusal } from './reading/answers.js';
import { Library } from './reading/library.js';
import { Newsstand } from './reading/newsstand.js';
import { Store } from './reading/store.js';
import { Trust } from './reading/trust.js';

const base = self.registration.scope;
const store = new Store(base, self.caches);
const library = new Library({ base, store, trust: new Trust(store, Date.now), now: Date.now, random: Math.random });
const newsstand = new Newsstand(library, { fetch: (request) => fetch(request), languages: self.navigator.languages, answerWith, refusal });
const ready = Promise.all([canVerify(), library.load(), newsstand.load()]).then(([able]) => able);

self.addEventListener('install', (event) => {
    event.waitUntil(ready.then((able) => able && library.edition()).catch(() => {}).then(() => self.skipWaiting()));
});

self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));

self.addEventListener('fetch', (event) => {
    const { request } = event;
    const name = newsstand.nameOf(request);
    if (name !== null) event.respondWith(ready.then((able) => (able ? newsstand.answer(name, request) : fetch(request))));
});

self.addEventListener('message', (event) => {
    const port = event.ports[0];
    if (port) event.waitUntil(ready.then(() => newsstand.hear(event.data)).then((answer) => port.postMessage(answer), (error) => port.postMessage({ error: error.message })));
});
