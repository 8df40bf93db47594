// The whole way in one go, in each language, with the script of the pages: invited, signed in with a second factor, written, illustrated, reviewed,
// scheduled, published, corrected, reverted. And what stands around it: integrations with a
// webhook, themes, readership.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { spawnSync } from 'node:child_process';
import GhostAdminAPI from '@tryghost/admin-api';
import { eventually, launch } from './browser.mjs';
import { broadsheet, copyOfDemo, root, serve, temporaryFolder } from './newspaper.mjs';
import { accept, addAuthenticator, codeOf, reach, signIn, someone, violations } from './people.mjs';

let paper;
let browser;
let data;
let owner;
let ownersSecret;

before(async () => {
    data = copyOfDemo();
    paper = await serve(data);
    browser = await launch();
    owner = await someone(browser);
    await accept(owner, paper.invitation, 'anna', 'Anna O.');
    ownersSecret = await addAuthenticator(owner, paper.url);
});
after(async () => {
    await browser?.close();
    await paper?.stop('SIGKILL');
});

const admin = (rest) => `${paper.url}/admin/${rest}`;
// Without the seconds where there are none, as browsers write it.
const local = (time) => new Date(time).toLocaleString('sv', { timeZone: 'Europe/Vilnius' }).replace(' ', 'T').replace(/:00$/, '');
const read = async (where) => {
    const response = await fetch(`${paper.url}${where}`);
    return { status: response.status, text: await response.text() };
};
const go = (page, secret, rest) => reach(page, admin(rest), secret);
const press = async (page, act) => {
    const button = page.locator(`#article-form button[value="${act}"]`).first();
    if (!(await button.isVisible())) await page.locator('details', { has: button }).locator('summary').click();
    await Promise.all([page.waitForNavigation(), button.click()]);
};
const state = async (page) => (await page.getAttribute('.trail .state', 'class')).split(' ')[1];
const unfold = (page, inside) => page.locator('details', { has: page.locator(inside) }).locator('summary').click();

async function colleague(role, login, name, language) {
    await go(owner, ownersSecret, 'staff/');
    await owner.selectOption('#role', role);
    await owner.click('form[action$="/invite/"] button');
    const link = await owner.textContent('.notice code');
    const page = await someone(browser, { locale: language });
    await accept(page, link, login, name);
    await page.selectOption('#language', language);
    await page.click('#language ~ button');
    const secret = await addAuthenticator(page, paper.url);
    // Out, and in again with both factors.
    await page.click('.bar form button');
    await signIn(page, paper.url, login);
    await page.fill('#code', codeOf(secret, Date.now() + 30_000));
    await page.click('main form button');
    await page.waitForURL(admin(''));
    assert.equal(await page.getAttribute('html', 'lang'), language);
    return page;
}

for (const [language, prefix, slug, words] of [
    ['en', '', 'the-tower-is-dark', { title: 'The tower is dark', first: 'The lamp went out on Tuesday.', second: 'The lamp went out on Monday.', alt: 'A tower at dusk', done: 'Done', correction: 'The lamp went out on Monday, not on Tuesday.' }],
    ['ru', '/ru', 'bashnya-pogasla', { title: 'Башня погасла', first: 'Лампа погасла во вторник.', second: 'Лампа погасла в понедельник.', alt: 'Башня в сумерках', done: 'Готово', correction: 'Лампа погасла в понедельник, а не во вторник.' }],
])
    test(`an article goes the whole way (${language})`, { timeout: 300_000 }, async () => {
        const writer = await colleague('contributor', `writer-${language}`, 'Boris W.', language);
        const editor = await colleague('editor', `editor-${language}`, 'Clara E.', language);

        // Written, in the editor, with a picture pasted into it.
        await writer.goto(admin('articles/new/'));
        await writer.fill('#title', words.title);
        await writer.selectOption('#language', language);
        await writer.click('main form button');
        await writer.waitForURL(/\/admin\/articles\/[0-9a-f]{24}\//);
        const address = writer.url().split('?')[0];
        await writer.click('.editor-text');
        await writer.keyboard.type(words.first);
        const png = readFileSync(path.join(root, 'docs/front-page.png')).toString('base64');
        await writer.evaluate((base64) => {
            const bytes = Uint8Array.from(atob(base64), (digit) => digit.charCodeAt(0));
            const transfer = new DataTransfer();
            transfer.items.add(new File([bytes], 'tower.png', { type: 'image/png' }));
            document.querySelector('.editor-text').dispatchEvent(new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true, cancelable: true }));
        }, png);
        await writer.locator('dialog textarea, dialog input:not([type=file])').first().fill(words.alt);
        await writer.click(`dialog button:has-text("${words.done}")`);
        await writer.waitForSelector('.editor-text img');
        await writer.waitForSelector('.editor-status [data-phase=saved]');
        assert.deepEqual(await violations(writer), []);
        await press(writer, 'submit');
        assert.equal(await state(writer), 'review');
        await writer.waitForSelector('.editor-text'); // the page that is open still only reads

        // Reviewed, and scheduled.
        await editor.goto(admin('articles/?state=review'));
        await editor.click(`text=${words.title}`);
        assert.match(await editor.innerHTML('.editor-text'), new RegExp(words.alt));
        await press(editor, 'ready');
        await unfold(editor, '#publish_at');
        await editor.locator('#publish_at:not([readonly])').waitFor({ timeout: 90_000 }); // until the lock of the page before it is free
        await editor.fill('#publish_at', local(Math.ceil(Date.now() / 1000 + 3) * 1000));
        await press(editor, 'schedule');
        assert.equal(await state(editor), 'scheduled');
        const where = `${prefix}/${slug}/`;
        assert.equal((await read(where)).status, 404);

        // Published: with the picture, and nothing of the editor.
        await eventually(async () => (await read(where)).status === 200);
        const shown = (await read(where)).text;
        assert.ok(shown.includes(words.first) && shown.includes(words.alt) && !shown.includes('Boris W.'));
        const picture = shown.match(/\/?(media\/[^"\s]+\.(?:webp|png|jpg))/)[1];
        assert.equal((await fetch(`${paper.url}/${picture}`)).status, 200);

        // Changed and corrected.
        await editor.goto(address);
        assert.equal(await state(editor), 'published');
        await editor.locator('.editor-text p', { hasText: words.first }).click({ clickCount: 3 });
        await editor.keyboard.type(words.second);
        await editor.waitForSelector('.editor-status [data-phase=saved]');
        await press(editor, 'save');
        await eventually(async () => (await read(where)).text.includes(words.second));
        await unfold(editor, '#correction');
        await editor.fill('#correction', words.correction);
        await editor.click('form[action$="/corrections/"] button');
        await eventually(async () => (await read(where)).text.includes(words.correction));

        // Reverted.
        await editor.goto(`${address}history/`);
        await editor.locator('tbody tr').nth(1).locator('a').first().click();
        assert.deepEqual(await violations(editor), []);
        await editor.locator('details', { has: editor.locator('form[action$="/restore/"]') }).locator('summary').click();
        await editor.click('form[action$="/restore/"] button');
        await eventually(async () => (await read(where)).text.includes(words.first));
        assert.ok((await read(where)).text.includes(words.correction), 'what readers were told stays');

        for (const page of [writer, editor]) {
            assert.deepEqual(page.errors.filter((text) => !/status of 40[34]/.test(text)), []);
            await page.context().close();
        }
    });

test('keys are made in the browser, and open the API to Ghost\'s client; a webhook to this machine is never sent', { timeout: 120_000 }, async () => {
    const heard = [];
    const receiver = createServer((request, response) => { heard.push(request.url); response.end(); });
    await new Promise((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    await go(owner, ownersSecret, 'settings/integrations/');
    await owner.fill('#name', 'Front end');
    await owner.click('main form button');
    const [, , key] = await owner.$$eval('.keys code', (all) => all.map((code) => code.textContent));
    const client = new GhostAdminAPI({ url: paper.url, key, version: 'v5.0' });
    assert.equal((await client.site.read()).title, 'The Lantern');
    const made = await client.webhooks.add({ event: 'post.added', target_url: `http://127.0.0.1:${receiver.address().port}/`, secret: 'hush' });
    assert.equal(made.event, 'post.added');
    await client.posts.add({ title: 'Told to nobody' });
    const page = owner.url();
    await eventually(async () => {
        await owner.goto(page);
        return (await owner.textContent('table')).includes('of this machine');
    });
    assert.deepEqual(heard, []);
    assert.deepEqual(await violations(owner), []);
    await client.webhooks.delete({ id: made.id });
    await owner.goto(page);
    await owner.click('form[action$="/delete/"] button');
    await assert.rejects(client.posts.browse(), /Unknown Admin API Key/);
    receiver.close();
});

test('a theme is uploaded, checked, put on and taken off again', { timeout: 120_000 }, async () => {
    const folder = temporaryFolder();
    const zip = (name, files) => {
        const made = spawnSync('python3', ['-c', `
import json, sys, zipfile
files = json.load(sys.stdin)
with zipfile.ZipFile(sys.argv[1], 'w') as archive:
    for path, content in files.items(): archive.writestr(path, content)
`, path.join(folder, name)], { input: JSON.stringify(files) });
        assert.equal(made.status, 0, String(made.stderr));
        return path.join(folder, name);
    };
    const theme = {
        'gazette/package.json': JSON.stringify({ name: 'gazette', version: '1.0.0' }),
        'gazette/index.hbs': '<!doctype html><title>{{@site.title}}</title><p>In the new theme</p>',
        'gazette/post.hbs': '<h1>{{title}}</h1>',
    };
    const upload = async (file) => {
        await owner.setInputFiles('#file', file);
        await owner.click('form[action$="/upload/"] button');
    };
    await go(owner, ownersSecret, 'settings/themes/');
    await upload(zip('broken.zip', { ...theme, 'gazette/post.hbs': '<p>\n{{#if title}}' }));
    assert.match(await owner.textContent('[role=status]'), /post\.hbs:2/);
    assert.deepEqual(await violations(owner), []);
    await upload(zip('escape.zip', { ...theme, '../../../escaped.hbs': 'x' }));
    assert.match(await owner.textContent('[role=status]'), /leads out/);
    await upload(zip('good.zip', theme));
    assert.match(await owner.textContent('[role=status]'), /gazette/);
    assert.deepEqual(await violations(owner), []);
    assert.ok(!(await read('/')).text.includes('In the new theme'));
    await owner.click('form[action$="/gazette/activate/"] button');
    await eventually(async () => (await read('/')).text.includes('In the new theme'));
    await owner.click('form[action$="/broadsheet/activate/"] button');
    await eventually(async () => !(await read('/')).text.includes('In the new theme'));
});

test('the dashboard tells what is read, and of the machine', { timeout: 180_000 }, async () => {
    assert.equal(broadsheet(data, 'backup', path.join(temporaryFolder(), 'lantern.tar.zst')).status, 0);
    await eventually(async () => {
        await read('/');
        await owner.goto(admin(''));
        return (await owner.locator('.plot svg').count()) === 1;
    }, 90);
    assert.ok(Number(await owner.locator('.numbers tr').last().locator('td').textContent()) > 0);
    assert.match(await owner.textContent('#machine ~ dl'), /lantern\.tar\.zst/);
});
