// Every page of the newsroom that a link leads to, in both languages, on a telephone and in the dark: nothing that axe objects to.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { launch } from './browser.mjs';
import { copyOfDemo, serve } from './newspaper.mjs';
import { accept, addAuthenticator, reach, scrollsSideways, someone, violations } from './people.mjs';

let paper;
let browser;
let owner;
let secret;

before(async () => {
    paper = await serve(copyOfDemo());
    browser = await launch();
    owner = await someone(browser);
    await accept(owner, paper.invitation, 'anna', 'Anna O.');
    secret = await addAuthenticator(owner, paper.url);
});
after(async () => {
    await browser?.close();
    await paper?.stop('SIGKILL');
});

const admin = (rest) => `${paper.url}/admin/${rest}`;
const go = (rest) => reach(owner, admin(rest), secret);

for (const language of ['en', 'ru'])
    test(`axe objects to nothing on any page (${language})`, { timeout: 600_000 }, async () => {
        await owner.goto(admin('account/'));
        await owner.selectOption('#language', language);
        await owner.click('#language ~ button');
        await go('settings/integrations/');
        if ((await owner.locator('tbody a').count()) === 0) {
            await owner.fill('#name', 'Another front end');
            await owner.click('main form button');
            await go('settings/integrations/');
        }
        // Every page that a page links to, one of each kind.
        const kinds = new Map([['/admin/', '/admin/']]);
        for (const address of kinds.values()) {
            await go(address.slice('/admin/'.length));
            for (const link of await owner.$$eval('a[href^="/admin/"]:not([download])', (all) => all.map((a) => a.getAttribute('href')))) {
                const kind = link.split('?')[0].replace(/[0-9a-f]{24}/g, 'ID').replace(/\/history\/\d+\//, '/history/N/');
                if (!kinds.has(kind) && !kind.startsWith('/admin/assets/')) kinds.set(kind, link);
            }
        }
        assert.ok(kinds.size > 20, [...kinds.keys()].join(' '));
        for (const [kind, address] of kinds)
            for (const [colorScheme, width] of [['light', 320], ['dark', 1280]]) {
                await owner.emulateMedia({ colorScheme });
                await owner.setViewportSize({ width, height: 900 });
                await go(address.slice('/admin/'.length));
                assert.deepEqual(await violations(owner), [], `${kind} at ${width}, ${colorScheme}`);
                assert.equal(await scrollsSideways(owner), false, `${kind} scrolls at ${width}`);
                if (process.env.SCREENSHOTS)
                    await owner.screenshot({ fullPage: true, path: `${process.env.SCREENSHOTS}/${kind.replaceAll('/', '_')}-${language}-${width}.png` });
            }
        // The navigation: a menu on a telephone, a line on a desk.
        const menu = owner.locator('button.menu');
        const link = owner.locator('#menu a[href="/admin/calendar/"]');
        for (const colorScheme of ['light', 'dark']) {
            await owner.emulateMedia({ colorScheme });
            await owner.setViewportSize({ width: 320, height: 900 });
            await go('');
            assert.equal(await link.isVisible(), false);
            assert.ok((await owner.locator('header.bar').boundingBox()).height < 80, 'the bar is one line');
            await menu.press('Enter');
            await link.waitFor({ state: 'visible' });
            assert.deepEqual(await violations(owner), [], `the menu, ${colorScheme}`);
            assert.equal(await scrollsSideways(owner), false, 'the menu scrolls');
            if (process.env.SCREENSHOTS) await owner.screenshot({ path: `${process.env.SCREENSHOTS}/menu-${language}-${colorScheme}.png` });
            await owner.keyboard.press('Escape');
            await link.waitFor({ state: 'hidden' });
        }
        await owner.setViewportSize({ width: 1280, height: 900 });
        assert.equal(await link.isVisible(), true);
        assert.equal(await menu.isVisible(), false);
    });
