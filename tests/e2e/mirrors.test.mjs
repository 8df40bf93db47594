// The demo newspaper on mirrors that it signed, read in Chromium with the worker: its own pages, styles and pictures.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { serveFiles } from '../worker/hosts.mjs';
import { launch, patience } from './browser.mjs';
import { copyOfDemo, done, serve, temporaryFolder } from './newspaper.mjs';

const data = copyOfDemo();
const folder = path.join(temporaryFolder(), 'mirror');
let browser;
let hosts;
before(async () => { browser = await launch(); });
after(async () => {
    await browser?.close();
    await Promise.all((hosts ?? []).map((host) => host.stop().catch(() => {})));
});

function filesIn(where) {
    const names = readdirSync(where, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
        .map((entry) => path.relative(where, path.join(entry.parentPath ?? entry.path, entry.name)));
    return new Map(names.filter((name) => !name.startsWith('.broadsheet-')).map((name) => [name, readFileSync(path.join(where, name))]));
}

async function publish() {
    hosts = [await serveFiles(new Map()), await serveFiles(new Map())];
    done(data, 'mirror', 'addresses', ...hosts.map(({ url }) => url));
    done(data, 'mirror', 'build', '--to', folder);
    const files = filesIn(folder);
    for (const host of hosts) host.files = files;
}

describe('a reader of a mirror', () => {
    let context;
    let tab;
    const open = (where) => tab.goto(new URL(where, hosts[0].url).href);
    before(async () => {
        await publish();
        context = await browser.newContext({ serviceWorkers: 'allow', viewport: { width: 768, height: 1024 } });
        tab = await context.newPage();
        await open('');
        await tab.waitForFunction(() => navigator.serviceWorker.controller, undefined, { timeout: patience });
    });

    test('is told that an article is proven', async () => {
        await open('');
        await tab.click('main article h2 a, main article h3 a');
        await tab.waitForLoadState();
        await tab.click('a[href$="check-this-page/"]');
        await tab.waitForFunction(() => !document.querySelector('[data-verdict=proven]').hidden, undefined, { timeout: patience });
        assert.match(await tab.textContent('#check-fingerprint'), /^([0-9a-f]{4} ){15}[0-9a-f]{4}$/);
        assert.equal(await tab.locator('#check-sources li').count(), 2);
        if (process.env.SCREENSHOTS) await tab.screenshot({ path: `${process.env.SCREENSHOTS}/check.png`, fullPage: true });
    });

    for (const [language, query, form] of [['', 'rivers', 'river'], ['ru/', 'рекой', 'рек']])
        test(`finds articles without a server, in ${language || 'en/'}`, async () => {
            await open(`${language}search/`);
            await tab.fill('main input[name=q]', query);
            await tab.press('main input[name=q]', 'Enter');
            await tab.waitForSelector('#search-found li', { timeout: patience });
            const href = await tab.getAttribute('#search-found a', 'href');
            await tab.goto(href);
            assert.match((await tab.textContent('main')).toLowerCase(), new RegExp(form));
        });

    test('can install the newspaper as an application', async () => {
        await open('');
        const { url, data: manifest } = await (async () => {
            const session = await context.newCDPSession(tab);
            return session.send('Page.getAppManifest');
        })();
        assert.match(url, /manifest\.webmanifest$/);
        const { icons, start_url: start } = JSON.parse(manifest);
        assert.equal(start, './');
        for (const { src } of icons) assert.equal((await tab.request.get(new URL(src, url).href)).status(), 200);
    });

    test('reads pages, styles and pictures with every host dead', async () => {
        await open('');
        const first = await tab.getAttribute('main article h2 a, main article h3 a', 'href');
        const article = new URL(first, tab.url()).href;
        await tab.goto(article);
        await tab.waitForTimeout(500);
        await Promise.all(hosts.map((host) => host.stop()));
        await tab.goto(article);
        assert.ok((await tab.textContent('main')).length > 300);
        assert.equal(await tab.locator('.colophon').evaluate((footer) => getComputedStyle(footer).borderTopWidth), '3px', 'the style sheet that the article links');
        await open('ru/search/?q=%D1%80%D0%B5%D0%BA%D0%BE%D0%B9');
        await tab.waitForSelector('#search-found li', { timeout: patience });
    });
});

// Editions are signed once a slot: what the newsroom changes meanwhile, such as where readers go on, is not yet.
test('a new reader at the newspaper’s own address reads on while the new list of mirrors waits to be signed', async () => {
    const newspaper = copyOfDemo();
    const mirror = path.join(temporaryFolder(), 'mirror');
    const before = await serve(newspaper); // for a free port
    await before.stop();
    done(newspaper, 'settings', 'url', before.url);
    done(newspaper, 'mirror', 'build', '--to', mirror);
    done(newspaper, 'mirror', 'addresses', 'http://127.0.0.1:9/');
    done(newspaper, 'settings', 'title', 'The Beacon');
    const server = await serve(newspaper, '--listen', new URL(before.url).host, '--mirror', mirror, '--mirror-slot', '1440');
    const context = await browser.newContext({ serviceWorkers: 'allow' });
    const tab = await context.newPage();
    await tab.goto(server.url);
    await tab.waitForFunction(() => navigator.serviceWorker.controller, undefined, { timeout: patience });
    const links = await tab.locator('main article h2 a, main article h3 a').evaluateAll((all) => all.slice(0, 3).map(({ href }) => href));
    assert.equal(links.length, 3);
    for (const link of [...links, `${server.url}/`, ...links]) {
        const response = await tab.goto(link);
        assert.equal(response.status(), 200, await tab.textContent('body'));
        assert.match(await tab.textContent('body'), /The Beacon/);
    }
    await context.close();
    await server.stop();
});
