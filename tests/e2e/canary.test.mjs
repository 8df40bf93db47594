// Nothing of a reader lies on the disk: what is looked for is found where it is, and a reader's address is found nowhere, on either database, whenever the
// newspaper's server and its database are killed.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { launch } from './browser.mjs';
import { findCanary, formsOf } from './canary.mjs';
import { done, root, serve, temporaryFolder } from './newspaper.mjs';
import { accept, someone } from './people.mjs';
import { Postgres } from './postgres.mjs';

const words = 'паром гранит мох фонарь орбита бархат';

test('the disk is looked at in a way that finds what is there', () => {
    const folder = temporaryFolder();
    const address = 'canary-7f3a91@example.org';
    for (const [name, form] of Object.entries(formsOf(address))) {
        const at = path.join(folder, name);
        mkdirSync(at);
        writeFileSync(path.join(at, 'file'), Buffer.concat([Buffer.from('xy'), form, Buffer.from('z')]));
        assert.ok(findCanary(at, address).length > 0, name);
    }
    for (const before of ['', 'a', 'ab']) {
        const at = path.join(folder, `base64-${before}`);
        mkdirSync(at);
        writeFileSync(path.join(at, 'file'), Buffer.from(`${before}${address}, and more`).toString('base64'));
        assert.ok(findCanary(at, address).length > 0, `base64 behind "${before}"`);
    }
    const at = path.join(folder, 'gzip');
    mkdirSync(at);
    writeFileSync(path.join(at, 'file'), Buffer.concat([Buffer.from('junk'), gzipSync(`<${address}>`)]));
    assert.ok(findCanary(at, address).some((where) => where.includes('compressed')));
    assert.deepEqual(findCanary(at, 'nobody@example.org'), []);
});

// What a database keeps outside the newspaper's folder, which for SQLite is nothing.
class Sqlite {
    options = [];
    folders = [];

    async start() {}
    async die() {}
    // No file of it is packed.
    dump() { return []; }
}

class OnPostgres extends Postgres {
    get options() { return ['--database', this.url]; }
    // Tables, log (WAL) and temporary files, and what the server says.
    get folders() { return [this.folder]; }

    // Long values are packed in its files, in a way of its own.
    dump() {
        const folder = temporaryFolder();
        writeFileSync(path.join(folder, 'dump.sql'), this.run('pg_dumpall', '-d', this.url));
        return [folder];
    }
}

for (const [name, database] of [['SQLite', () => new Sqlite()], ['PostgreSQL', () => new OnPostgres(temporaryFolder())]])
    describe(`a reader's address, on ${name}`, { timeout: 600_000 }, () => {
        const data = path.join(temporaryFolder(), 'paper');
        let books;
        let paper;
        let browser;
        let owner;

        const nothingOf = (address, when) => {
            for (const folder of [data, ...books.folders, ...books.dump()]) assert.deepEqual(findCanary(folder, address), [], when);
        };
        const restart = async (address, when) => {
            nothingOf(address, `${when}, while all runs`);
            await paper.stop('SIGKILL');
            await books.die();
            for (const folder of [data, ...books.folders]) assert.deepEqual(findCanary(folder, address), [], `${when}, killed`);
            await books.start();
            paper = await serve(data); // the session goes on: its cookie knows no port
        };
        const ask = (where, fields) => fetch(paper.url + where, { method: 'POST', redirect: 'manual', body: new URLSearchParams(fields) });
        const unlock = async () => {
            await owner.goto(`${paper.url}/admin/vault/`);
            await owner.fill('#secret', words);
            await owner.click('main button:text("Unlock")');
            await owner.waitForSelector('[role=status]');
        };
        const confirmation = async () => {
            // It is written after the answer.
            do await owner.goto(`${paper.url}/admin/mail/`);
            while (await owner.locator('a[href*="/admin/mail/outbox/"]').count() === 0);
            await owner.click('a[href*="/admin/mail/outbox/"] >> nth=0');
            const letter = await owner.textContent('pre.letter');
            return new URL(letter.match(/https?:\/\/\S+\/newsletter\/confirm\/\S+\//)[0]).pathname;
        };

        before(async () => {
            books = database();
            await books.start();
            done(data, ...books.options, 'init', '--title', 'The Lantern');
            done(data, 'import', 'markdown', path.join(root, 'demo'));
            paper = await serve(data);
            browser = await launch();
            owner = await someone(browser);
            await accept(owner, paper.invitation, 'anna', 'Anna O.');
            await owner.goto(`${paper.url}/admin/vault/`);
            await owner.fill('#passphrase', words);
            await owner.fill('#again', words);
            await owner.click('text=Make the vault');
            await owner.click('text=I have written it down');
            await owner.click('main button:text("Lock")');
        });
        after(async () => {
            await browser?.close();
            await paper?.stop('SIGKILL');
            await books?.die();
        });

        test('never lies on the disk: before the click, after it, after leaving, after shredding', async () => {
            const address = `canary-${Math.random().toString(36).slice(2)}@example.org`;
            assert.equal((await ask('/newsletter/sign-up/', { newsletter: 'weekly', place: 'page', address })).status, 303);
            const link = await confirmation();
            await restart(address, 'before the click');
            const confirmed = await ask(link, {});
            assert.equal(confirmed.status, 303, 'the link works although the server was killed');
            const token = confirmed.headers.get('location').match(/yours\/([^/]+)\//)[1];
            await restart(address, 'after it, in the inbox');
            await unlock();
            await restart(address, 'taken in');
            const backup = path.join(temporaryFolder(), 'backup.tar.gz');
            done(data, 'backup', backup);
            assert.deepEqual(findCanary(path.dirname(backup), address), [], 'a backup');
            assert.equal((await ask(`/newsletter/leave/${token}/`, { 'List-Unsubscribe': 'One-Click' })).status, 200);
            await restart(address, 'after leaving');
            done(data, 'vault', 'shred', '--yes');
            await restart(address, 'after shredding');
        });

        if (name === 'PostgreSQL')
            test('would be found in its tables, log, temporary files and words', async () => {
                const address = 'careless-5be2@example.org';
                books.query(`CREATE TABLE careless AS SELECT '${address}' AS address, number FROM generate_series(1, 50000) AS number`);
                books.query('CHECKPOINT');
                const sorting = spawn('/usr/lib/postgresql/15/bin/psql', ['-q', '-d', books.url, '-c', 'BEGIN', '-c', 'DECLARE sorted CURSOR FOR SELECT address FROM careless ORDER BY address, random()',
                    '-c', 'FETCH 1 FROM sorted', '-c', 'SELECT pg_sleep(600)'], { stdio: 'ignore' });
                const places = [/^data\/base\/\d+\//, /^data\/pg_wal\//, /^data\/base\/pgsql_tmp\//, /^log:/];
                let found;
                do found = findCanary(books.folder, address);
                while (sorting.exitCode === null && !places.every((where) => found.some((one) => where.test(one))));
                for (const where of places) assert.ok(found.some((one) => where.test(one)), `${where} in ${found}`);
                assert.ok(findCanary(books.dump()[0], address).length > 0);
                sorting.kill();
            });
    });
