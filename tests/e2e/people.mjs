// People of a newsroom in a real browser.
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { patience } from './browser.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const password = 'ferry granite moss lantern';

// A browser window of its own, which keeps the errors of its console.
export async function someone(browser, options = {}) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    context.setDefaultTimeout(patience);
    const page = await context.newPage();
    page.errors = [];
    page.on('console', (message) => message.type() === 'error' && page.errors.push(message.text()));
    page.on('pageerror', (error) => page.errors.push(String(error)));
    return page;
}

// RFC 6238, apart from the server's own.
export function codeOf(secret, at = Date.now()) {
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
    const bits = [...secret].map((digit) => alphabet.indexOf(digit).toString(2).padStart(5, '0')).join('');
    const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
    const digest = createHmac('sha1', key).update(counter).digest();
    return String((digest.readUInt32BE(digest.at(-1) & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

export async function accept(page, link, login, name) {
    await page.goto(link);
    await page.fill('#login', login);
    await page.fill('#name', name);
    await page.fill('#password', password);
    await page.fill('#password_again', password);
    await page.click('main button');
    await page.waitForURL(/\/admin\/account\//);
}

export async function signIn(page, url, login) {
    await page.goto(`${url}/admin/`);
    await page.fill('#login', login);
    await page.fill('#password', password);
    await page.click('main form button');
}

// Gives the person an authenticator app and returns its secret.
export async function addAuthenticator(page, url) {
    await page.goto(`${url}/admin/account/app/`);
    const secret = await page.textContent('details code');
    await page.fill('#code', codeOf(secret));
    await page.click('main form button');
    await page.waitForURL(/account/);
    return secret;
}

export async function violations(page) {
    await page.evaluate(axe);
    return page.evaluate(async () =>
        (await globalThis.axe.run()).violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html).slice(0, 3)]));
}

export function scrollsSideways(page) {
    return page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
}

// Goes to a page, and shows the second factor again where that is asked for; a code works once, so that the next half minute's may have to be waited for.
export async function reach(page, address, secret) {
    await page.goto(address);
    for (const end = Date.now() + 60_000; page.url().includes('/confirm/');) {
        await page.fill('#code', codeOf(secret, Date.now() + 30_000));
        await page.click('main form button');
        await page.waitForLoadState();
        if (Date.now() > end) throw new Error('no code is taken');
        if (page.url().includes('/confirm/')) await new Promise((resolve) => setTimeout(resolve, 1000));
    }
}
