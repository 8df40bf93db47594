// A newspaper whose key lies elsewhere: while an edition waits for its signature, readers and copies have the last signed one, whole and provable, also over
// a backup and its restoration; with the signature they have the new one, at once.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { broadsheet, done, serve, temporaryFolder } from './newspaper.mjs';

const work = temporaryFolder();
const at = (...names) => path.join(work, ...names);
const data = at('paper');
const mirror = at('mirror');

function publish(slug) {
    const folder = at(`article-${slug}`);
    mkdirSync(folder);
    writeFileSync(path.join(folder, `${slug}.md`), `---\ntitle: ${slug}\ndate: 2026-11-27\n---\n\nText of ${slug}.\n`);
    done(data, 'import', 'markdown', folder);
}
const isGood = (what, ...more) => {
    const { status, stdout, stderr } = broadsheet(data, 'verify', what, ...more);
    assert.equal(status, 0, `${stdout}${stderr}`);
};
const build = () => broadsheet(data, 'mirror', 'build', '--to', mirror);
const sign = (...more) => {
    done(data, 'mirror', 'request', at('request'));
    done(data, 'sign', at('request'), '--key', at('stick', 'log.key'), ...more);
    return done(data, 'mirror', 'take-signature', at('request.signed'), '--to', mirror);
};

test('what waits for its signature is nowhere seen, and lost nowhere', { timeout: 240_000 }, async () => {
    done(data, 'init', '--title', 'The Lantern');
    publish('first');
    assert.equal(build().status, 0);
    mkdirSync(at('stick'));
    renameSync(path.join(data, 'keys', 'log.key'), at('stick', 'log.key'));
    cpSync(path.join(data, 'log', 'checkpoint'), at('stick', 'checkpoint'));
    writeFileSync(path.join(data, 'mirror-targets.json'), JSON.stringify([{ name: 'copy', command: ['cp', '-rT', '{folder}', at('copy')] }]));

    publish('second');
    assert.equal(build().status, 1, 'it waits');
    assert.equal(build().status, 2, 'nothing is built over it');
    isGood(mirror);
    done(data, 'mirror', 'push', '--from', mirror);
    isGood(at('copy'));
    const server = await serve(data, '--mirror', mirror, '--mirror-slot', '1440');
    const statusOf = async (name) => (await fetch(`${server.url}/${name}`)).status;
    try {
        assert.equal(await statusOf('second/'), 200, 'the server itself is ahead');
        assert.equal(await statusOf('log/latest'), 200, 'readers can prove what was signed');
        assert.equal(await statusOf('.broadsheet-waiting/staging'), 404, 'and nobody sees what waits');
    } finally {
        await server.stop();
    }
    done(data, 'backup', at('backup.tar.zst'));
    assert.match(sign('--since', at('stick', 'checkpoint')), /is ready for readers/);
    isGood(mirror);
    done(data, 'mirror', 'push', '--from', mirror);
    isGood(at('copy'));

    // The machine is lost while the edition waited: its backup goes on from there, and from the same request.
    const restored = at('restored');
    done(restored, 'restore', at('backup.tar.zst'));
    done(restored, 'mirror', 'take-signature', at('request.signed'), '--to', at('new-mirror'));
    assert.equal(broadsheet(restored, 'mirror', 'build', '--to', at('new-mirror')).status, 0);
    isGood(at('new-mirror'));
});
