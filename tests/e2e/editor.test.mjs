// The editor in a real browser, against a server of a page (editor_stub.mjs) that misbehaves on demand.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { chromium } from 'playwright-core';
import { launch, options, patience } from './browser.mjs';
import { startStub } from './editor_stub.mjs';
import { root, temporaryFolder } from './newspaper.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const everything = readFileSync(path.join(root, 'tests/cases/web/everything.html'), 'utf8');
let browser;
before(async () => { browser = await launch(); });
after(() => browser?.close());

async function until(condition, what) {
    const end = Date.now() + patience;
    while (!await condition()) {
        assert.ok(Date.now() < end, `waited in vain: ${what}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
    }
}

// A dialog is answered, and the text changes, a moment after the key that does it.
async function shows(what, expected) {
    const isIt = async () => { const is = await what(); return expected instanceof RegExp ? expected.test(is) : is === expected; };
    for (const end = Date.now() + patience; Date.now() < end && !await isIt();) await new Promise((resolve) => setTimeout(resolve, 20));
    assert[expected instanceof RegExp ? 'match' : 'equal'](await what(), expected);
}

// Selects the last word, and waits until the editor has heard of it.
async function selectLastWord(page, word) {
    await page.keyboard.press('Control+Shift+ArrowLeft');
    await until(() => page.evaluate(() => getSelection().toString()).then((text) => text === word), 'the selection');
    await page.evaluate(() => new Promise((go) => requestAnimationFrame(() => setTimeout(go))));
}

// Opens an article; whatever the page complains about fails the test.
async function open(t, { stub: present, context: given, script, ...settings } = {}) {
    const { viewport = { width: 1280, height: 900 }, colorScheme = 'light', ...paper } = settings;
    const stub = present ?? await startStub(paper);
    const context = given ?? await browser.newContext({ viewport, colorScheme, permissions: ['clipboard-read', 'clipboard-write'] });
    if (script) await context.addInitScript(script);
    const page = await context.newPage();
    const errors = [];
    // What is pasted or typed as HTML brings styles and handlers along, which the policy keeps out before we do.
    page.on('console', (message) => message.type() === 'error' && !/Failed to load resource|ERR_|ing inline (style|event handler)/.test(message.text()) && errors.push(message.text()));
    page.on('pageerror', (error) => errors.push(String(error)));
    await page.goto(stub.url);
    await page.waitForSelector('.editor-text');
    await until(() => stub.acts.length > 0 || !stub.isSignedIn, 'the lock');
    t.after(async () => {
        if (!given) await context.close();
        if (!present) await stub.kill();
        assert.deepEqual(errors, []);
    });
    const text = page.locator('.editor-text');
    return {
        stub, context, page, text,
        body: () => page.inputValue('[name=body]').then((html) => html.replace(/\n/g, '')),
        async write(words) {
            await text.focus();
            await page.keyboard.press('Control+End');
            await page.keyboard.type(words);
        },
        saved: (what) => until(() => stub.fields.body?.includes(what), `saved: ${what}`),
        message: (name) => page.locator(`[data-name="${name}"]`),
    };
}

const paste = (page, data) => page.evaluate(async ({ html, plain, files = [] }) => {
    const transfer = new DataTransfer();
    if (html) transfer.setData('text/html', html);
    if (plain) transfer.setData('text/plain', plain);
    for (const { name, type, content } of files) transfer.items.add(new File([content], name, { type }));
    document.querySelector('.editor-text').dispatchEvent(new ClipboardEvent('paste', { clipboardData: transfer, bubbles: true, cancelable: true }));
}, data);

async function violations(page) {
    await page.evaluate(axe);
    return page.evaluate(async () => (await globalThis.axe.run()).violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html.slice(0, 200))]));
}

describe('writing', () => {
    test('signs become formatting, and what is written is saved by itself', async (t) => {
        const { page, stub, write, saved } = await open(t);
        await write('## Title\nIt is **bold** and *so* on.\n- one\ntwo\n');
        await page.keyboard.press('Tab');
        await page.keyboard.type('three\n\n\nEnd');
        await saved('End');
        assert.equal(stub.fields.body.replace(/\n/g, ''), '<h2>Title</h2><p>It is <strong>bold</strong> and <em>so</em> on.</p><ul><li>one</li><li>two<ul><li>three</li></ul></li></ul><p>End</p>');
        await until(async () => /Saved at/.test(await page.textContent('.editor-status')), 'told');
        await shows(() => page.textContent('.editor-status'), /^11 words, 1 min/);
    });

    test('opening and saving what there is changes nothing', async (t) => {
        const { body, text, stub, page } = await open(t, { body: everything });
        await text.focus();
        await page.waitForTimeout(1200);
        assert.equal(stub.posts.length, 0);
        await shows(body, everything.replace(/\n/g, ''));
    });

    test('other fields of the form are saved as well', async (t) => {
        const { page, stub } = await open(t);
        await page.fill('#title', 'Another title');
        await page.check('[name=no_appeal]');
        await until(() => stub.fields.title === 'Another title' && stub.fields.no_appeal === 'on', 'the title');
    });

    test('a button of the form waits for the text to be saved, and sends the present version', async (t) => {
        const { page, stub, write } = await open(t);
        await write('Last words');
        await page.click('[value=publish]');
        await until(() => stub.forms.length === 1, 'the form');
        assert.equal(stub.forms[0].body, '<p>Last words</p>');
        assert.equal(Number(stub.forms[0].version), stub.version);
        assert.equal(stub.forms[0].act, 'publish');
        // And at once when there is nothing left to save.
        await page.waitForSelector('.editor-text');
        await page.click('[value=save]');
        await until(() => stub.forms.length === 2, 'the form again');
    });

    for (const [device, viewport] of [['a desk', { width: 1280, height: 900 }], ['a telephone', { width: 390, height: 700 }]])
        test(`a text longer than the screen, on ${device}: the line being typed and what one is told are in sight`, async (t) => {
            const { page, stub, write, message, saved } = await open(t, { viewport, body: '<p>A paragraph.</p>'.repeat(60) });
            await write(' The last line');
            await saved('The last line');
            const isSeen = (what) => page.evaluate((selector) => {
                const element = selector && document.querySelector(selector);
                if (selector && !element) return false;
                const caret = getSelection().getRangeAt(0).cloneRange();
                caret.setStart(caret.startContainer, 0);
                const boxes = element ? [element.getBoundingClientRect()] : [...caret.getClientRects()].slice(-1);
                return boxes.every(({ left, right, top, bottom }) => [top + 1, bottom - 1].every((y) =>
                    document.elementFromPoint((left + right) / 2, y)?.closest(selector ?? '.editor-text')));
            }, what);
            await until(() => isSeen(), 'the line being typed');
            await until(() => isSeen('.editor-status [data-phase=saved]'), 'that it is saved');
            if (process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/long-${viewport.width}.png` });
            await stub.kill();
            await page.keyboard.type(' and more');
            await message('connection').waitFor();
            await until(() => isSeen('[data-name=connection]'), 'that there is no connection');
            await until(() => isSeen(), 'the line being typed below it');
            if (process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/told-${viewport.width}.png` });
            await page.keyboard.press('Control+Home');
            await page.keyboard.press('ArrowRight');
            await until(() => isSeen(), 'the first line');
            await stub.listen();
        });

    test('footnotes, there and back', async (t) => {
        const { page, write, body } = await open(t);
        await write('A claim');
        await page.keyboard.press('Control+Alt+f');
        await page.keyboard.type('its source');
        await page.keyboard.press('Control+Enter');
        await page.keyboard.type(', and on');
        await shows(body, /^<p>A claim<sup class="footnote-ref"><a href="#u-fn-(\w+)" id="u-fnref-\1">1<\/a><\/sup>, and on<\/p><section class="footnotes"><ol><li class="footnote" id="u-fn-\1">its source <a href="#u-fnref-\1" class="footnote-back">↩<\/a><\/li><\/ol><\/section>$/);
    });

    test('a link by the keyboard', async (t) => {
        const { page, write, body, saved } = await open(t);
        await write('see here');
        await saved('see here');
        await selectLastWord(page, 'here');
        await page.keyboard.press('Control+k');
        await page.keyboard.type('example.org/a');
        await page.keyboard.press('Enter');
        await shows(body, '<p>see <a href="https://example.org/a" rel="noopener">here</a></p>');
    });

    test('a table: cells by Tab, rows from the menu, and out of it', async (t) => {
        const { page, text, body } = await open(t);
        await text.focus();
        await page.click('.tool.menu:has-text("Insert")');
        await page.click('[role=menuitem]:has-text("Table")');
        await page.keyboard.type('a');
        await page.keyboard.press('Tab');
        await page.keyboard.type('b');
        await page.click('.tool.menu:has-text("Table")');
        await page.click('[role=menuitem]:has-text("Remove the row")');
        await page.click('.tool.menu:has-text("Table")');
        await page.click('[role=menuitem]:has-text("Remove the column")');
        await page.keyboard.press('Control+Enter');
        await page.keyboard.type('behind');
        await shows(body, /^<table>.*<\/table><p>behind<\/p>$/);
        assert.equal((await body()).match(/<tr>/g).length, 2);
    });

    test('find and replace', async (t) => {
        const { page, body, text } = await open(t, { body: '<p>Паром, паром.</p><h2>Паромы</h2>' });
        await text.focus();
        await page.keyboard.press('Control+f');
        await page.keyboard.type('паром');
        await shows(() => page.textContent('.editor-find .count'), '1 of 3');
        await shows(() => page.locator('.found').count(), 3);
        await page.getByLabel('Match case').check();
        await until(async () => await page.textContent('.editor-find .count') === '1 of 1', 'the count');
        await page.getByLabel('Match case').uncheck();
        await page.getByLabel('Replace with').fill('мост');
        await page.getByRole('button', { name: 'Replace', exact: true }).click();
        await shows(body, '<p>мост, паром.</p><h2>Паромы</h2>');
        await page.getByRole('button', { name: 'Replace all' }).click();
        await shows(body, '<p>мост, мост.</p><h2>мосты</h2>');
        await page.keyboard.press('Escape');
        await page.keyboard.press('Control+z');
        await shows(body, '<p>мост, паром.</p><h2>Паромы</h2>');
    });

    test('HTML, without what would act', async (t) => {
        const { page, body, text } = await open(t);
        await text.focus();
        await page.click('.tool.menu:has-text("Insert")');
        await page.click('[role=menuitem]:has-text("HTML")');
        await page.fill('dialog textarea', '<div class="kg-card kg-x">a<script>window.bad = 1</script><img src="x" onerror="window.bad = 1"></div>');
        await page.click('dialog button:has-text("Done")');
        await shows(body, /<div class="kg-card kg-x">a<img src="x"><\/div>/);
        assert.equal(await page.evaluate(() => window.bad), undefined);
    });
});

describe('by the keyboard alone', () => {
    test('the toolbar is one stop, arrows move in it, Escape goes back', async (t) => {
        const { page, write, text } = await open(t);
        await write('word');
        await page.keyboard.press('Control+a');
        await page.keyboard.press('Alt+F10');
        await shows(() => page.evaluate(() => document.activeElement.closest('[role=toolbar]') !== null), true);
        await shows(() => page.locator('[role=toolbar] [tabindex="0"]').count(), 1);
        await page.keyboard.press('Home');
        await page.keyboard.press('ArrowRight');
        await shows(() => page.evaluate(() => document.activeElement.getAttribute('aria-label')), 'Bold');
        await page.keyboard.press('Enter');
        await shows(() => text.innerHTML().then((html) => /<strong>word/.test(html)), true);
        await shows(() => page.getAttribute('[aria-label=Bold]', 'aria-pressed'), 'true');
        await page.keyboard.press('Alt+F10');
        await page.keyboard.press('Home');
        await page.keyboard.press('ArrowDown');
        await page.keyboard.press('ArrowDown');
        await shows(() => page.evaluate(() => document.activeElement.getAttribute('role')), 'menuitemradio');
        await page.keyboard.press('Enter');
        await shows(() => text.innerHTML().then((html) => /<h2/.test(html)), true);
        await page.keyboard.press('Alt+F10');
        await page.keyboard.press('Escape');
        await shows(() => page.evaluate(() => document.activeElement.classList.contains('editor-text')), true);
    });

    test('Tab goes on, out of the text', async (t) => {
        const { page, text } = await open(t);
        await text.focus();
        await page.keyboard.press('Tab');
        await shows(() => page.evaluate(() => document.activeElement.closest('.editor') === null), true);
        await page.keyboard.press('Shift+Tab');
        await shows(() => page.evaluate(() => document.activeElement.closest('.editor') !== null), true);
    });

    test('a picture is selected, described and removed', async (t) => {
        const { page, text, body } = await open(t, { body: '<figure class="kg-card kg-image-card"><img src="/media/1.svg" alt="" class="kg-image"></figure><p>a</p>' });
        await text.locator('> p').click();
        await page.keyboard.press('Control+Home');
        await page.keyboard.type('A lamp');
        await page.keyboard.press('Enter');
        await page.keyboard.type('T. H.');
        await page.keyboard.press('Escape');
        await page.waitForSelector('.credit.ProseMirror-selectednode');
        await page.keyboard.press('Escape');
        await page.waitForSelector('.picture.selected');
        await page.keyboard.press('Enter');
        await page.getByLabel('Description').fill('A lamp in a window');
        await page.keyboard.press('Tab');
        await page.keyboard.press('Tab');
        await page.keyboard.press('Enter');
        await shows(body, '<figure class="kg-card kg-image-card"><img src="/media/1.svg" alt="A lamp in a window" class="kg-image"><figcaption>A lamp <span class="credit">T. H.</span></figcaption></figure><p>a</p>');
        await page.keyboard.press('Delete');
        await shows(body, '<p>a</p>');
    });

    test('the help names the keys', async (t) => {
        const { page, text } = await open(t);
        await text.focus();
        await page.keyboard.press('Control+/');
        await shows(() => page.textContent('dialog'), /Ctrl\+Shift\+7/);
        assert.deepEqual(await violations(page), []);
        await page.keyboard.press('Escape');
        await shows(() => page.evaluate(() => document.activeElement.classList.contains('editor-text')), true);
    });
});

describe('what comes in', () => {
    test('from Word', async (t) => {
        const { page, text, body } = await open(t);
        await text.focus();
        await paste(page, { html: `<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style>p.MsoNormal{margin:0}</style></head><body><!--StartFragment--><p class=MsoNormal style='margin:0cm'>The <b style='mso-bidi-font-weight:normal'>last</b> one.<o:p></o:p></p><p class=MsoListParagraph style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>·<span>&nbsp; </span></span><![endif]>Item<o:p></o:p></p><!--EndFragment--></body></html>` });
        await shows(body, '<p>The <strong>last</strong> one.</p><ul><li>Item</li></ul>');
    });

    test('a copy of one’s own, with its footnote', async (t) => {
        const first = await open(t, { body: everything });
        await first.text.focus();
        await first.page.keyboard.press('Control+a');
        await first.page.keyboard.press('Control+c');
        const second = await open(t, { context: first.context, stub: await startStub() });
        t.after(() => second.stub.kill());
        await second.text.focus();
        await second.page.keyboard.press('Control+v');
        assert.equal((await second.body()).replace(/<p><\/p>/g, '').replace('controls=""', 'controls'), everything.replace(/\n/g, ''));
    });

    test('an address: of a film as a card, on selected words as a link', async (t) => {
        const { page, text, body, write, saved } = await open(t);
        await text.focus();
        await paste(page, { plain: 'https://www.youtube.com/watch?v=abc' });
        await shows(body, '<figure class="kg-card kg-bookmark-card"><a href="https://www.youtube.com/watch?v=abc" rel="noopener" class="kg-bookmark-container"><div class="kg-bookmark-content"><div class="kg-bookmark-title">https://www.youtube.com/watch?v=abc</div><div class="kg-bookmark-metadata"><span class="kg-bookmark-author">youtube.com</span></div></div></a></figure><p></p>');
        await write('words');
        await saved('words');
        await selectLastWord(page, 'words');
        await paste(page, { plain: 'https://x.example/' });
        await shows(body, /<p><a href="https:\/\/x\.example\/" rel="noopener">words<\/a><\/p>$/);
    });

    test('a picture: a placeholder while it is uploaded, then asked what is to be seen', async (t) => {
        const { page, text, body, stub } = await open(t);
        let release;
        stub.uploadGate = new Promise((resolve) => { release = resolve; });
        await text.focus();
        await paste(page, { files: [{ name: 'lamp.png', type: 'image/png', content: 'png' }] });
        await page.waitForSelector('.uploading');
        await page.click('[value=save]');
        await shows(() => page.textContent('.editor-messages'), /still being uploaded/);
        release();
        await page.getByLabel('Description').fill('A lamp');
        await page.click('dialog button:has-text("Done")');
        await shows(body, /<figure class="kg-card kg-image-card"><img src="\/media\/1\.svg" alt="A lamp" width="600" height="400" loading="lazy" class="kg-image"><\/figure>/);
        await shows(() => page.locator('.uploading').count(), 0);
    });

    test('a file that is refused: told why, and nothing is left behind', async (t) => {
        const { page, text, body } = await open(t, { body: '<p>a</p>' });
        await text.focus();
        await paste(page, { files: [{ name: 'film.png', type: 'image/png', content: 'too big' }] });
        await page.waitForSelector('text=film.png: The file is too big.');
        await shows(body, '<p>a</p>');
    });

    test('a gallery of several files, with their order and descriptions', async (t) => {
        const { page, text, body } = await open(t);
        await text.focus();
        await page.click('.tool.menu:has-text("Insert")');
        await page.click('[role=menuitem]:has-text("Gallery")');
        await page.setInputFiles('dialog input[type=file]', ['a', 'b'].map((name) => ({ name: `${name}.png`, mimeType: 'image/png', buffer: Buffer.from(name) })));
        await page.waitForSelector('.gallery-list li:nth-child(2)');
        await page.getByLabel('Description').first().fill('first');
        await page.getByRole('button', { name: 'Later' }).first().click();
        await page.click('dialog button:has-text("Done")');
        await shows(body, /<div class="kg-gallery-row"><div class="kg-gallery-image"><img src="\/media\/2\.svg" alt="" .*<img src="\/media\/1\.svg" alt="first"/);
    });

    test('a gallery is not done before its pictures are there', async (t) => {
        const { page, stub, text, body } = await open(t);
        let letThrough;
        stub.uploadGate = new Promise((done) => { letThrough = done; });
        await text.focus();
        await page.click('.tool.menu:has-text("Insert")');
        await page.click('[role=menuitem]:has-text("Gallery")');
        await page.setInputFiles('dialog input[type=file]', ['a', 'b'].map((name) => ({ name: `${name}.png`, mimeType: 'image/png', buffer: Buffer.from(name) })));
        await page.waitForSelector('dialog [role=status]:has-text("0 of 2")');
        assert.ok(await page.getByRole('button', { name: 'Done' }).isDisabled());
        letThrough();
        await page.getByRole('button', { name: 'Done' }).click();
        await shows(body, /src="\/media\/1\.svg".*src="\/media\/2\.svg"/);
    });

    test('a picture of the library, with its caption and credit', async (t) => {
        const { page, text, body } = await open(t);
        await text.focus();
        await page.click('.tool.menu:has-text("Insert")');
        await page.click('[role=menuitem]:has-text("Picture from the library")');
        await page.click('.media-list button');
        await shows(body, /alt="A lamp".*<figcaption>A lamp <span class="credit">Photo: T\. H\.<\/span>/);
    });
});

describe('nothing is lost', () => {
    const persistent = (folder) => chromium.launchPersistentContext(folder, { ...options, viewport: { width: 1280, height: 900 } });

    test('when the browser dies while the server is away', async (t) => {
        const stub = await startStub({ body: '<p>before</p>' });
        const folder = temporaryFolder();
        let context = await persistent(folder);
        const first = await open(t, { stub, context });
        stub.mood = 'down';
        await first.write(' and every key until the end');
        await first.page.waitForTimeout(150);
        const died = new Promise((resolve) => context.on('close', resolve));
        const session = await context.newCDPSession(first.page);
        session.send('Browser.crash').catch(() => {});
        await died;
        stub.mood = 'answers';
        context = await persistent(folder);
        t.after(async () => {
            await context.close();
            await stub.kill();
        });
        const again = await open(t, { stub, context });
        await again.message('restored').waitFor();
        assert.equal(await again.body(), '<p>before and every key until the end</p>');
        await again.saved('until the end');
        assert.equal(stub.version, 2);
    });

    test('when the tab is closed at once, and the answer to the last save was lost', async (t) => {
        const first = await open(t, { body: '<p>a</p>' });
        first.stub.mood = 'loses answers';
        await first.write('b');
        await until(() => first.stub.version === 2, 'the save');
        first.stub.mood = 'down';
        await first.page.keyboard.type('c');
        await first.page.close();
        first.stub.mood = 'answers';
        const again = await open(t, { stub: first.stub, context: first.context });
        assert.equal(await again.body(), '<p>abc</p>');
        await again.saved('abc');
    });

    test('when the server is killed and comes back', async (t) => {
        const { page, stub, write, saved, message } = await open(t);
        await stub.kill();
        await write('written without a server');
        await message('connection').waitFor();
        assert.match(await message('connection').textContent(), /kept in this browser/);
        await stub.listen();
        await saved('written without a server');
        await message('connection').waitFor({ state: 'detached' });
        await until(async () => await page.evaluate(() => new Promise((resolve) => {
            const opening = indexedDB.open('broadsheet-editor');
            opening.onsuccess = () => {
                const all = opening.result.transaction('copies').objectStore('copies').count();
                all.onsuccess = () => resolve(all.result);
            };
        })) === 0, 'nothing kept any more');
    });

    test('when one goes back in the browser: what is shown is what is saved', async (t) => {
        const { page, stub, write, body } = await open(t);
        for (const words of ['One', ' two', ' three']) {
            await write(words);
            await page.click('[value=save]');
            await until(() => stub.forms.at(-1)?.body.includes(words), words);
            await page.waitForSelector('.editor-text');
        }
        await page.goBack();
        await page.goBack();
        await page.waitForSelector('.editor-text');
        // As a browser does that puts back what a field held, after the script has begun.
        await page.evaluate(() => { document.querySelector('#body').value = '<p>One</p>'; });
        await shows(() => page.textContent('.editor-text'), 'One two three');
        await page.click('[value=publish]');
        await until(() => stub.forms.at(-1).act === 'publish', 'the form');
        assert.equal(stub.forms.at(-1).body, '<p>One two three</p>');
        await page.waitForSelector('.editor-text');
        assert.equal(await body(), '<p>One two three</p>');
        assert.equal(stub.fields.body, '<p>One two three</p>');
    });

    test('when the browser shows the page again as it was left: it is read anew', async (t) => {
        const { page, stub } = await open(t);
        stub.fields = { ...stub.fields, body: '<p>newer</p>' };
        ++stub.version;
        await page.evaluate(() => { dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })); });
        await shows(() => page.textContent('.editor-text'), 'newer');
    });

    test('when another has saved: nothing is written over, and the person chooses', async (t) => {
        for (const choice of ['Save this text over the other', 'Go on from the other text']) {
            const { page, stub, write, message, body } = await open(t, { body: '<p>a</p>' });
            stub.fields = { ...stub.fields, body: '<p>of Boris</p>' };
            stub.version = 5;
            stub.by = 'Boris';
            await write(' of Anna');
            await message('conflict').waitFor();
            assert.match(await message('conflict').textContent(), /Boris has saved another text/);
            assert.equal(stub.fields.body, '<p>of Boris</p>');
            await page.click('text=Compare and choose');
            await shows(() => page.textContent('.versions'), /a of Anna.*of Boris/);
            assert.deepEqual(await page.locator('.versions section').evaluateAll((sides) => sides.map((side) => [...side.querySelectorAll('mark')].map((mark) => mark.textContent))),
                [['a ', 'Anna'], ['Boris']]);
            await page.click('dialog button:has-text("Close")');
            await page.waitForSelector('dialog', { state: 'detached' });
            assert.equal(stub.fields.body, '<p>of Boris</p>');
            await page.click('text=Compare and choose');
            assert.deepEqual(await violations(page), []);
            await page.click(`dialog button:has-text("${choice}")`);
            const kept = choice.startsWith('Save') ? '<p>a of Anna</p>' : '<p>of Boris</p>';
            await until(async () => stub.fields.body === kept && await body() === kept, kept);
            await message('conflict').waitFor({ state: 'detached' });
        }
    });

    test('when the person is signed out, and in again with another token', async (t) => {
        const { page, stub, write, message, saved } = await open(t);
        stub.isSignedIn = false;
        await write('kept');
        await message('account').waitFor();
        stub.isSignedIn = true;
        stub.token = 'token-2';
        await page.click('text=Try again');
        await saved('kept');
        await message('account').waitFor({ state: 'detached' });
        assert.equal(await page.inputValue('[name=form_token]'), 'token-2');
    });

    test('when the person has signed in again in another tab: nothing has to be pressed', async (t) => {
        const { page, stub, write, message, saved } = await open(t);
        stub.token = 'token-2';
        await write('kept');
        await saved('kept');
        assert.equal(await message('account').count(), 0);
        assert.equal(await page.inputValue('[name=form_token]'), 'token-2');
    });

    test('when a button was pressed in vain: that is said until it is saved, and no longer', async (t) => {
        const { page, stub, write, message, saved } = await open(t);
        stub.mood = 'down';
        await write('kept');
        await page.click('[value=publish]');
        await message('unsaved').waitFor();
        stub.mood = 'answers';
        await saved('kept');
        await message('unsaved').waitFor({ state: 'detached' });
        assert.equal(stub.forms.length, 0);
    });

    test('when the article is not theirs any more: that is said, and nobody is told to sign in', async (t) => {
        const { page, stub, write, message, saved } = await open(t);
        stub.mood = 'forbids';
        await write('- kept\nin lines');
        await message('forbidden').waitFor();
        assert.match(await message('forbidden').textContent(), /Your role does not allow this\..*kept in this browser/);
        assert.equal(await message('account').count(), 0);
        assert.deepEqual(await violations(page), []);
        await page.click('text=Copy this text');
        await shows(() => page.evaluate(() => navigator.clipboard.readText()), 'kept\n\nin lines');
        stub.mood = 'answers';
        await page.click('text=Try again');
        await saved('kept');
        await message('forbidden').waitFor({ state: 'detached' });
    });

    test('when it is too long: that is said, and nothing is sent in vain', async (t) => {
        const { page, stub, write, message, saved } = await open(t);
        stub.mood = 'full';
        await write('long');
        await message('refused').waitFor();
        assert.match(await message('refused').textContent(), /too long/);
        assert.equal(await message('connection').count(), 0, 'the server answers');
        await page.click('[value=save]');
        await until(() => stub.posts.length > 1, 'tried again');
        await message('refused').waitFor();
        assert.equal(await message('unsaved').count(), 0, 'waiting does not help');
        assert.equal(stub.forms.length, 0);
        stub.mood = 'answers';
        await write(' and shorter');
        await saved('long and shorter');
        await message('refused').waitFor({ state: 'detached' });
    });

    test('its times are told in the newspaper’s zone', async (t) => {
        const { page, write, saved } = await open(t);
        const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'Asia/Tokyo' });
        const before = Date.now();
        await write('a');
        await saved('a');
        await page.waitForSelector('.saved:has-text("Saved at")');
        const possible = [];
        for (let at = before; at < Date.now() + 60_000; at += 60_000) possible.push(`Saved at ${clock.format(at)}`);
        assert.ok(possible.includes(await page.textContent('.saved')), `${await page.textContent('.saved')} is none of ${possible}`);
    });

    test('when one article is open twice', async (t) => {
        const first = await open(t, { body: '<p>a</p>' });
        const second = await open(t, { stub: first.stub, context: first.context });
        await first.write('1');
        await first.saved('a1');
        await second.write('2');
        await second.message('conflict').waitFor();
        assert.equal(first.stub.fields.body, '<p>a1</p>');
        assert.equal(await second.body(), '<p>a2</p>');
    });

    test('without IndexedDB; and where nothing is kept, that is said', async (t) => {
        const local = await open(t, { script: () => { Object.defineProperty(globalThis, 'indexedDB', { value: undefined }); } });
        local.stub.mood = 'down';
        await local.write('kept');
        await until(() => local.page.evaluate(() => Object.values({ ...localStorage }).some((value) => value.includes('kept'))), 'localStorage');
        const none = await open(t, { script: () => {
            Object.defineProperty(globalThis, 'indexedDB', { value: undefined });
            Object.defineProperty(globalThis, 'localStorage', { get() { throw new Error('denied'); } });
        } });
        none.stub.mood = 'down';
        await none.write('a');
        await none.message('connection').waitFor();
        assert.match(await none.message('connection').textContent(), /cannot keep it either/);
        none.stub.mood = 'answers';
        await none.saved('a');
    });
});

describe('one writes at a time', () => {
    test('the other reads, asks, and goes on from the newest text', async (t) => {
        const stub = await startStub({ body: '<p>a</p>' });
        stub.lock = { holder: 'Boris', mine: false, since: 0, wanted_by: null };
        const { page, text, message, body } = await open(t, { stub });
        t.after(() => stub.kill());
        await message('lock').waitFor();
        assert.equal(await text.getAttribute('contenteditable'), 'false');
        stub.lock = { ...stub.lock, wanted_by: 'Anna', asked: true, free_in: 60 };
        await page.click('text=Ask for it');
        await page.waitForSelector('text=Asked for it; waiting');
        assert.ok(stub.acts.includes('want'));
        stub.fields = { ...stub.fields, body: '<p>of Boris</p>' };
        stub.version = 3;
        stub.lock = null;
        await page.click('text=Asked for it; waiting');
        await until(async () => await text.getAttribute('contenteditable') === 'true', 'the lock');
        await shows(body, '<p>of Boris</p>');
    });

    test('whoever only reads takes nothing; from the first change on it is held', async (t) => {
        const { stub, page, write, saved } = await open(t);
        assert.deepEqual(new Set(stub.acts), new Set(['look']));
        await write('a');
        await saved('a');
        await until(() => stub.acts.includes('hold'), 'the lock');
        await page.goto('about:blank');
        await until(() => stub.acts.includes('leave'), 'the lock let go');
    });

    test('who is asked saves and gives', async (t) => {
        const { page, stub, write, message } = await open(t);
        stub.lock = { holder: 'Anna', mine: true, wanted_by: 'Boris' };
        await page.evaluate(() => document.querySelector('[value=save]').type);
        await write('unsaved');
        await page.clock?.runFor?.(0);
        await message('wanted').waitFor({ timeout: patience });
        stub.lock = { holder: 'Boris', mine: false, wanted_by: null };
        await page.click('text=Give it');
        await message('lock').waitFor();
        assert.ok(stub.acts.includes('give'));
        assert.match(stub.fields.body, /unsaved/);
    });
});

describe('for everyone', () => {
    for (const [language, ui] of [['en', 'en'], ['ru', 'ru'], ['ar', 'en']])
        for (const colorScheme of ['light', 'dark'])
            test(`axe objects to nothing, and nothing scrolls sideways (${language}, ${colorScheme})`, async (t) => {
                const { page, text } = await open(t, { language, ui, colorScheme, body: everything });
                for (const width of [320, 1280]) {
                    await page.setViewportSize({ width, height: 900 });
                    assert.deepEqual(await violations(page), [], String(width));
                    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), true, `scrolls at ${width}`);
                }
                await text.focus();
                await page.keyboard.press('Control+f');
                await page.click('.tool.menu >> nth=1');
                assert.deepEqual(await violations(page), [], 'a menu');
                await page.keyboard.press('Escape');
                await page.locator('button.edit').first().click();
                assert.deepEqual(await violations(page), [], 'a dialog');
            });

    test('Arabic runs from right to left, block by block', async (t) => {
        const { page, text, write, body, saved } = await open(t, { language: 'ar', body: '' });
        assert.equal(await text.getAttribute('dir'), 'rtl');
        assert.equal(await text.getAttribute('lang'), 'ar');
        await write('## القاعدة\nفي **يوليو** أعلن.\nIn English.');
        await saved('In English.');
        await shows(body, '<h2>القاعدة</h2><p>في <strong>يوليو</strong> أعلن.</p><p>In English.</p>');
        assert.deepEqual(await text.locator('> *').evaluateAll((all) => all.map((each) => getComputedStyle(each).direction)), ['rtl', 'rtl', 'ltr']);
        await shows(() => page.textContent('.editor-status'), /^6 words/);
    });

    test('Russian words for a Russian page', async (t) => {
        const { page, message, stub, write } = await open(t, { ui: 'ru', language: 'ru' });
        await shows(() => page.getAttribute('[role=toolbar]', 'aria-label'), 'Оформление');
        stub.mood = 'down';
        await write('Паром');
        await message('connection').waitFor();
        assert.match(await message('connection').textContent(), /Сервер не отвечает/);
        stub.mood = 'answers';
    });

    test('without script the form is a plain one', async () => {
        const stub = await startStub({ body: '<p>a</p>' });
        const context = await browser.newContext({ javaScriptEnabled: false });
        const page = await context.newPage();
        await page.goto(stub.url);
        await page.fill('[name=body]', '<p>b</p>');
        await page.click('[value=save]');
        assert.equal(stub.forms[0].body, '<p>b</p>');
        await context.close();
        await stub.kill();
    });
});
