// The newsletter in a real browser: its vault, its box, signing up with and without a script, leaving; an issue from the
// week's articles to the archive. That nothing of a reader lies on the disk: canary.test.mjs.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { launch } from './browser.mjs';
import { copyOfDemo, serve } from './newspaper.mjs';
import { accept, scrollsSideways, someone as anyone, violations } from './people.mjs';

const words = 'паром гранит мох фонарь орбита бархат';
const data = copyOfDemo();
let paper;
let browser;
let owner;

before(async () => {
    paper = await serve(data);
    browser = await launch();
    owner = await anyone(browser);
    await accept(owner, paper.invitation, 'anna', 'Anna O.');
});
after(async () => {
    await browser?.close();
    await paper?.stop();
});

const someone = (options) => anyone(browser, options);

// The text of the last letter in the captured outbox.
async function lastLetter() {
    await owner.goto(`${paper.url}/admin/mail/`);
    const links = await owner.$$eval('a[href*="/admin/mail/outbox/"]', (all) => all.map((a) => a.getAttribute('href')));
    const newest = links.sort((a, b) => Number(b.split('/').at(-2)) - Number(a.split('/').at(-2)))[0];
    await owner.goto(new URL(newest, paper.url).href);
    return owner.textContent('pre.letter');
}

// The link in it, at the address that this server listens at.
async function linkInLetter(name = 'confirm') {
    const letter = await lastLetter();
    const link = letter.match(new RegExp(`https?://\\S+/newsletter/${name}/\\S+/`))?.[0];
    assert.ok(link, letter);
    return paper.url + new URL(link).pathname;
}

async function signUp(page, from, address) {
    await page.goto(paper.url + from);
    await page.fill('.newsletter input[type=email]', address);
    await page.press('.newsletter input[type=email]', 'Enter');
    await page.waitForURL(/sign-up\/sent\/$/);
}

async function subscribers() {
    await owner.goto(`${paper.url}/admin/newsletters/`);
    return Number(await owner.textContent('tbody tr td'));
}

describe('the newsletter', () => {
    test('has a vault, made in the browser', async () => {
        await owner.goto(`${paper.url}/admin/vault/`);
        await owner.fill('#passphrase', words);
        await owner.fill('#again', words);
        await owner.click('text=Make the vault');
        assert.match(await owner.textContent('dd code'), /^[0-9A-Z]{4}(-[0-9A-Z]{4}){6}$/);
        assert.deepEqual(await violations(owner), []);
        await owner.click('text=I have written it down');
        await owner.click('main button:text("Lock")');
        assert.match(await owner.textContent('[role=status]'), /locked/);
    });

    test('comes with the demo, in both languages: its box, its latest issue, its archive and feed', async () => {
        const reader = await someone();
        for (const [home, slug, article, promise] of [
            ['/', 'weekly', 'the-tesna-freezes-later', /hand-picked[\s\S]*Every Friday[\s\S]*Privacy Policy/],
            ['/ru/', 'pyatnitsa', 'tesna-zamerzaet-pozzhe', /Лучшее за неделю[\s\S]*По пятницам[\s\S]*политикой конфиденциальности/],
        ]) {
            await reader.goto(`${paper.url}${home}${article}/`);
            assert.match(await reader.textContent('.newsletter'), promise);
            await reader.click('.newsletter p.meta a >> nth=0'); // Preview
            assert.match(reader.url(), new RegExp(`${home}newsletter/${slug}/2026-11-20/$`));
            assert.match(await reader.textContent('.issues'), /1,?318/);
            await reader.goto(`${paper.url}${home}newsletter/${slug}/`);
            assert.equal(await reader.locator(`main a[href$="2026-11-20/"]:not(.newsletter a)`).count(), 1, 'the archive');
            const feed = await fetch(`${paper.url}${home}newsletter/${slug}/rss.xml`);
            assert.match(await feed.text(), new RegExp(`<link>[^<]*${home}newsletter/${slug}/2026-11-20/</link>`));
        }
        assert.deepEqual(reader.errors, []);
        await reader.context().close();
    });

    test('is set up by an editor, and its box stands under every article', async () => {
        await owner.goto(`${paper.url}/admin/newsletters/`);
        await owner.click('text=The Friday Lantern');
        await owner.click('main >> text=Settings');
        await owner.fill('#name', 'The Lantern Weekly');
        await owner.fill('#pitch', 'Sign up for our free weekly newsletter: a hand-picked selection of news, features and analysis.');
        await owner.fill('#frequency', 'In your mailbox every Friday');
        await owner.fill('#policy_path', '/privacy/');
        await owner.fill('#policy', '2026-11');
        await owner.selectOption('#weekday', '4');
        await owner.click('main form button');
        await owner.waitForURL(/newsletters\/[0-9a-f]{24}\//);
        const reader = await someone();
        await reader.goto(paper.url);
        const article = await reader.getAttribute('main h2 a, main h3 a', 'href');
        for (const page of ['/', new URL(article, `${paper.url}/`).pathname, '/newsletter/', '/newsletter/weekly/']) {
            await reader.goto(paper.url + page);
            assert.match(await reader.textContent('.newsletter'), /hand-picked[\s\S]*every Friday[\s\S]*Privacy Policy/, page);
            const ours = (await violations(reader)).filter(([, nodes]) => nodes.some((html) => html.includes('newsletter')));
            assert.deepEqual(ours, [], page);
            for (const width of [320, 768, 1280]) {
                await reader.setViewportSize({ width, height: 900 });
                assert.equal(await scrollsSideways(reader), false, `${page} at ${width}`);
            }
        }
        assert.deepEqual(reader.errors, []);
        await reader.context().close();
    });

    for (const javaScriptEnabled of [true, false])
        test(`is signed up for, confirmed by one click and left, ${javaScriptEnabled ? 'with' : 'without'} a script`, async () => {
            const reader = await someone({ javaScriptEnabled });
            await signUp(reader, '/', `reader-${javaScriptEnabled}@example.org`);
            assert.match(await reader.textContent('h1'), /Check your mail/);
            assert.equal(await subscribers(), 0);
            const link = await linkInLetter();
            await reader.goto(link);
            assert.match(reader.url(), /\/newsletter\/yours\//, 'one click');
            assert.match(await reader.textContent('[role=status]'), /You are signed up/);
            assert.equal(await subscribers(), 1);
            if (javaScriptEnabled) assert.deepEqual(await violations(reader), []);
            await reader.click('text=Leave all of them');
            assert.match(await reader.textContent('main'), /no more issues/);
            assert.equal(await subscribers(), 0);
            assert.deepEqual(reader.errors, []);
            await reader.context().close();
        });

    test('asks for a little work during a flood, and goes on by itself; without a script it waits', async () => {
        const flood = () => fetch(`${paper.url}/newsletter/sign-up/`, { method: 'POST', redirect: 'manual',
            body: new URLSearchParams({ newsletter: 'weekly', address: `f${Math.random()}@example.org` }) });
        let answers = 0;
        while ((await flood()).status === 303) assert.ok(++answers < 100);
        const reader = await someone();
        await signUp(reader, '/', 'worker@example.org');
        assert.match(await lastLetter(), /Press this link/);
        assert.deepEqual(reader.errors, []);
        await reader.context().close();

        const slow = await someone({ javaScriptEnabled: false });
        await slow.goto(paper.url);
        await slow.fill('.newsletter input[type=email]', 'slow@example.org');
        await slow.press('.newsletter input[type=email]', 'Enter');
        assert.match(await slow.textContent('h1'), /One more step/);
        await slow.press('main form button', 'Enter');
        assert.match(await slow.textContent('h1'), /One more step/, 'too early');
        await slow.waitForTimeout(20_500);
        await slow.press('main form button', 'Enter');
        assert.match(await slow.textContent('h1'), /Check your mail/);
        await slow.context().close();
    });

    test('is put together from the articles: dragged, moved by buttons, previewed, sent', async () => {
        await owner.goto(`${paper.url}/admin/vault/`);
        await owner.fill('#secret', words);
        await owner.click('main button:text("Unlock")');
        await owner.goto(`${paper.url}/admin/newsletters/`);
        await owner.click('tbody a');
        await owner.click('text=New issue');
        await owner.waitForURL(/\/admin\/issues\//);
        while ((await owner.$$('.entries textarea')).length < 3) await owner.click('.offered button >> nth=0');
        const titles = () => owner.$$eval('.entries b', (all) => all.map((title) => title.textContent));
        const [first, second, third] = await titles();
        await owner.click('.entries li:nth-child(2) button:text("Up")');
        assert.deepEqual((await titles()).slice(0, 3), [second, first, third]);
        await owner.locator('.entries li:nth-child(3) .handle').dragTo(owner.locator('.entries li:nth-child(1)'), { targetPosition: { x: 20, y: 3 } });
        assert.equal((await titles())[0], third);
        await owner.fill('#subject', 'Ferries, and what else the week had');
        await owner.fill('#introduction', 'Dear readers,\n\nhere is <a href="/about/">the week</a>.');
        await owner.fill('.entries li:nth-child(1) textarea', 'The one to read first.');
        await owner.click('button:text("Save") >> nth=1');
        assert.deepEqual((await titles()).slice(0, 3), [third, second, first]);
        assert.deepEqual(await violations(owner), []);
        const issue = owner.url();

        await owner.fill('#test_address', 'editor@example.org');
        await owner.click('text=Save and send the test');
        const letter = await lastLetter();
        assert.match(letter, /Dear readers,\s+here is the week \(https?:\/\/\S+\/about\/\)/);
        assert.match(letter, /The one to read first\./);

        await owner.goto(`${issue.split('?')[0]}preview/`);
        const frame = owner.frameLocator('.phone iframe').first();
        assert.match(await frame.locator('body').textContent(), /The one to read first/);
        assert.match(await owner.textContent('pre.letter'), /The one to read first/);

        await owner.goto(issue);
        await owner.click('text=Send now');
        assert.match(await owner.textContent('h1'), /Send this issue now\?/);
        assert.deepEqual(await violations(owner), []);
        await owner.click('main button');
        assert.match(await owner.textContent('main'), /on its way|delivered/);
        const reader = await someone();
        await reader.goto(`${paper.url}/newsletter/weekly/`);
        await reader.click('text=Ferries, and what else the week had');
        assert.match(await reader.textContent('.issues'), /The one to read first/);
        await reader.goto(paper.url);
        await reader.click('.newsletter >> text=Preview');
        assert.match(await reader.textContent('h1'), /Ferries/);
        await reader.context().close();
    });

    test('counts how often its links are followed where that is wanted, and shows a sum for each', async () => {
        await owner.goto(`${paper.url}/admin/newsletters/`);
        await owner.click('tbody a');
        const newsletter = owner.url();
        await owner.click('main >> text=Settings');
        await owner.check('text=Count how often links are followed');
        await owner.click('main form button');
        await owner.waitForURL(/newsletters\/[0-9a-f]{24}\//);
        await owner.goto(newsletter);
        await owner.click('text=New issue');
        await owner.waitForURL(/\/admin\/issues\//);
        await owner.fill('#subject', 'Links that are counted');
        await owner.fill('#introduction', 'Here is <a href="/about/">who we are</a>, and <a href="/privacy/">what we keep</a>.');
        await owner.click('text=Send now');
        await owner.click('main button');
        assert.match(await owner.textContent('main'), /on its way|delivered/);
        const issue = owner.url().split('?')[0];

        const follow = (number, method = 'GET') => fetch(`${paper.url}/newsletter/link/${number}/1/?to=https://evil.example/`, { method, redirect: 'manual' });
        let number = 1;
        while ((await follow(number, 'HEAD')).status !== 303) assert.ok(++number < 20); // HEAD is not counted
        for (let time = 0; time < 2; ++time) {
            const answer = await follow(number);
            assert.equal(answer.status, 303);
            assert.match(answer.headers.get('location'), /^https?:\/\/[^/]+\/about\/$/);
            assert.equal(answer.headers.get('cache-control'), 'no-store');
            assert.equal(answer.headers.get('referrer-policy'), 'no-referrer');
        }
        await paper.stop(); // writes the sums down
        paper = await serve(data); // the session goes on: its cookie knows no port
        await owner.goto(paper.url + new URL(issue).pathname);
        assert.match(await owner.textContent('.articles tbody tr:nth-child(1)'), /^who we are [\s\S]*\/about\/2$/);
        assert.match(await owner.textContent('.articles tbody tr:nth-child(2)'), /^what we keep [\s\S]*\/privacy\/0$/);
        assert.deepEqual(await violations(owner), []);
        await owner.setViewportSize({ width: 320, height: 900 });
        assert.equal(await scrollsSideways(owner), false);
        await owner.setViewportSize({ width: 1280, height: 900 });
    });
});
