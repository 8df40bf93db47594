// An article's way through the newsroom in a real browser: invited, written, reviewed, scheduled, published, corrected, reverted.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { eventually, launch } from './browser.mjs';
import { copyOfDemo, done, serve } from './newspaper.mjs';
import { accept, addAuthenticator, codeOf, password, scrollsSideways, signIn, someone, violations } from './people.mjs';

let paper;
let browser;
let data;

// Forms do it all: these pages are written for a browser without script, and the editor's script has tests of its own.
const withoutScript = { javaScriptEnabled: false };

before(async () => {
    data = copyOfDemo();
    paper = await serve(data);
    browser = await launch();
});
after(async () => {
    await browser?.close();
    await paper?.stop('SIGKILL');
});

const press = async (page, act) => {
    // The buttons of what is done less often are folded away.
    const button = page.locator(`#article-form button[value="${act}"]`).first();
    if (!(await button.isVisible())) await button.locator('xpath=ancestor::details[1]/summary').click();
    await Promise.all([page.waitForNavigation(), button.click()]);
};
const state = async (page) => (await page.getAttribute('.trail .state', 'class')).split(' ')[1];
const begin = async (page, title, language = 'en') => {
    await page.goto(`${paper.url}/admin/articles/new/`);
    await page.fill('#title', title);
    await page.selectOption('#language', language);
    await page.click('main form button');
    await page.waitForURL(/\/admin\/articles\/[0-9a-f]{24}\//);
    return page.url();
};

// A time as <input type="datetime-local"> has it in the demo newspaper's zone.
// Without the seconds where there are none, as browsers write it.
const local = (time) => new Date(time).toLocaleString('sv', { timeZone: 'Europe/Vilnius' }).replace(' ', 'T').replace(/:00$/, '');

const readers = async (path) => {
    const response = await fetch(`${paper.url}${path}`);
    return { status: response.status, text: await response.text() };
};

const people = {};

async function invite(role, login, name, language, protect = addAuthenticator) {
    await people.owner.goto(`${paper.url}/admin/staff/`);
    if (people.owner.url().includes('/confirm/')) {
        await people.owner.fill('#code', codeOf(people.secret, Date.now() + 30_000));
        await people.owner.click('main form button');
    }
    await people.owner.selectOption('#role', role);
    await people.owner.click(`form[action$="/invite/"] button`);
    const link = await people.owner.textContent('.notice code');
    const page = await someone(browser, { ...withoutScript, locale: language });
    await accept(page, link, login, name);
    if (language === 'ru') {
        await page.selectOption('#language', 'ru');
        await page.click('#language ~ button');
    }
    await protect(page, paper.url);
    return page;
}

describe('an article', () => {
    test('has people', async () => {
        people.owner = await someone(browser);
        await accept(people.owner, paper.invitation, 'anna', 'Anna O.');
        people.secret = await addAuthenticator(people.owner, paper.url);
        people.writer = await invite('contributor', 'boris', 'Boris W.', 'en');
        people.editor = await invite('editor', 'clara', 'Clara E.', 'en');
        people.writerRu = await invite('contributor', 'dmitri', 'Дмитрий', 'ru');
        people.editorRu = await invite('editor', 'elena', 'Елена', 'ru');
        // Signing in with the second factor, once more for all of them.
        const again = await someone(browser, withoutScript);
        await signIn(again, paper.url, 'anna');
        await again.fill('#code', codeOf(people.secret, Date.now() + 30_000));
        await again.click('main form button');
        if (!again.url().endsWith('/admin/')) {
            // That half minute's code was used to confirm: the next one will do.
            assert.match(await again.textContent('[role=alert]'), /code/);
        }
        await again.context().close();
    });

    for (const [language, writer, editor, words] of [
        ['en', 'writer', 'editor', { title: 'The ice road is closed', slug: 'the-ice-road-is-closed', prefix: '', first: 'The ice is thin on Tuesday.', second: 'The ice is thin on Monday.', note: 'Who measured it?', correction: 'The ice was measured on Monday.' }],
        ['ru', 'writerRu', 'editorRu', { title: 'Ледовая дорога закрыта', slug: 'ledovaya-doroga-zakryta', prefix: '/ru', first: 'Во вторник лёд тонок.', second: 'В понедельник лёд тонок.', note: 'Кто его мерил?', correction: 'Лёд мерили в понедельник.' }],
    ])
        describe(`goes all the way (${language})`, () => {
            let address;
            let path;

            test('is written and sent to review', async () => {
                const page = people[writer];
                address = await begin(page, words.title, language);
                await page.fill('#standfirst', words.note);
                await page.fill('#body', `<p>${words.first}</p><script>alert(1)</script>`);
                await press(page, 'save');
                assert.equal(await page.inputValue('#body'), `<p>${words.first}</p>`);
                assert.equal(await page.inputValue('#slug'), words.slug);
                await press(page, 'submit');
                assert.equal(await state(page), 'review');
                path = `${words.prefix}/${words.slug}/`;
                assert.equal((await readers(path)).status, 404);
                assert.equal(await page.locator('button[value=publish]').count(), 0, 'no right to publish');
            });

            test('comes back with a note, and is called ready', async () => {
                const page = people[editor];
                await page.goto(`${paper.url}/admin/articles/?state=review`);
                await page.click(`text=${words.title}`);
                await page.locator('details', { has: page.locator('#send_back_note') }).locator('summary').click();
                await page.fill('#send_back_note', words.note);
                await press(page, 'send_back');
                assert.equal(await state(page), 'writing');
                await people[writer].goto(address);
                assert.match(await people[writer].textContent('.note'), new RegExp(words.note.replace('?', '\\?')));
                await people[writer].click('.note button');
                await press(people[writer], 'submit');
                await page.goto(address);
                await press(page, 'ready');
                assert.equal(await state(page), 'ready');
            });

            test('is shown to who has the link, and to no search engine', async () => {
                const page = people[editor];
                await page.click('form[action$="/previews/"] button');
                const link = await page.textContent('.notice code');
                const response = await fetch(link);
                assert.equal(response.status, 200);
                assert.match(response.headers.get('x-robots-tag'), /noindex/);
                assert.equal(response.headers.get('cache-control'), 'no-store');
                const html = await response.text();
                assert.ok(html.includes(words.first));
                const reader = await someone(browser);
                await reader.goto(link);
                assert.equal(await reader.textContent('h1'), words.title);
                assert.deepEqual(reader.errors, []);
                assert.deepEqual(await violations(reader), []);
                await reader.context().close();
                await page.goto(address);
                await page.click('form[action*="/previews/"][action$="/end/"] button');
                assert.equal((await fetch(link)).status, 404);
            });

            test('is scheduled, and published to the second though the server is killed', async () => {
                const page = people[editor];
                await page.goto(address);
                const details = page.locator('details', { has: page.locator('#publish_at') });
                await details.locator('summary').click();
                const when = Math.ceil(Date.now() / 1000 + 6) * 1000;
                await page.fill('#publish_at', local(when));
                await press(page, 'schedule');
                assert.equal(await state(page), 'scheduled');
                const { url } = paper;
                await paper.stop('SIGKILL');
                const [, port] = url.match(/:(\d+)$/);
                paper = { ...paper, ...(await serve(data, '--listen', `127.0.0.1:${port}`)) };
                assert.equal((await readers(path)).status, 404);
                await eventually(async () => (await readers(path)).status === 200);
                const late = Date.now() - when;
                assert.ok(late >= 0 && late < 1500, `${late} ms late`);
            });

            test('is changed, corrected and reverted in the open', async () => {
                const page = people[editor];
                await page.goto(address);
                assert.equal(await state(page), 'published');
                await page.fill('#body', `<p>${words.second}</p>`);
                await press(page, 'save');
                await eventually(async () => (await readers(path)).text.includes(words.second));
                await page.locator('details', { has: page.locator('#correction') }).locator('summary').click();
                await page.fill('#correction', words.correction);
                await page.click('form[action$="/corrections/"] button');
                await eventually(async () => (await readers(path)).text.includes(words.correction));
                await page.goto(`${address}history/`);
                const versions = page.locator('tbody tr');
                assert.ok((await versions.count()) >= 3);
                await versions.nth(0).locator('a').first().click();
                assert.equal(await page.locator('.difference ins').count() > 0, true);
                assert.equal(await page.locator('.difference del').count() > 0, true);
                await page.goto(`${address}history/`);
                await versions.nth(1).locator('a').first().click();
                await page.locator('details', { has: page.locator('form[action$="/restore/"]') }).locator('summary').click();
                await page.click('form[action$="/restore/"] button');
                await eventually(async () => (await readers(path)).text.includes(words.first));
                assert.ok((await readers(path)).text.includes(words.correction), 'what readers were told stays');
            });

            test('is its contributor\'s no more', async () => {
                await people[writer].goto(address);
                assert.equal(await people[writer].locator('#article-form button[name=act]').count(), 0);
                assert.equal(await people[writer].locator('fieldset[disabled]').count(), 1);
            });
        });

    test('shows nothing axe objects to on any page of it', async () => {
        const page = people.owner;
        const address = await begin(page, 'العبارة لن تبحر', 'en');
        await people.owner.fill('#quote', 'العبارة', { force: true }).catch(() => {});
        const paths = ['articles/', 'articles/?kind=page', 'articles/?words=nothing+at+all', 'articles/new/', 'calendar/',
            'calendar/?view=week', 'tags/', 'tags/new/', 'bylines/', 'bylines/new/', 'bylines/none/redact/',
            new URL(address).pathname.slice('/admin/'.length), `${new URL(address).pathname.slice('/admin/'.length)}history/`];
        await page.goto(`${paper.url}/admin/tags/`);
        paths.push((await page.getAttribute('main tbody a', 'href')).slice('/admin/'.length));
        await page.goto(`${paper.url}/admin/bylines/`);
        const byline = (await page.getAttribute('main tbody a', 'href')).slice('/admin/'.length);
        paths.push(byline, `${byline}redact/`);
        await page.goto(`${paper.url}/admin/articles/?state=published&words=ice`);
        const published = (await page.getAttribute('.articles th a', 'href')).slice('/admin/'.length);
        paths.push(published, `${published}history/0/`);
        for (const language of ['en', 'ru']) {
            await page.goto(`${paper.url}/admin/account/`);
            await page.selectOption('#language', language);
            await page.click('#language ~ button');
            for (const colorScheme of ['light', 'dark']) {
                await page.emulateMedia({ colorScheme });
                for (const path of paths)
                    for (const width of [320, 1280]) {
                        await page.setViewportSize({ width, height: 900 });
                        await page.goto(`${paper.url}/admin/${path}`);
                        assert.deepEqual(await violations(page), [], `${path} at ${width}, ${language}, ${colorScheme}`);
                        assert.equal(await scrollsSideways(page), false, `${path} scrolls at ${width}`);
                    }
            }
        }
        assert.deepEqual(page.errors.filter((text) => !/status of 40[34]/.test(text)), []);
    });
});

describe('the editor', () => {
    test('keeps on the server what is typed, and gives it to readers when told to', async () => {
        const page = people.owner;
        const address = await begin(page, 'Typed in the editor');
        await page.click('.editor-text');
        await page.keyboard.type('## Heading\nA **bold** word');
        await page.waitForSelector('.editor-status [data-phase=saved]');
        const again = await page.context().newPage();
        await again.goto(address);
        assert.equal(await again.innerHTML('.editor-text strong'), 'bold');
        await again.close();
        await press(page, 'publish');
        await page.waitForSelector('.trail .state.published');
        const shown = (await readers('/typed-in-the-editor/')).text;
        assert.match(shown, /<h2[^>]*>Heading<\/h2>\s*<p>A <strong>bold<\/strong> word<\/p>/);
        assert.deepEqual(await violations(page), []);
    });

    test('says who is writing, and hands over', async () => {
        const address = await begin(people.owner, 'One at a time');
        await people.owner.click('.editor-text');
        await people.owner.keyboard.type('hers');
        await people.owner.waitForSelector('.editor-status [data-phase=saved]');
        const other = await someone(browser);
        await other.context().addCookies(await people.editor.context().cookies());
        await other.goto(address);
        const message = other.locator('[data-name="lock"]');
        await message.waitFor();
        assert.match(await message.textContent(), /Anna O\./);
        assert.equal(await other.getAttribute('.editor-text', 'contenteditable'), 'false');
        await message.locator('button').click();
        await people.owner.locator('[data-name="wanted"] button').first().click();
        await eventually(async () => await other.getAttribute('.editor-text', 'contenteditable') === 'true');
        assert.equal(await other.textContent('.editor-text p'), 'hers');
        await other.context().close();
    });
});

describe('two editors of one article', () => {
    test('never write over each other unseen', async () => {
        const address = await begin(people.editor, 'Two at once');
        await people.editorRu.goto(address);
        await people.editor.fill('#standfirst', 'hers');
        await press(people.editor, 'save');
        await people.editorRu.fill('#standfirst', 'mine');
        await press(people.editorRu, 'save');
        assert.match(await people.editorRu.textContent('[role=alert]'), /Clara E\./);
        assert.equal(await people.editorRu.inputValue('#standfirst'), 'mine', 'what was typed is there');
        assert.equal(await people.editorRu.textContent('.difference del'), 'hers');
        await people.editor.goto(address);
        assert.equal(await people.editor.inputValue('#standfirst'), 'hers', 'nothing was written');
        await press(people.editorRu, 'save');
        await people.editor.goto(address);
        assert.equal(await people.editor.inputValue('#standfirst'), 'mine', 'they have seen it and decided');
    });
});

describe('going back in the browser', () => {
    // The browser may restore what a field held when its page was left, beside the version of today.
    for (const [how, who] of [['with the editor', 'owner'], ['without a script', 'editor']])
        test(`puts no older text over a newer one (${how})`, async () => {
            const page = people[who];
            const hasEditor = who === 'owner';
            const address = await begin(page, `Back and forth ${how}`);
            const write = async (words) => {
                if (!hasEditor) return page.fill('#body', `<p>${words}</p>`);
                await page.click('.editor-text');
                await page.keyboard.press('Control+a');
                return page.keyboard.type(words);
            };
            for (const words of ['With the mistake', 'Corrected', 'Corrected twice']) {
                await write(words);
                await page.fill('#standfirst', `standfirst: ${words}`);
                await press(page, 'save');
            }
            for (let times = 1; times <= 2; ++times) {
                await page.goBack();
                assert.ok(page.url().startsWith(address), page.url());
                if (hasEditor) await page.waitForSelector('.editor-status [data-phase=saved]');
                assert.equal(await page.inputValue('#body'), '<p>Corrected twice</p>');
                assert.equal(await page.inputValue('#standfirst'), 'standfirst: Corrected twice');
            }
            await press(page, 'save');
            await page.goto(address);
            assert.equal(await page.inputValue('#body'), '<p>Corrected twice</p>');
            assert.equal(await page.inputValue('#standfirst'), 'standfirst: Corrected twice');
        });
});

describe('a session that ends while somebody writes', () => {
    test('costs nothing that was typed, without a script', async () => {
        const page = await invite('contributor', 'gleb', 'Глеб', 'ru', () => {});
        await begin(page, 'Паром не пришёл', 'ru');
        await page.fill('#standfirst', 'Первая строка\nи вторая');
        await page.fill('#body', '<p>Час работы "без" <b>сценариев</b>.</p>');
        await page.context().clearCookies();
        await press(page, 'save');
        assert.match(await page.textContent('.notice'), /Введённое хранится/);
        await page.setViewportSize({ width: 320, height: 800 });
        assert.equal(await scrollsSideways(page), false);
        await page.fill('#login', 'gleb');
        await page.fill('#password', password);
        await page.click('main form button');
        assert.match(await page.textContent('h1'), /Ваша форма ещё не отправлена/);
        await page.click('summary');
        assert.match(await page.textContent('details dl'), /и вторая/);
        assert.equal(await scrollsSideways(page), false);
        if (process.env.SCREENSHOTS) await page.screenshot({ path: `${process.env.SCREENSHOTS}/send-again.png`, fullPage: true });
        await Promise.all([page.waitForNavigation(), page.click('main form button')]);
        assert.match(page.url(), /\/admin\/articles\/[0-9a-f]{24}\//);
        assert.equal(await page.inputValue('#standfirst'), 'Первая строка\nи вторая');
        assert.equal(await page.inputValue('#body'), '<p>Час работы "без" <b>сценариев</b>.</p>');
    });
});
