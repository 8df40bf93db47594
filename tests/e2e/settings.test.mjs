// The newspaper's settings in a real browser: what is saved shows at once, in pages that everyone can use.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { eventually, launch } from './browser.mjs';
import { copyOfDemo, serve } from './newspaper.mjs';
import { accept, scrollsSideways, someone, violations } from './people.mjs';

let paper;
let browser;
let owner;

before(async () => {
    paper = await serve(copyOfDemo());
    browser = await launch();
    owner = await someone(browser);
    await accept(owner, paper.invitation, 'anna', 'Anna O.');
});
after(async () => {
    await browser?.close();
    await paper?.stop('SIGKILL');
});

const save = () => owner.click('main form[method="post"] button:not(.plain)');
const frontPage = async () => (await fetch(`${paper.url}/`)).text();

describe('the settings', () => {
    test('change what readers see without a restart', async () => {
        await owner.goto(`${paper.url}/admin/`);
        await owner.click('text=Settings');
        await owner.fill('#title_en', 'The Morning Gull');
        await save();
        assert.match(await owner.textContent('[role=status]'), /Saved/);
        await eventually(async () => (await frontPage()).includes('The Morning Gull'));
    });

    test('say what is wrong beside its field, and keep what was typed', async () => {
        await owner.goto(`${paper.url}/admin/settings/`);
        await owner.fill('#title_en', 'Not saved');
        await owner.fill('#time_zone', 'Mars/Base');
        await save();
        assert.match(await owner.textContent('#time_zone-error'), /Europe\/Warsaw/);
        assert.equal(await owner.inputValue('#title_en'), 'Not saved');
        assert.equal(await owner.inputValue('#time_zone'), 'Mars/Base');
        assert.deepEqual(await violations(owner), []);
        assert.match(await frontPage(), /The Morning Gull/);
    });

    test('add to the navigation', async () => {
        await owner.goto(`${paper.url}/admin/settings/navigation/en/`);
        const row = owner.locator('table').first().locator('tbody tr').last();
        await row.locator('[name=main_label]').fill('Harbour cams');
        await row.locator('[name=main_url]').fill('/harbour/');
        await save();
        await eventually(async () => (await frontPage()).includes('Harbour cams'));
    });

    test('add a redirect, find it, change it and take it away', async () => {
        const leads = async (path) => (await fetch(`${paper.url}${path}`, { redirect: 'manual' })).status;
        const edit = async (from, to) => {
            await owner.fill('#from', from);
            await owner.fill('#to', to);
            await save();
        };
        await owner.goto(`${paper.url}/admin/settings/redirects/`);
        await owner.click('text=New redirect');
        await edit('/moved/', '/moved/');
        assert.match(await owner.textContent('#to-error'), /lead back/);
        assert.deepEqual(await violations(owner), []);
        await owner.uncheck('[name=permanent]');
        await edit('/moved/', '/about/');
        await eventually(async () => (await leads('/moved/')) === 302);
        await owner.fill('#text', 'moved');
        await owner.click('text=Search');
        await owner.click('main tbody a');
        await owner.check('[name=permanent]');
        await save();
        await eventually(async () => (await leads('/moved/')) === 301);
        await owner.click('text=/moved/');
        await owner.click('text=Delete');
        await eventually(async () => (await leads('/moved/')) === 404);
    });

    for (const language of ['en', 'ru'])
        for (const colorScheme of ['light', 'dark'])
            test(`show nothing axe objects to (${language}, ${colorScheme})`, async () => {
                await owner.emulateMedia({ colorScheme });
                await owner.goto(`${paper.url}/admin/account/`);
                await owner.selectOption('#language', language);
                await owner.click('#language ~ button');
                for (const path of ['', 'navigation/', 'sections/', 'redirects/', 'redirects/edit/'])
                    for (const width of [320, 768, 1280]) {
                        await owner.setViewportSize({ width, height: 900 });
                        await owner.goto(`${paper.url}/admin/settings/${path}`);
                        assert.equal(await owner.getAttribute('html', 'lang'), language);
                        assert.deepEqual(await violations(owner), [], `${path} at ${width}`);
                        assert.equal(await scrollsSideways(owner), false, `${path} scrolls at ${width}`);
                        if (process.env.SCREENSHOTS)
                            await owner.screenshot({ fullPage: true,
                                path: `${process.env.SCREENSHOTS}/${path.replaceAll('/', '') || 'general'}-${language}-${colorScheme}-${width}.png` });
                    }
            });
});
