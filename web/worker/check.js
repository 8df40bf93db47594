// The page "Check this page": asks the worker what it knows, and fills it in. All words are in the page.
const worker = navigator.serviceWorker?.controller;
const byId = (id) => document.getElementById(id);
const address = new URLSearchParams(location.search).get('page') ?? document.referrer;
const language = document.documentElement.lang;

function ask(question) {
    return new Promise((resolve, reject) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = ({ data }) => (data.error ? reject(new Error(data.error)) : resolve(data));
        worker.postMessage(question, [port2]);
    });
}

const date = (moment) => new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short' }).format(new Date(moment));

function show(id, text) {
    byId(id).textContent = text;
    byId(id).closest('[hidden]')?.removeAttribute('hidden');
}

/** Shows the one of several prepared sentences that is true. */
function say(group, which) {
    for (const sentence of document.querySelectorAll(`[data-${group}]`)) sentence.hidden = sentence.dataset[group] !== which;
}

async function refresh() {
    const status = await ask({ ask: 'status', page: address || undefined });
    say('state', 'working');
    say('verdict', status.page ? status.page.verdict ?? 'unknown' : 'none');
    if (status.page) show('check-page', address);
    if (status.page?.since) show('check-since', date(status.page.since));
    if (status.edition) show('check-edition', `${status.edition.number} · ${date(status.edition.slot)}`);
    if (status.checkedAt) show('check-seen', date(status.checkedAt));
    if (status.fingerprint) show('check-fingerprint', status.fingerprint.match(/.{4}/g).join(' '));
    show('check-kept', String(status.kept));
    byId('check-keeps').checked = status.keeps;
    byId('check-sources').replaceChildren(...status.sources.map(({ base, refused, failed, reason }) => {
        const item = document.createElement('li');
        item.textContent = `${new URL(base).host}${refused || failed ? ` — ${reason}` : ''}`;
        item.className = refused ? 'refused' : failed ? 'failed' : 'good';
        return item;
    }));
}

if (worker && byId('check-forget')) {
    byId('check-forget').onclick = () => ask({ ask: 'forget' }).then(refresh);
    byId('check-keeps').onchange = ({ target }) => ask({ ask: 'keeps', keeps: target.checked }).then(refresh);
    for (const button of document.querySelectorAll('[data-keep]'))
        button.onclick = async () => {
            button.disabled = true;
            const { kept } = await ask({ ask: 'keep-section', section: new URL(button.dataset.keep, location).href });
            button.append(` (${kept})`);
            await refresh();
        };
    refresh().catch(() => say('state', 'absent'));
} else
    say('state', 'absent');
