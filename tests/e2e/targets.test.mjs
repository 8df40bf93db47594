// Copies of a mirror on other hosts: a store that speaks S3 (s3rver takes any signature; those are judged in tests/http), and a command.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { copyOfDemo, done, program, temporaryFolder } from './newspaper.mjs';

const S3rver = createRequire(import.meta.url)('s3rver');
const data = copyOfDemo();
const work = temporaryFolder();
const mirror = path.join(work, 'mirror');
let store;
let endpoint;

before(async () => {
    store = new S3rver({ port: 0, address: '127.0.0.1', silent: true, directory: path.join(work, 's3'), configureBuckets: [{ name: 'lantern' }], allowMismatchedSignatures: true });
    const { port } = await store.run();
    endpoint = `http://127.0.0.1:${port}`;
    done(data, 'mirror', 'build', '--to', mirror);
});
after(() => store?.close());

// The store runs in this process: it must not wait for the program standing still.
const push = (...more) => new Promise((resolve) => {
    execFile(program, ['--data', data, 'mirror', 'push', ...(more.includes('--from') ? [] : ['--from', mirror]), ...more], (error, stdout, stderr) => resolve({ status: error?.code ?? 0, stdout, stderr }));
});
async function pushed() {
    const { status, stdout, stderr } = await push();
    assert.equal(status, 0, stderr);
    return stdout;
}

const filesOf = (folder) => readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath ?? entry.path, entry.name))).filter((name) => !name.startsWith('.broadsheet-'));

function setTargets(...targets) {
    writeFileSync(path.join(data, 'mirror-targets.json'), JSON.stringify(targets));
}

const get = async (name) => {
    const response = await fetch(`${endpoint}/lantern/paper/${name.split('/').map(encodeURIComponent).join('/')}`);
    return { status: response.status, type: response.headers.get('content-type'), body: Buffer.from(await response.arrayBuffer()) };
};

test('a bucket gets every file, and afterwards what has changed', { timeout: 120_000 }, async () => {
    setTargets({ name: 'bucket', endpoint, region: 'us-east-1', bucket: 'lantern', prefix: 'paper/', access_key: 'S3RVER', secret_key: 'S3RVER' });
    const files = filesOf(mirror);
    assert.match(await pushed(), new RegExp(`^bucket: ${files.length} files sent `));
    for (const name of files.filter((_, at) => at % 37 === 0 || at === files.length - 1)) {
        const there = await get(name);
        assert.equal(there.status, 200, name);
        assert.ok(there.body.equals(readFileSync(path.join(mirror, name))), name);
    }
    assert.equal((await get('index.html')).type, 'text/html; charset=utf-8');
    assert.match(await pushed(), new RegExp(`^bucket: 0 files sent .*, ${files.length} as they were, 0 removed`));

    done(data, 'settings', 'title', 'The Beacon');
    done(data, 'mirror', 'build', '--to', mirror);
    const gone = files.find((name) => name.endsWith('atom.xml'));
    rmSync(path.join(mirror, gone));
    assert.match(await pushed(), /^bucket: \d+ files sent .* [1-9]\d* removed/);
    assert.match(String((await get('index.html')).body), /The Beacon/);
    assert.equal((await get(gone)).status, 404);

    writeFileSync(path.join(mirror, 'index.html'), 'forged');
    writeFileSync(path.join(mirror, 'evil.html'), 'added');
    const forged = await push();
    assert.equal(forged.status, 2);
    assert.match(forged.stderr, /index\.html is not what was published/);
    assert.match(forged.stderr, /left out.*evil\.html/);
    assert.match(String((await get('index.html')).body), /The Beacon/);
    assert.equal((await get('evil.html')).status, 404);
    rmSync(path.join(mirror, 'evil.html'));
    done(data, 'mirror', 'build', '--all', '--to', mirror);
});

test('a file that is too large for one request goes there in parts', { timeout: 120_000 }, async () => {
    setTargets({ name: 'parts', endpoint, region: 'us-east-1', bucket: 'lantern', prefix: 'parts/', access_key: 'S3RVER', secret_key: 'S3RVER', largest_request: 5 << 20 });
    const edition = path.join(data, 'takeaway/lantern_en.zim');
    mkdirSync(path.dirname(edition), { recursive: true });
    writeFileSync(edition, randomBytes((12 << 20) + 345));
    done(data, 'mirror', 'build', '--to', mirror);
    const put = [];
    store.on('event', ({ Records: [{ eventName, s3 }] }) => put.push(`${eventName} ${s3.object.key}`));
    await pushed();
    assert.deepEqual(put.filter((event) => !event.startsWith('ObjectCreated:Put ')), ['ObjectCreated:Post parts/takeaway/lantern_en.zim'], 'what is put together from parts');
    const response = await fetch(`${endpoint}/lantern/parts/takeaway/lantern_en.zim`);
    assert.equal(response.headers.get('content-type'), 'application/x-zim');
    assert.ok(Buffer.from(await response.arrayBuffer()).equals(readFileSync(edition)));
    rmSync(edition);
    done(data, 'mirror', 'build', '--to', mirror);
});

test('the data folder, with its keys, goes nowhere', async () => {
    setTargets({ name: 'bucket', endpoint, region: 'us-east-1', bucket: 'lantern', prefix: 'paper/', access_key: 'S3RVER', secret_key: 'S3RVER' },
        { name: 'copy', command: ['cp', '-r', '{folder}', path.join(work, 'secrets')] });
    const before = readdirSync(data).sort();
    const { status, stderr } = await push('--from', data);
    assert.equal(status, 2);
    assert.match(stderr, /holds no mirror/);
    assert.equal((await get('keys/log.key')).status, 404);
    assert.ok(!existsSync(path.join(work, 'secrets')));
    assert.deepEqual(readdirSync(data).sort(), before);
});

test('a command gets the folder', async () => {
    const copy = path.join(work, 'copy');
    mkdirSync(copy);
    setTargets({ name: 'copy', command: ['cp', '-r', '{folder}/.', copy] });
    await pushed();
    assert.ok(existsSync(path.join(copy, 'index.html')));
});

test('what does not work is named, and the rest done', async () => {
    setTargets({ name: 'broken', command: ['sh', '-c', 'echo no room >&2; exit 4'] }, { name: 'works', command: ['true'] });
    const result = await push();
    assert.equal(result.status, 1);
    assert.match(result.stderr, /broken: sh ended with code 4: no room/);
    assert.equal((await push('nobody')).status, 2);
    for (const bad of [{}, { name: 'x' }, { name: '../x', command: ['true'] }, { name: 'x', command: [] }, { name: 'x', command: 'rm' }]) {
        setTargets(bad);
        const refused = await push();
        assert.equal(refused.status, 2);
        assert.match(refused.stderr, /mirror-targets\.json: target 1: /);
    }
});
