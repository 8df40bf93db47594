// "Remind me later" in a real browser, up to its day and beyond: asked for, confirmed from the captured outbox, sent once, taken back, and dropped for who has
// given meanwhile. The server's clock is moved from outside (libfaketime): the program has no way to.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { launch } from './browser.mjs';
import { copyOfDemo, done, serveIn } from './newspaper.mjs';
import { accept, scrollsSideways, signIn, someone as anyone, violations } from './people.mjs';

let data;
let paper;
let browser;
let owner;

// The path of the library, whatever the machine's kind.
function library() {
    for (const kind of readdirSync('/usr/lib')) {
        const found = `/usr/lib/${kind}/faketime/libfaketimeMT.so.1`;
        if (existsSync(found)) return found;
    }
    throw new Error('libfaketime is not installed: packaging/debian-packages.txt');
}

// Serves as if so many days had gone by, and signs the owner in again.
async function serveAfter(days) {
    await paper?.stop();
    const moved = { LD_PRELOAD: library(), FAKETIME: `+${days}d`, FAKETIME_DONT_FAKE_MONOTONIC: '1' };
    paper = await serveIn(days > 0 ? moved : {}, data, '--vault-key-file', path.join(data, 'vault.key'));
    if (owner) {
        await owner.context().clearCookies();
        await signIn(owner, paper.url, 'anna');
    }
}

before(async () => {
    data = copyOfDemo();
    writeFileSync(path.join(data, 'words'), 'ferry granite moss lantern orbit velvet');
    done(data, 'vault', 'create', '--passphrase-file', path.join(data, 'words'));
    done(data, 'vault', 'key-file', path.join(data, 'vault.key'), '--passphrase-file', path.join(data, 'words'));
    done(data, 'support', 'provider', 'demonstration', '--on');
    await serveAfter(0);
    browser = await launch();
    const person = await anyone(browser);
    await accept(person, paper.invitation, 'anna', 'Anna O.');
    owner = person;
});
after(async () => {
    await browser?.close();
    await paper?.stop();
});

const someone = (options) => anyone(browser, options);

// All letters of the captured outbox to an address, newest first.
async function letters(address) {
    await owner.goto(`${paper.url}/admin/mail/`);
    const links = await owner.$$eval('a[href*="/admin/mail/outbox/"]', (all) => [...new Set(all.map((a) => a.getAttribute('href')))]);
    const found = [];
    for (const link of links.sort((a, b) => Number(b.split('/').at(-2)) - Number(a.split('/').at(-2)))) {
        await owner.goto(new URL(link, paper.url).href);
        if ((await owner.textContent('main')).includes(address)) found.push(await owner.textContent('pre.letter'));
    }
    return found;
}

async function until(what, holds) {
    for (const end = Date.now() + 60_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 300))) {
        const found = await holds();
        if (found) return found;
    }
    throw new Error(`it did not come about: ${what}`);
}

// Asks for a reminder and returns the link that the mail brings, as a path.
async function ask(page, address, when = '1', from = '/remind/') {
    await page.goto(paper.url + from);
    await page.check(`input[name=when][value="${when}"]`);
    await page.fill('#address', address);
    await page.click('main form button');
    await page.waitForURL(/\/remind\/asked\/$/);
    const [letter] = await until(`a mail to ${address}`, async () => (await letters(address)).length && letters(address));
    return new URL(letter.match(/https?:\/\/\S+\/remind\/\S+\//)[0]).pathname;
}

async function confirm(page, link) {
    await page.goto(paper.url + link);
    await page.click('main form button');
}

const text = async (page, link) => {
    await page.goto(paper.url + link);
    return page.textContent('main');
};

describe('a reminder', () => {
    const links = {};

    for (const javaScriptEnabled of [true, false])
        test(`is asked for and confirmed ${javaScriptEnabled ? 'with' : 'without'} a script`, async () => {
            const page = await someone({ javaScriptEnabled });
            const name = javaScriptEnabled ? 'ana' : 'ben';
            links[name] = await ask(page, `${name}@reader.example`);
            assert.match(await text(page, links[name]), /Shall we remind you\?/);
            await confirm(page, links[name]);
            assert.match(await page.textContent('main'), /We will remind you/);
            assert.deepEqual(page.errors, []);
        });

    test('fits a narrow screen, and is accessible', async () => {
        const page = await someone({ viewport: { width: 320, height: 700 } });
        for (const at of ['/remind/', links.ana]) {
            await page.goto(paper.url + at);
            assert.equal(await scrollsSideways(page), false);
            assert.deepEqual(await violations(page), []);
        }
    });

    test('is taken back by its link', async () => {
        const page = await someone();
        links.carl = await ask(page, 'carl@reader.example');
        await confirm(page, links.carl);
        await page.click('text=Take the reminder back');
        assert.match(await page.textContent('main'), /taken back/);
    });

    test('is not needed by who gives meanwhile, nor kept of who never confirmed', async () => {
        const page = await someone();
        links.dora = await ask(page, 'dora@reader.example');
        await confirm(page, links.dora);
        await page.goto(`${paper.url}/support/`);
        await page.click('label[for=f-once]');
        await page.fill('#own', '5');
        await page.click('main form button');
        await page.fill('#address', 'dora@reader.example');
        await page.click('button[value=demonstration]');
        await page.click('button[value=pay]');
        await page.waitForURL(/\/support\/thanks\//);
        links.eve = await ask(page, 'eve@reader.example');
        links.finn = await ask(page, 'finn@reader.example', '3', '/ru/remind/');
        await confirm(page, links.finn);
    });

    test('is sent on its day, to those who still want it', { timeout: 120_000 }, async () => {
        await serveAfter(32);
        const page = await someone();
        for (const name of ['ana', 'ben', 'dora']) await until(`the end of ${name}'s reminder`, async () => /This reminder is over/.test(await text(page, links[name])));
        for (const name of ['ana', 'ben']) {
            const sent = await letters(`${name}@reader.example`);
            assert.equal(sent.length, 1, name);
            assert.match(sent[0], /you asked The Lantern to remind you today/);
            const support = sent[0].match(/https?:\/\/\S+\/support\/\S*/)[0];
            assert.match(await text(page, new URL(support).pathname), /Once|Monthly/);
        }
        for (const name of ['carl', 'dora', 'eve', 'finn']) assert.deepEqual(await letters(`${name}@reader.example`), [], name);
        assert.match(await text(page, links.carl), /taken back/);
        assert.match(await text(page, links.eve), /too old/);
    });

    test('is sent once: later only another one comes, in its own language', { timeout: 120_000 }, async () => {
        await serveAfter(95);
        const page = await someone();
        const [sent] = await until('the reminder in three months', async () => {
            const found = await letters('finn@reader.example');
            return found.length && found;
        });
        assert.match(sent, /\/ru\/support\//);
        for (const name of ['ana', 'ben', 'carl', 'dora', 'eve']) assert.deepEqual(await letters(`${name}@reader.example`), [], name);
        assert.match(await text(page, links.finn), /\S/);
    });
});
