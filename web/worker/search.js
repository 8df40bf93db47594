// Searches on a copy of the newspaper that has no server to do it. Where one answered, there is nothing to do.
import { find } from './search/index.js';

const query = new URLSearchParams(location.search).get('q') ?? '';
const field = document.querySelector('main input[name=q]');

/** The path from this page to the root of the copy. */
const root = new URL('.', document.currentScript.src);

async function get(path) {
    const response = await fetch(new URL(`search-index/${path}`, new URL('..', location.href)));
    if (!response.ok) throw new Error(path);
    return new Uint8Array(await response.arrayBuffer());
}

function element(id, name) {
    let found = document.getElementById(id);
    if (!found) {
        found = document.createElement(name);
        field.form.after(found);
    }
    found.hidden = false;
    return found;
}

async function search() {
    field.value = query;
    const status = element('search-status', 'p');
    try {
        const found = await find(query, get);
        status.textContent = found.length === 0 ? status.dataset.none ?? '—' : status.dataset.main ?? '';
        const date = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: 'long', timeZone: 'UTC' });
        element('search-found', 'ol').replaceChildren(...found.map((article) => {
            const item = document.createElement('li');
            const link = document.createElement('a');
            link.href = new URL(article.path.slice(1), root);
            link.textContent = article.title;
            item.append(link, ` ${date.format(new Date(article.date))}`);
            return item;
        }));
    } catch {
        status.textContent = status.dataset.failed ?? '—';
    }
}

if (query && field && !field.value) search();
