// A reader in a real browser: every kind of page, in both languages, at four widths, light and dark.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { createRequire } from 'node:module';
import { launch } from './browser.mjs';
import { copyOfDemo, serve, serveDemo } from './newspaper.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const widths = [320, 768, 1280, 2560];

let paper;
let browser;
let paths;

before(async () => {
    paper = await serveDemo();
    browser = await launch();
    paths = await kindsOfPages();
});
after(async () => {
    await browser?.close();
    await paper?.stop();
});

// One page of each kind, found as a reader finds them: by following links.
async function kindsOfPages() {
    const page = await browser.newPage();
    const kinds = new Set();
    for (const home of ['/', '/ru/']) {
        await page.goto(paper.url + home);
        const links = await page.$$eval('a[href]', (all) => all.map((a) => new URL(a.href).pathname));
        const first = (test) => links.find(test);
        const article = await page.$eval('article h2 a, article h3 a', (a) => new URL(a.href).pathname);
        for (const path of [home, article, first((p) => p.includes('/section/')), first((p) => p.includes('/archive/')),
            `${home}search/?q=${encodeURIComponent(home === '/' ? 'river' : 'река')}`, `${home}search/?q=zzzzzz`,
            `${home}no-such-page/`, `${home}about/`, `${home}page/2/`])
            kinds.add(path);
        await page.goto(paper.url + article);
        for (const selector of ['a[rel=author]', 'a[rel=tag]'])
            kinds.add(await page.$eval(selector, (a) => new URL(a.href).pathname));
    }
    await page.close();
    return [...kinds].filter(Boolean);
}

async function open(path, { width = 1280, colorScheme = 'light', javaScriptEnabled = true } = {}) {
    const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, javaScriptEnabled, bypassCSP: false });
    const page = await context.newPage();
    page.seen = { foreign: [], errors: [] };
    page.on('request', (request) => {
        if (!request.url().startsWith(paper.url) && !request.url().startsWith('data:')) page.seen.foreign.push(request.url());
    });
    page.on('console', (message) => {
        if (message.type() === 'error' && !/status of 40[04]/.test(message.text())) page.seen.errors.push(message.text());
    });
    page.on('pageerror', (error) => page.seen.errors.push(String(error)));
    await page.goto(paper.url + path);
    return page;
}

describe('every kind of page', () => {
    test('is found', () => assert.ok(paths.length >= 20, paths.join(' ')));

    test('has no accessibility violation that axe-core finds, light and dark, narrow and wide', async () => {
        for (const path of paths) {
            for (const [width, colorScheme] of [[320, 'light'], [1280, 'dark'], [1280, 'light']]) {
                const page = await open(path, { width, colorScheme });
                await page.evaluate(axe);
                const { violations } = await page.evaluate(() => window.axe.run());
                assert.deepEqual(violations.map((v) => `${v.id}: ${v.nodes[0].html}`), [], `${path} at ${width}, ${colorScheme}`);
                await page.context().close();
            }
        }
    });

    test('loads nothing from anywhere else and breaks no rule of its own policy', async () => {
        for (const path of paths) {
            const page = await open(path);
            assert.deepEqual(page.seen, { foreign: [], errors: [] }, path);
            await page.context().close();
        }
    });

    test('needs no sideways scrolling at any width', async () => {
        for (const path of paths) {
            for (const width of widths) {
                const page = await open(path, { width });
                const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
                assert.ok(overflow <= 0, `${path} at ${width}: ${overflow} px too wide`);
                await page.context().close();
            }
        }
    });

    test('shows nothing that is called hidden; an article says its address on paper', async () => {
        let onPaper = 0;
        for (const path of paths) {
            const page = await open(path);
            assert.deepEqual(await page.$$eval('[hidden]', (all) => all.filter((each) => each.checkVisibility()).map((each) => each.outerHTML)), [], path);
            await page.emulateMedia({ media: 'print' });
            const printed = page.locator('.on-paper');
            if (await printed.count()) {
                ++onPaper;
                assert.ok(await printed.isVisible(), path);
                assert.ok((await printed.textContent()).endsWith(path), path);
            }
            await page.context().close();
        }
        assert.ok(onPaper >= 2, 'an article in each language');
    });

    test('holds no script but those of the worker, of searching, and of appeals', async () => {
        for (const path of paths) {
            const html = await (await fetch(paper.url + path)).text();
            const scripts = [...html.matchAll(/<script[^>]*>/g)].map(([tag]) => tag).filter((tag) => !tag.includes('application/ld+json') && !/ src="[./]*assets\/appeal\/appeal\.js\?/.test(tag) && !/ src="[./]*(register|search)\.js" defer>/.test(tag));
            assert.deepEqual(scripts, [], path);
            assert.doesNotMatch(html, /\son[a-z]+=|javascript:/i, path);
        }
    });
});

test('searching needs no script', async () => {
    const page = await open('/ru/', { javaScriptEnabled: false });
    await page.fill('input[name=q]', 'реки');
    await page.press('input[name=q]', 'Enter');
    await page.waitForURL(/search/);
    const matched = await page.$$eval('mark', (marks) => marks.map((mark) => mark.textContent.toLowerCase()));
    assert.ok(matched.length > 0 && matched.some((word) => word.startsWith('рек')), matched.join(' '));
    await page.context().close();
});

test('tells no reader what query another came with', async () => {
    const onion = `http://${'a'.repeat(56)}.onion`;
    const other = await serve(copyOfDemo(), '--onion', onion);
    await fetch(`${other.url}/?from=somebody`);
    const answer = await fetch(`${other.url}/`);
    assert.equal(answer.headers.get('onion-location'), `${onion}/`);
    assert.doesNotMatch(await answer.text(), /somebody/);
    await other.stop();
});

test('a translation is one link away, and back', async () => {
    const page = await open('/');
    const articles = await page.$$eval('article h2 a, article h3 a, .latest a', (all) => all.map((a) => new URL(a.href).pathname));
    for (const article of new Set(articles)) {
        await page.goto(paper.url + article);
        const link = await page.$('nav.languages a[hreflang=ru]');
        if (!link) continue;
        await link.click();
        assert.equal(await page.getAttribute('html', 'lang'), 'ru');
        await page.click('nav.languages a[hreflang=en]');
        assert.equal(new URL(page.url()).pathname, article);
        return await page.context().close();
    }
    assert.fail('no article on the front page has a translation');
});

// A correction or a withdrawal has to show to who comes back.
test('browsers ask each time whether a page is still the newest', async () => {
    const [article] = paths.filter((path) => !path.includes('search'));
    for (const path of [...paths, '/rss.xml', '/worker.js', article.replace(/\/$/, '')]) {
        const response = await fetch(paper.url + path, { redirect: 'manual' });
        assert.equal(response.headers.get('cache-control'), 'no-cache', path);
        assert.equal(response.headers.get('referrer-policy'), 'same-origin', path);
        const etag = response.headers.get('etag');
        if (response.status === 200 && !path.includes('search'))
            assert.equal((await fetch(paper.url + path, { headers: { 'if-none-match': etag } })).status, 304, path);
    }
    const [asset] = (await (await fetch(paper.url)).text()).match(/[^"]*assets\/[^"]*\?v=[^"]*/);
    assert.equal((await fetch(new URL(asset, paper.url))).headers.get('cache-control'), 'public, max-age=86400');
});

test('the first view of every article fits in 14 KB with brotli, up to 900 words', async () => {
    const sitemap = await (await fetch(`${paper.url}/sitemap-1.xml`)).text();
    const articles = [...sitemap.matchAll(/<loc>([^<]+)<\/loc>/g)].map(([, url]) => new URL(url).pathname);
    let seen = 0;
    for (const path of articles) {
        const html = await (await fetch(paper.url + path)).text();
        const words = html.match(/class="body[^>]*>([\s\S]*?)<footer/)?.[1].replace(/<[^>]*>/g, ' ').trim().split(/\s+/).length ?? 0;
        if (words < 300 || words > 900) continue;
        const wire = await wireBytes(path);
        assert.ok(wire <= 14 * 1024, `${path}: ${wire} bytes on the wire for ${words} words`);
        seen++;
    }
    assert.ok(seen > 20, `only ${seen} articles looked at`);
});

// The size of the whole response, head and body, as it crosses the wire.
async function wireBytes(path) {
    const { request } = await import('node:http');
    return new Promise((resolve, reject) => {
        request(paper.url + path, { agent: false, headers: { 'accept-encoding': 'br' } }, (response) => {
            assert.equal(response.headers['content-encoding'], 'br');
            const socket = response.socket;
            response.resume().on('end', () => resolve(socket.bytesRead));
        }).on('error', reject).end();
    });
}
