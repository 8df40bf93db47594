// The service worker in Chromium, before hosts that die, lie, freeze and go back in time.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { launch } from '../e2e/browser.mjs';
import { root as source } from '../e2e/newspaper.mjs';
import { freezing, homeHash, serveFiles } from './hosts.mjs';
import { Publisher } from './publisher.mjs';

const built = mkdtempSync(path.join(tmpdir(), 'broadsheet-worker-'));
process.on('exit', () => rmSync(built, { recursive: true, force: true }));
const made = spawnSync('node', ['build-worker.mjs', built], { cwd: path.join(source, 'web'), encoding: 'utf8' });
assert.equal(made.status, 0, made.stderr);
const scripts = new Map(['worker.js', 'register.js'].map((name) => [name, readFileSync(path.join(built, name))]));

const articles = 40;
const page = (title, body, way = '../') => `<!DOCTYPE html>\n<html lang="en" dir="ltr">\n<head><meta charset="utf-8"><title>${title}</title>`
    + `<script src="${way}register.js" defer></script></head>\n<body class="p"><main><h1>${title}</h1>${body}</main></body></html>\n`;

function newspaper({ mirrors = [], home = 'nowhere', text = 'As published.' } = {}) {
    const files = new Map(scripts);
    files.set('index.html', page('The Lantern', Array.from({ length: articles }, (_, at) => `<a href="article-${at}/">${at}</a>`).join(' '), ''));
    files.set('ru/index.html', page('Фонарь', '').replace('lang="en"', 'lang="ru"'));
    for (let at = 0; at < articles; ++at) files.set(`article-${at}/index.html`, page(`Article ${at}`, `<p>${text} ${at}</p>`));
    files.set('long/index.html', page('Long', `<p>${randomBytes(30_000).toString('hex')}</p><p>The end.</p>`));
    files.set('404.html', page('Not found', '<p>There is no such page.</p>', ''));
    files.set('mirrors.json', JSON.stringify({ home, mirrors }));
    return files;
}

let browser;
before(async () => { browser = await launch(); });
after(async () => { await browser?.close(); });

/** Opens a reader's browser at a host, with the worker at work. */
async function readerAt(host) {
    const context = await browser.newContext({ serviceWorkers: 'allow' });
    const tab = await context.newPage();
    await tab.goto(host.url);
    await tab.waitForFunction(() => navigator.serviceWorker.controller, undefined, { timeout: 20_000 });
    const read = async (where, timeout = 40_000) => {
        const response = await tab.goto(new URL(where, host.url).href, { timeout });
        return { status: response.status(), text: await tab.textContent('body'), note: await tab.textContent('.provenance', { timeout: 200 }).catch(() => '') };
    };
    const ask = (question) => tab.evaluate((data) => new Promise((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = (event) => resolve(event.data);
        navigator.serviceWorker.controller.postMessage(data, [port2]);
    }), question);
    return { context, tab, read, ask };
}

async function stage(count, more = {}) {
    const publisher = new Publisher();
    const hosts = [];
    for (let at = 0; at < count; ++at) hosts.push(await serveFiles(new Map()));
    const mirrors = hosts.slice(1).map(({ url }) => url);
    const publish = (change = {}) => publisher.publish(newspaper({ mirrors, home: more.isHome ? homeHash(hosts[0].url) : 'elsewhere', ...change }));
    const files = publish();
    for (const host of hosts) host.files = files;
    return { publisher, hosts, publish, files, stop: () => Promise.all(hosts.map((host) => host.stop().catch(() => {}))) };
}

describe('a reader with the worker', () => {
    test('reads proven pages, and 404 where the edition has none', async () => {
        const { hosts, stop } = await stage(1);
        const { context, read } = await readerAt(hosts[0]);
        assert.match((await read('article-1/')).text, /As published\. 1/);
        const missing = await read('nothing/');
        assert.deepEqual([missing.status, /no such page/.test(missing.text)], [404, true]);
        await context.close();
        await stop();
    });

    test('is told that a page is proven only when it was seen by the worker', async () => {
        const { hosts, stop } = await stage(1);
        const { context, read, ask } = await readerAt(hosts[0]);
        const verdict = async (where) => (await ask({ ask: 'status', page: new URL(where, hosts[0].url).href })).page.verdict;
        assert.equal(await verdict(''), 'listed', 'the first visit was before the worker');
        await read('');
        assert.equal(await verdict(''), 'proven');
        assert.equal(await verdict('article-3/'), 'listed');
        await context.close();
        await stop();
    });

    test('is never shown a byte that was changed, and reads on from another mirror', async () => {
        const { hosts, stop } = await stage(2);
        const { context, read } = await readerAt(hosts[0]);
        // What the edition does not have, a liar may serve all the same.
        for (const name of ['admin/index.html', 'newsletter/index.html']) hosts[0].files = new Map(hosts[0].files).set(name, Buffer.from('As published'));
        hosts[0].change = (name, content) => (/^(article-|admin|newsletter)/.test(name) ? Buffer.from(String(content).replace('As published', 'As forged')) : content);
        const proven = await read('article-2/');
        assert.match(proven.text, /As published\. 2/);
        assert.match(proven.note, /127\.0\.0\.1:\d+ and is proven genuine/);
        hosts[1].change = hosts[0].change;
        const refused = await read('article-3/');
        assert.equal(refused.status, 503);
        assert.match(refused.text, /could not be proven/);
        assert.doesNotMatch(refused.text, /As forged/);
        hosts[0].files = new Map(hosts[0].files).set('log/x.html', Buffer.from('<script>document.write("As " + "forged")</script>'));
        for (const where of ['log/x.html', 'article-4/?from=letter', 'admin/', 'newsletter/?token=1'])
            assert.doesNotMatch((await read(where)).text, /As forged/, where);
        await context.close();
        await stop();
    });

    test('is told that nobody answers, and not of a forgery, where no host is there any more', async () => {
        const { hosts, stop } = await stage(2);
        const { context, read } = await readerAt(hosts[0]);
        await read('article-2/');
        await stop();
        assert.match((await read('article-2/')).text, /As published\. 2/);
        const unread = await read('article-3/');
        assert.equal(unread.status, 503);
        assert.match(unread.text, /None of the newspaper’s addresses answers/);
        assert.doesNotMatch(unread.text, /could not be proven|Failed to fetch/);
        await context.close();
    });

    test('is kept from no other page by one that is damaged, is told of that one, and reads it when it is mended', async () => {
        const { hosts, stop } = await stage(1);
        const { context, read } = await readerAt(hosts[0]);
        const damaged = (name, content) => (name === 'article-2/index.html' ? Buffer.from('damaged') : content);
        hosts[0].change = damaged;
        assert.equal((await read('article-2/')).status, 503);
        for (const at of [3, 4, 5]) assert.match((await read(`article-${at}/`)).text, /As published/);
        const refused = await read('article-2/');
        assert.match(refused.text, /article-2\/index\.html is not the one that was published/);
        hosts[0].change = (_, content) => content;
        assert.match((await read('article-2/')).text, /As published\. 2/);
        hosts[0].change = (name, content) => (name === 'article-6/index.html' ? Buffer.from('damaged') : content);
        const other = await read('article-6/');
        assert.match(other.text, /article-6\/index\.html/);
        assert.doesNotMatch(other.text, /article-2/, 'the reason is of the page asked for');
        await context.close();
        await stop();
    });

    test('reads from an old mirror what has not changed since, when the newest one has damaged it', async () => {
        const { publisher, hosts, stop } = await stage(2);
        const old = hosts[1].files;
        const { context, read, ask } = await readerAt(hosts[0]);
        const mirrors = [hosts[1].url];
        const changed = newspaper({ mirrors, home: 'elsewhere' });
        changed.set('article-9/index.html', page('Article 9', '<p>As published anew.</p>'));
        hosts[0].files = publisher.publish(changed);
        hosts[1].files = old;
        await ask({ ask: 'look' });
        hosts[0].change = (name, content) => (/article-(7|9)/.test(name) ? Buffer.from('damaged') : content);
        assert.match((await read('article-8/')).text, /As published/);
        assert.match((await read('article-7/')).text, /As published\. 7/);
        assert.equal((await read('article-9/')).status, 503, 'there it is the old one');
        assert.match((await read('article-7/')).text, /As published\. 7/);
        await context.close();
        await stop();
    });

    test('reads 99 of 100 pages while the origin is dead and mirrors die one a second', async () => {
        const { hosts, stop } = await stage(8);
        const { context, read } = await readerAt(hosts[0]);
        await read('article-0/');
        await hosts[0].stop();
        let at = 1;
        const dying = setInterval(() => { if (at < hosts.length - 1) hosts[at++].stop(); }, 1000);
        let good = 0;
        const started = Date.now();
        let pages = 0;
        for (; pages < 100 || Date.now() - started < 8000; ++pages)
            if (/As published/.test((await read(`article-${pages % articles}/`)).text)) ++good;
        clearInterval(dying);
        assert.equal(at, hosts.length - 1, 'all but one are dead');
        assert.ok(good / pages >= 0.99, `${good} of ${pages}`);
        console.log(`# ${good} of ${pages} pages while mirrors died, ${Date.now() - started} ms`);
        await context.close();
        await stop();
    });

    test('with the network off, reads on what was read, and is told its age', async () => {
        const { hosts, stop } = await stage(2);
        const { context, read, ask } = await readerAt(hosts[0]);
        await read('article-5/');
        assert.ok((await ask({ ask: 'keep-section', section: hosts[0].url })).kept >= articles);
        await stop();
        assert.match((await read('article-5/')).text, /As published\. 5/);
        assert.match((await read('article-17/')).text, /As published\. 17/);
        await context.setOffline(true);
        assert.match((await read('article-6/')).text, /As published\. 6/);
        assert.equal((await read('never-read/').catch(() => ({ status: 503 }))).status === 200, false);
        await context.close();
    });

    test('refuses an older edition and a forked one', async () => {
        const { hosts, publish, files, stop } = await stage(2);
        const { context, read, ask } = await readerAt(hosts[0]);
        await read('article-1/');
        const newer = publish({ text: 'As corrected.' });
        hosts[0].files = newer;
        hosts[1].files = newer;
        await context.close();
        const again = await readerAt(hosts[0]);
        assert.match((await again.read('article-1/')).text, /As corrected\. 1/);
        await again.ask({ ask: 'look' });
        for (const host of hosts) host.files = files; // back in time
        await again.ask({ ask: 'look' });
        const status = await again.ask({ ask: 'status' });
        assert.match(JSON.stringify(status.sources), /older edition/);
        assert.match((await again.read('article-1/')).text, /As corrected\. 1/, 'the last good copy');
        await again.context.close();
        const forker = new Publisher();
        forker.publish(newspaper({ text: 'As it never was.' }));
        forker.publish(newspaper({ text: 'As it was not either.' }));
        const forked = forker.publish(newspaper({ text: 'As forked.' }));
        for (const host of hosts) host.files = newer;
        const third = await readerAt(hosts[0]);
        await third.read('article-1/');
        for (const host of hosts) host.files = forked;
        await third.ask({ ask: 'look' });
        assert.match(JSON.stringify((await third.ask({ ask: 'status' })).sources), /another history/);
        assert.doesNotMatch((await third.read('article-2/')).text, /As forked/);
        await third.context.close();
        await stop();
    });

    test('finds the newer edition where the address it is at goes on serving an old one', async () => {
        const { hosts, publish, stop } = await stage(2);
        const { context, read, ask } = await readerAt(hosts[0]);
        await read('article-1/');
        hosts[1].files = publish({ text: 'As corrected.' });
        await ask({ ask: 'look' });
        let text;
        for (let at = 0; at < 100 && !/As corrected\. 1/.test(text); ++at) ({ text } = await read('article-1/'));
        assert.match(text, /As corrected\. 1/);
        await context.close();
        await stop();
    });

    test('is told when the newest edition is an old one', async () => {
        const { publisher, hosts, stop } = await stage(1);
        hosts[0].files = publisher.publish(newspaper({ text: 'As corrected.' }), '2020-01-01T00:00Z');
        const { context, read } = await readerAt(hosts[0]);
        assert.match((await read('article-1/')).note, /newest edition that could be found is of .*2020/);
        await context.close();
        await stop();
    });

    test('gets article text through a proxy that freezes each connection at 16,000 bytes', async () => {
        const { hosts, stop } = await stage(1);
        const proxy = await freezing(hosts[0]);
        const { context, read } = await readerAt(proxy);
        assert.match((await read('article-9/')).text, /As published\. 9/);
        assert.match((await read('long/', 60_000)).text, /The end\./, '60 KB over five connections');
        await context.close();
        await proxy.stop();
        await stop();
    });

    test('keeps nothing that was read when asked to forget', async () => {
        const { hosts, stop } = await stage(1);
        const { context, read, ask, tab } = await readerAt(hosts[0]);
        await read('article-7/');
        await ask({ ask: 'keeps', keeps: false });
        await read('article-8/');
        const kept = await tab.evaluate(async () => {
            const names = (await caches.keys()).filter((name) => name.includes(' files '));
            return (await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => url)))).flat();
        });
        assert.deepEqual(kept, []);
        await context.close();
        await stop();
    });

    test('at the newspaper’s own address sees what is not in the log yet', async () => {
        const { hosts, stop } = await stage(1, { isHome: true });
        const { context, read, ask } = await readerAt(hosts[0]);
        await read('article-1/');
        hosts[0].files = new Map(hosts[0].files).set('breaking/index.html', page('Breaking', '<p>Just now.</p>'));
        assert.match((await read('breaking/')).text, /Just now/);
        const { page: seen } = await ask({ ask: 'status', page: `${hosts[0].url}breaking/` });
        assert.deepEqual([seen.isPublished, seen.verdict], [false, 'fresh']);
        const verdict = async () => (await ask({ ask: 'status', page: `${hosts[0].url}article-1/` })).page.verdict;
        assert.equal(await verdict(), 'proven');
        hosts[0].change = (name, content) => Buffer.from(String(content).replace('As published', 'Corrected just now'));
        assert.match((await read('article-1/')).text, /Corrected/);
        assert.equal(await verdict(), 'fresh');
        await context.close();
        await stop();
    });
});
