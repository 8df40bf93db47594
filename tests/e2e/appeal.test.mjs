// Appeals in a real browser: on pages that were there before, remembered by the reader's browser alone, and whole without script.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { launch } from './browser.mjs';
import { copyOfDemo, serve } from './newspaper.mjs';
import { accept, scrollsSideways, someone, violations } from './people.mjs';

let paper;
let browser;
let owner;
let path;

before(async () => {
    paper = await serve(copyOfDemo());
    browser = await launch();
    owner = await someone(browser);
    await accept(owner, paper.invitation, 'anna', 'Anna O.');
    path = (await (await fetch(`${paper.url}/`)).text()).match(/<h2><a href="\.\/([^"/]+\/)">/)[1];
});
after(async () => {
    await browser?.close();
    await paper?.stop('SIGKILL');
});

const page = async (of, options) => {
    const reader = await someone(browser, options);
    await reader.goto(`${paper.url}/${of}`, { waitUntil: 'networkidle' });
    return reader;
};
const shows = (reader, what) => reader.locator(what).first().isVisible();
// Scrolls to the letter, which counts as a view, and waits until the browser has noted it.
async function see(reader, view) {
    await reader.locator('.appeal-message').scrollIntoViewIfNeeded();
    await reader.waitForFunction((n) => JSON.parse(localStorage.appeals).winter.seen.length === n, view);
}

describe('an appeal', () => {
    test('stands on an article, with a form that leads on', async () => {
        for (const javaScriptEnabled of [true, false]) {
            const reader = await page(path, { javaScriptEnabled });
            assert.ok(await shows(reader, '.appeal-bar'));
            assert.equal(await reader.locator('.appeal-message h2:visible').count(), 1, 'one of two wordings');
            assert.ok(await shows(reader, '.of-monthly'));
            assert.ok(!await shows(reader, '.of-annual'));
            await reader.click('label[for=appeal-annual]');
            assert.ok(await shows(reader, '.of-annual'));
            assert.ok(!await shows(reader, '.of-monthly'));
            await reader.locator('.of-annual label').nth(2).click();
            await reader.locator('.appeal-message button.appeal-button:visible').click();
            await reader.waitForURL(/\/support\//);
            const asked = new URL(reader.url()).searchParams;
            assert.equal(asked.get('appeal'), 'winter');
            assert.equal(asked.get('frequency'), 'annual');
            assert.equal(asked.get('amount_annual'), '100');
            assert.equal(asked.get('currency'), 'EUR');
            assert.match(asked.get('variant'), javaScriptEnabled ? /^[ab]$/ : /^$/);
            await reader.context().close();
        }
    });

    test('is for everyone, at every width, in both languages, light and dark', async () => {
        for (const of of [path, 'ru/'])
            for (const width of [320, 768, 1280])
                for (const colorScheme of ['light', 'dark']) {
                    const reader = await page(of, { viewport: { width, height: 800 }, colorScheme });
                    assert.deepEqual(await violations(reader), [], `${of} ${width} ${colorScheme}`);
                    assert.ok(!await scrollsSideways(reader), `${of} ${width}`);
                    assert.deepEqual(reader.errors, []);
                    await reader.context().close();
                }
    });

    test('is put off by a button, which only a script shows', async () => {
        const reader = await page(path);
        await reader.click('.appeal-bar .appeal-off');
        assert.ok(!await shows(reader, '.appeal-bar'));
        assert.ok(await shows(reader, '.appeal-message'));
        await reader.locator('.appeal-message .appeal-off').click();
        await reader.reload({ waitUntil: 'networkidle' });
        assert.ok(!await shows(reader, '.appeal-bar'));
        assert.ok(!await shows(reader, '.appeal-message'));
        const plain = await page(path, { javaScriptEnabled: false });
        assert.ok(!await shows(plain, '.appeal-off'));
        assert.ok(await shows(plain, '.appeal-message'));
        await plain.context().close();
        await reader.context().close();
    });

    test('is hidden after four views, and shows one reader one wording', async () => {
        const reader = await page(path);
        const heading = await reader.locator('.appeal-message h2:visible').textContent();
        for (let view = 1; view <= 4; ++view) {
            assert.ok(await shows(reader, '.appeal-message'), `view ${view}`);
            assert.equal(await reader.locator('.appeal-message h2:visible').textContent(), heading);
            await see(reader, view);
            await reader.reload({ waitUntil: 'networkidle' });
        }
        assert.ok(!await shows(reader, '.appeal-message'));
        assert.ok(await shows(reader, '.appeal-bar'), 'the line on top stays');
        const sent = [];
        reader.on('request', (request) => sent.push(request));
        await reader.reload({ waitUntil: 'networkidle' });
        assert.ok(sent.every((request) => !('cookie' in request.headers()) && request.url().startsWith(paper.url)));
        await reader.context().close();
    });

    test('thanks who has given', async () => {
        const reader = await page(path);
        await reader.evaluate(() => { localStorage.appeals = JSON.stringify({ given: Math.floor(Date.now() / 864e5) + 9 }); });
        await reader.reload({ waitUntil: 'networkidle' });
        assert.ok(!await shows(reader, '.appeal-bar'));
        assert.ok(!await shows(reader, '.appeal-ask'));
        assert.ok(await shows(reader, '.appeal-thanks'));
        await reader.context().close();
    });

    test('is changed in the newsroom, and shows within a second', async () => {
        await owner.goto(`${paper.url}/admin/appeals/`);
        assert.deepEqual(await violations(owner), []);
        await owner.click('text=Winter appeal');
        assert.deepEqual(await violations(owner), []);
        await owner.fill('#bar_a_en', 'The lamp is low.');
        await fetch(`${paper.url}/${path}`);
        await owner.click('main form[method="post"] button');
        await owner.waitForSelector('[role=status]');
        const saved = Date.now();
        while (!(await (await fetch(`${paper.url}/${path}`)).text()).includes('The lamp is low.'))
            assert.ok(Date.now() - saved < 1000, 'not within a second');
        await owner.goto(`${paper.url}/admin/appeals/`);
        await owner.click('text=Winter appeal');
        await owner.selectOption('#status', 'archived');
        await owner.click('main form[method="post"] button');
        await owner.waitForSelector('[role=status]');
        await new Promise((go) => setTimeout(go, 200));
        assert.ok(!(await (await fetch(`${paper.url}/${path}`)).text()).includes('data-appeal'));
    });
});
