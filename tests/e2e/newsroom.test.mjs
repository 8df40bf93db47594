// Staff in a real browser: the first owner, second factors, an invitation, every page in both languages.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { launch } from './browser.mjs';
import { copyOfDemo, serve } from './newspaper.mjs';
import { accept, codeOf, someone as anyone, signIn as signInTo, violations } from './people.mjs';

let paper;
let browser;
let data;

before(async () => {
    data = copyOfDemo();
    paper = await serve(data);
    // Browsers give passkeys to names, not to addresses.
    paper.url = paper.url.replace('127.0.0.1', 'localhost');
    paper.invitation = paper.invitation.replace('127.0.0.1', 'localhost');
    browser = await launch();
});
after(async () => {
    await browser?.close();
    await paper?.stop();
});

const someone = (options) => anyone(browser, options);
const signIn = (page, login) => signInTo(page, paper.url, login);

async function giveAuthenticator(page) {
    const client = await page.context().newCDPSession(page);
    await client.send('WebAuthn.enable');
    const { authenticatorId } = await client.send('WebAuthn.addVirtualAuthenticator', { options: {
        protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true } });
    return { client, authenticatorId };
}

describe('the newsroom', () => {
    let owner;
    let secret;
    let codes;

    test('makes the owner of a link that works once', async () => {
        owner = await someone();
        await accept(owner, paper.invitation, 'anna', 'Anna O.');
        assert.match(await owner.textContent('[role=status]'), /Welcome/);
        const again = await someone();
        assert.equal((await again.goto(paper.invitation)).status(), 404);
        await again.context().close();
    });

    test('adds a passkey, and gives recovery codes with it', async () => {
        const { client, authenticatorId } = await giveAuthenticator(owner);
        await owner.fill('#passkey-name', 'Desk');
        await owner.click('[data-passkey=create] button');
        await owner.waitForSelector('.codes');
        codes = await owner.$$eval('.codes code', (all) => all.map((code) => code.textContent));
        assert.equal(codes.length, 10);
        const { credentials } = await client.send('WebAuthn.getCredentials', { authenticatorId });
        assert.equal(credentials.length, 1);
        await owner.click('text=I have written them down');
        assert.match(await owner.textContent('main'), /Desk/);
    });

    test('signs in with the passkey alone', async () => {
        await owner.click('text=Sign out');
        await owner.click('[data-passkey=get] button');
        await owner.waitForURL(`${paper.url}/admin/`);
        assert.match(await owner.textContent('h1'), /Dashboard/);
    });

    test('sends after all, let in by the passkey, what was typed before the session ended', async () => {
        await owner.goto(`${paper.url}/admin/articles/new/`);
        await owner.fill('#title', 'Typed before');
        await owner.context().clearCookies();
        await owner.click('main form button');
        await owner.waitForSelector('.notice:has-text("What you typed is kept")');
        assert.deepEqual(await violations(owner), []);
        await owner.click('[data-passkey=get] button');
        await owner.waitForSelector('h1:has-text("Your form waits to be sent")');
        await owner.click('summary');
        assert.deepEqual(await violations(owner), []);
        await owner.click('main form button');
        await owner.waitForURL(/articles\/[0-9a-f]{24}/);
        assert.equal(await owner.inputValue('#title'), 'Typed before');
    });

    test('adds an authenticator app and signs in with its code', async () => {
        await owner.goto(`${paper.url}/admin/account/app/`);
        secret = await owner.textContent('details code');
        await owner.fill('#code', codeOf(secret));
        await owner.click('main form button');
        await owner.waitForURL(/account/);
        await owner.click('text=Sign out');
        await signIn(owner, 'ANNA');
        // The code of this half minute was used; the next one is taken early.
        await owner.fill('#code', codeOf(secret, Date.now() + 30_000));
        await owner.click('text=Go on');
        await owner.waitForURL(`${paper.url}/admin/`);
    });

    test('signs in with a recovery code, once', async () => {
        for (const [code, ok] of [[codes[0], true], [codes[0], false]]) {
            const page = await someone();
            await signIn(page, 'anna');
            await page.fill('#code', code);
            await page.click('text=Go on');
            await page.waitForLoadState();
            assert.equal(new URL(page.url()).pathname === '/admin/', ok);
            await page.context().close();
        }
    });

    test('invites a colleague, who may do no more than their role', async () => {
        await owner.goto(`${paper.url}/admin/staff/`);
        await owner.selectOption('#role', 'editor');
        await owner.fill('#note', 'for Boris');
        await owner.click('text=Make a link');
        const link = await owner.textContent('.notice code');
        const editor = await someone({ locale: 'ru-RU' });
        await accept(editor, link, 'boris', 'Борис');
        assert.match(await editor.textContent('h1'), /Ваша учётная запись/);
        assert.equal((await editor.goto(`${paper.url}/admin/staff/`)).status(), 403);
        await owner.goto(`${paper.url}/admin/staff/`);
        await owner.click('text=Борис');
        await owner.check('[name=is_suspended]');
        await owner.click('main form button');
        await editor.goto(`${paper.url}/admin/`);
        assert.match(editor.url(), /sign-in/, 'suspended: the session has ended');
        await editor.context().close();
    });

    test('works without script', async () => {
        const page = await someone({ javaScriptEnabled: false });
        await signIn(page, 'anna');
        await page.fill('#code', codes[1]);
        await page.click('text=Go on');
        assert.equal(new URL(page.url()).pathname, '/admin/');
        await page.context().close();
    });

    for (const language of ['en', 'ru'])
        for (const colorScheme of ['light', 'dark'])
            test(`shows nothing axe objects to (${language}, ${colorScheme})`, async () => {
                await owner.emulateMedia({ colorScheme });
                await owner.goto(`${paper.url}/admin/account/`);
                await owner.selectOption('#language', language);
                await owner.click('#language ~ button');
                for (const path of ['', 'account/', 'account/app/', 'staff/', 'log/', 'confirm/', 'nowhere/'])
                    for (const width of [320, 1280]) {
                        await owner.setViewportSize({ width, height: 900 });
                        await owner.goto(`${paper.url}/admin/${path}`);
                        assert.equal(await owner.getAttribute('html', 'lang'), language);
                        assert.deepEqual(await violations(owner), [], `${path} at ${width}`);
                        assert.equal(await owner.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, `${path} scrolls at ${width}`);
                    }
                const visitor = await someone({ colorScheme, locale: language });
                for (const path of ['sign-in/', 'invitation/none/']) {
                    await visitor.goto(`${paper.url}/admin/${path}`);
                    assert.deepEqual(await violations(visitor), [], path);
                }
                await visitor.context().close();
            });

    test('breaks no rule of its own policy', () => {
        assert.deepEqual(owner.errors.filter((text) => !/status of 40[34]/.test(text)), []);
    });
});
