// A disk that fills up while somebody writes: what was accepted is there, what was not is kept in the browser, readers go on reading, and nothing is
// lost when the server is killed in the midst of it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { after, test } from 'node:test';
import { eventually, launch } from './browser.mjs';
import { broadsheet, done, serve, temporaryFolder } from './newspaper.mjs';
import { accept, someone } from './people.mjs';

const disk = temporaryFolder();
const canMount = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'tmpfs', disk]).status === 0;
after(() => canMount && spawnSync('umount', ['-l', disk]));

function fill() {
    const file = openSync(path.join(disk, 'filler'), 'w');
    for (const size of [1 << 20, 4096])
        try {
            for (;;) if (writeSync(file, Buffer.alloc(size)) < size) break;
        } catch (error) {
            assert.equal(error.code, 'ENOSPC');
        }
    closeSync(file);
}

test('loses nothing that was typed', { skip: canMount ? false : 'a disk of its own cannot be mounted here', timeout: 240_000 }, async () => {
    const data = path.join(disk, 'paper');
    done(data, 'init', '--title', 'The Lantern');
    let paper = await serve(data);
    const listen = ['--listen', new URL(paper.url).host];
    const browser = await launch();
    try {
        const page = await someone(browser);
        await accept(page, paper.invitation, 'anna', 'Anna O.');
        await page.goto(`${paper.url}/admin/articles/new/`);
        await page.fill('#title', 'The last megabyte');
        await page.click('main form button');
        await page.waitForURL(/\/admin\/articles\/[0-9a-f]{24}\//);
        const address = page.url();
        await page.click('.editor-text');
        await page.keyboard.insertText('Accepted before. ');
        await page.waitForSelector('.editor-status [data-phase=saved]');

        // As if the last request had been minutes ago: whoever goes on now has that noted, which a full disk refuses.
        const aged = spawnSync('python3', ['-c', 'import sqlite3, sys\nwith sqlite3.connect(sys.argv[1], timeout=30) as paper: paper.execute("UPDATE sessions SET used_at = used_at - 180000")', path.join(data, 'broadsheet.db')], { encoding: 'utf8' });
        assert.equal(aged.status, 0, aged.stderr);
        fill();
        // More than the log of the database has room for by chance.
        const long = 'Typed on a full disk. '.repeat(60_000);
        await page.keyboard.insertText(long);
        await page.locator('[data-name=connection], [data-name=refused]').first().waitFor();
        assert.equal(await page.locator('.editor-status [data-phase=saved]').count(), 0, 'it is not called saved');
        const front = await fetch(`${paper.url}/`);
        assert.equal(front.status, 200, 'readers go on reading');
        const other = await page.context().newPage();
        await other.goto(address, { timeout: 15_000 }).catch(() => {});
        assert.doesNotMatch(other.url(), /sign-in/, 'nobody is signed out');
        await other.close();
        assert.equal(await page.locator('[data-name=account]').count(), 0, 'nobody is called signed out');

        await paper.stop('SIGKILL');
        rmSync(path.join(disk, 'filler'));
        paper = await serve(data, ...listen);
        await page.waitForSelector('.editor-status [data-phase=saved]', { timeout: 60_000 });
        await eventually(async () => {
            const again = await page.context().newPage();
            await again.goto(address);
            const text = await again.inputValue('[name=body]');
            await again.close();
            return text.includes('Accepted before. ') && text.length > long.length;
        }, 'all of it is on the server');
        assert.doesNotMatch(broadsheet(data, 'check').stdout, /damaged|missing/);
    } finally {
        await browser.close();
        await paper.stop('SIGKILL');
    }
});
