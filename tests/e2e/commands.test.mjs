// The operator's commands, run as a newcomer would run them.
import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { after, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { broadsheet, copyOfDemo, done, program, root, serve, temporaryFolder } from './newspaper.mjs';

function exported(data) {
    const file = path.join(temporaryFolder(), 'export.json');
    done(data, 'export', 'ghost', file);
    return file;
}

// The archive as an export shows it, without what no reader sees and each run makes anew.
function archive(data) {
    const { db: [{ data: tables }] } = JSON.parse(readFileSync(exported(data), 'utf8'));
    return JSON.stringify(tables.posts.map(({ slug, title, html, published_at }) => [slug, title, html, published_at])
        .sort(([a], [b]) => (a < b ? -1 : 1)));
}

describe('errors say what to do', () => {
    const nowhere = () => path.join(temporaryFolder(), 'nowhere');
    for (const [what, args, message] of [
        ['no newspaper there', ['serve'], /init/],
        ['no such file', ['import', 'ghost', '/nonexistent.json'], /init|nonexistent/],
        ['no command', [], /required/i],
        ['an unknown command', ['publish-everything'], /publish-everything|not expected/i],
        ['a flag without its value', ['serve', '--listen'], /listen/],
    ]) {
        test(what, () => {
            const { status, stderr } = broadsheet(nowhere(), ...args);
            assert.equal(status, 2);
            assert.match(stderr, message);
        });
    }

    test('a second newspaper in the same folder is refused', () => {
        const data = path.join(temporaryFolder(), 'paper');
        done(data, 'init');
        const { status, stderr } = broadsheet(data, 'init');
        assert.equal(status, 2);
        assert.match(stderr, /holds a newspaper already/);
    });

    for (const [what, args, message] of [
        ['a newspaper without a name', ['init', '--title', ' '], /--title/],
        ['a newspaper at no address', ['init', '--url', 'lantern.example'], /url/],
        ['a newspaper in no time zone', ['init', '--time-zone', 'Mars/Base'], /Mars\/Base/],
    ]) {
        test(`${what} is refused and leaves no folder`, () => {
            const data = path.join(temporaryFolder(), 'paper');
            const { status, stderr } = broadsheet(data, ...args);
            assert.equal(status, 2);
            assert.match(stderr, message);
            assert.ok(!existsSync(data));
        });
    }

    test('a wrong setting in broadsheet.toml is named', () => {
        const data = path.join(temporaryFolder(), 'paper');
        done(data, 'init');
        writeFileSync(path.join(data, 'broadsheet.toml'), '[serve]\nlissten = "127.0.0.1:1"\n');
        const { status, stderr } = broadsheet(data, 'check');
        assert.equal(status, 2);
        assert.match(stderr, /serve\.lissten/);
    });

    test('an address in use is named', async () => {
        const taken = createServer().listen(0, '127.0.0.1');
        await new Promise((resolve) => taken.on('listening', resolve));
        const data = path.join(temporaryFolder(), 'paper');
        done(data, 'init');
        const { status, stderr } = broadsheet(data, 'serve', '--listen', `127.0.0.1:${taken.address().port}`);
        taken.close();
        assert.equal(status, 2);
        assert.match(stderr, new RegExp(String(taken.address()?.port ?? '127.0.0.1')));
    });
});

describe('help', () => {
    test('teaches', () => {
        const { stdout, status } = spawnSync(program, ['--help'], { encoding: 'utf8' });
        assert.equal(status, 0);
        for (const word of ['init', 'settings', 'serve', 'import', 'export', 'mirror', 'backup', 'restore', 'check', 'verify'])
            assert.match(stdout, new RegExp(`^\\s*${word}\\b`, 'm'));
    });

    for (const [shell, checker] of [['bash', ['bash', '-n']], ['zsh', null], ['fish', null]]) {
        test(`completions for ${shell}`, () => {
            const script = spawnSync(program, ['completions', shell], { encoding: 'utf8' }).stdout;
            assert.match(script, /import/);
            if (checker) assert.equal(spawnSync(checker[0], checker.slice(1), { input: script }).status, 0);
        });
    }

    test('bash completes commands below commands', () => {
        const script = spawnSync(program, ['completions', 'bash'], { encoding: 'utf8' }).stdout;
        const { stdout } = spawnSync('bash', ['-c', `${script}
            COMP_WORDS=(broadsheet --data x import ""); COMP_CWORD=4; _broadsheet; echo "\${COMPREPLY[@]}"`], { encoding: 'utf8' });
        assert.match(stdout, /ghost wordpress markdown/);
    });

    test('the manual names every command', () => {
        const page = spawnSync(program, ['manual'], { encoding: 'utf8' }).stdout;
        for (const name of ['init', 'settings', 'serve', 'import ghost', 'mirror build', 'restore'])
            assert.ok(page.includes(`.SS ${name}`), name);
    });
});

test('every command teaches itself', () => {
    const help = (...args) => spawnSync(program, [...args, '--help'], { encoding: 'utf8' }).stdout;
    const footers = new Set();
    for (const command of ['init', 'settings', 'serve', 'import', 'import ghost', 'import wordpress', 'import markdown', 'export',
        'export ghost', 'mirror', 'mirror build', 'backup', 'restore', 'check', 'completions', 'manual', 'integration', 'integration create', 'integration list',
        'integration remove']) {
        const text = help(...command.split(' '));
        const footer = text.slice(text.indexOf('Examples:'));
        assert.match(footer, new RegExp(`^Examples:\\n  broadsheet [^\\n]*${command}`), command);
        assert.match(footer, /\nExit codes: 0 /, command);
        footers.add(footer);
    }
    assert.equal(footers.size, 20, 'no two are the same');
});

test('integrations are created, listed and removed', () => {
    const data = path.join(temporaryFolder(), 'paper');
    done(data, 'init');
    const created = JSON.parse(done(data, 'integration', 'create', 'Planner', '--json'));
    assert.match(created.content_key, /^[0-9a-f]{26}$/);
    assert.match(created.admin_key, /^[0-9a-f]{24}:[0-9a-f]{64}$/);
    assert.ok(done(data, 'integration', 'create', 'Website').includes('admin_key = '));
    assert.match(broadsheet(data, 'integration', 'create', 'Planner').stderr, /there is an integration "Planner" already/);
    const listed = JSON.parse(done(data, '--json', 'integration', 'list'));
    assert.deepEqual(listed.map(({ name }) => name), ['Planner', 'Website']);
    assert.equal(listed[0].admin_key, created.admin_key);
    done(data, 'integration', 'remove', 'Planner');
    assert.equal(JSON.parse(done(data, '--json', 'integration', 'list')).length, 1);
    assert.match(broadsheet(data, 'integration', 'remove', 'Planner').stderr, /no integration "Planner"/);
});

describe('settings', () => {
    const newPaper = () => {
        const data = path.join(temporaryFolder(), 'paper');
        done(data, 'init', '--title', 'The Lantern', '--language', 'en', '--language', 'ru');
        return data;
    };

    test('are listed, shown and changed, in text and JSON', () => {
        const data = newPaper();
        done(data, 'settings', 'title.ru', 'Фонарь');
        done(data, 'settings', 'navigation.en', 'News=/section/news/', 'About us=/about/');
        assert.match(done(data, 'settings'), /^title\.en = The Lantern\ntitle\.ru = Фонарь\n(?:.*\n)*articles_per_page = 20\n/);
        assert.equal(done(data, 'settings', 'title.ru'), 'title.ru = Фонарь\n');
        const all = JSON.parse(done(data, '--json', 'settings'));
        assert.deepEqual(all.title, { en: 'The Lantern', ru: 'Фонарь' });
        assert.deepEqual(all.navigation.en, [{ label: 'News', url: '/section/news/' }, { label: 'About us', url: '/about/' }]);
        for (const [name, value] of Object.entries(all))
            assert.deepEqual(JSON.parse(done(data, '--json', 'settings', name, JSON.stringify(value))), value, name);
        assert.match(done(data, 'settings', 'articles_per_page', '20'), /It was so before/);
    });

    test('that cannot be are refused, and nothing changes', () => {
        const data = newPaper();
        const before = done(data, '--json', 'settings');
        for (const [args, message] of [
            [['url', 'lantern.example'], /url/],
            [['time_zone', 'Mars/Base'], /Mars\/Base/],
            [['languages', 'en', 'klingonese-x-y-'], /languages/],
            [['languages', 'en', 'en'], /twice/],
            [['theme', 'nowhere'], /theme "nowhere"/],
            [['theme', '../themes'], /theme/],
            [['articles_per_page', 'many'], /no number/],
            [['articles_per_page', '0'], /1 to 500/],
            [['title', ' '], /has a name/],
            [['title.de', 'Die Laterne'], /no language of the newspaper/],
            [['navigation.en', 'About'], /About=\/about\//],
            [['accent_colour', 'red'], /accent_colour/],
            [['colour', 'red'], /there is no setting "colour"/],
            [['--json', 'languages', '{}'], /languages/],
        ]) {
            const { status, stderr } = broadsheet(data, 'settings', ...args);
            assert.equal(status, 2, args.join(' '));
            assert.match(stderr, message);
        }
        assert.equal(done(data, '--json', 'settings'), before);
    });

    test('are seen by readers at once', async () => {
        const data = newPaper();
        const server = await serve(data);
        assert.match(await (await fetch(server.url)).text(), /The Lantern/);
        done(data, 'settings', 'title', 'The Evening Lamp');
        for (const deadline = Date.now() + 3000; ;) {
            if ((await (await fetch(server.url)).text()).includes('The Evening Lamp')) break;
            assert.ok(Date.now() < deadline, 'the new title is not to be seen');
        }
        await server.stop();
    });
});

test('a backup made while serving restores to the same newspaper', async () => {
    const data = copyOfDemo();
    const server = await serve(data);
    const folder = temporaryFolder();
    const file = path.join(folder, 'backup.tar.zst');
    done(data, 'backup', file);
    await server.stop();
    assert.equal(statSync(file).mode & 0o077, 0, 'nobody else may read it');
    const restored = path.join(folder, 'restored');
    done(restored, 'restore', file);
    assert.equal(archive(restored), archive(data));

    const copy = await serve(restored);
    const front = await (await fetch(copy.url)).text();
    const picture = front.match(/src="([^"]*media\/[^"]+)"/)[1];
    assert.equal((await fetch(`${copy.url}/${picture}`)).status, 200);
    await copy.stop();
    assert.equal(broadsheet(restored, 'restore', file).status, 2, 'a newspaper is not overwritten');
});

test('a damaged backup changes nothing', () => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'backup.tar.zst');
    done(copyOfDemo(), 'backup', file);
    const bytes = readFileSync(file);
    const broken = path.join(folder, 'broken.tar.zst');
    for (const cut of [0, 10, bytes.length >> 1, bytes.length - 100]) {
        writeFileSync(broken, bytes.subarray(0, cut));
        const target = path.join(folder, `target-${cut}`);
        const { status, stderr } = broadsheet(target, 'restore', broken);
        assert.equal(status, 2, `cut at ${cut}`);
        assert.ok(stderr.length > 20);
        assert.ok(!existsSync(target));
    }
    assert.deepEqual(readdirSync(folder).sort(), ['backup.tar.zst', 'broken.tar.zst'], 'nothing is left behind');
});

test('an import killed at any moment is finished by the next', async () => {
    const source = path.join(temporaryFolder(), 'export.json');
    assert.equal(spawnSync('python3', [path.join(root, 'bench/generate_ghost.py'), '1500', source]).status, 0);
    const newPaper = () => {
        const data = path.join(temporaryFolder(), 'paper');
        done(data, 'init');
        return data;
    };
    const whole = newPaper();
    const started = Date.now();
    done(whole, 'import', 'ghost', source);
    const needed = Date.now() - started;
    const data = newPaper();
    let killed = 0;
    for (let round = 0; round < 12; ++round) {
        const child = spawn(program, ['--data', data, 'import', 'ghost', source], { stdio: 'ignore' });
        const ended = new Promise((resolve) => child.on('exit', (code, signal) => resolve(signal)));
        setTimeout(() => child.kill('SIGKILL'), Math.random() * needed * 0.8);
        if ((await ended) === 'SIGKILL') killed++;
        const { status, stderr } = broadsheet(data, 'check');
        assert.notEqual(status, 2, stderr);
    }
    assert.ok(killed > 3, `only ${killed} of 12 were killed before they were done`);
    done(data, 'import', 'ghost', source);
    assert.equal(archive(data), archive(whole));
});

test('importing again changes nothing', () => {
    const data = copyOfDemo();
    const before = archive(data);
    const report = done(data, 'import', 'markdown', path.join(root, 'demo'));
    assert.match(report, /unchanged/);
    assert.equal(archive(data), before);
});

describe('a mirror', () => {
    test('works from any folder of any host, and names no origin but for what only that takes', async () => {
        const data = copyOfDemo();
        const folder = path.join(temporaryFolder(), 'host');
        const place = path.join(folder, 'some/where');
        mkdirSync(path.dirname(place), { recursive: true });
        done(data, 'mirror', 'build', '--to', place);
        const files = createServer((request, response) => {
            let file = path.join(folder, decodeURIComponent(new URL(request.url, 'http://x').pathname));
            if (file.endsWith('/')) file += 'index.html';
            response.statusCode = existsSync(file) ? 200 : 404;
            response.end(existsSync(file) ? readFileSync(file) : '');
        }).listen(0, '127.0.0.1');
        after(() => files.close());
        await new Promise((resolve) => files.on('listening', resolve));
        const start = `http://127.0.0.1:${files.address().port}/some/where/`;
        const queue = [start];
        const seen = new Set(queue);
        while (queue.length) {
            const url = queue.pop();
            const response = await fetch(url);
            assert.equal(response.status, 200, url);
            if (!url.endsWith('/')) continue;
            const html = await response.text();
            // Nobody but the newspaper's own server takes money and addresses.
            const home = /<a\s[^>]*href="https:\/\/lantern\.example\/(?:ru\/)?(?:support|remind|newsletter\/sign-up)\/[^"]*"[^>]*>/g;
            const loaded = html.replace(/<(?:link|meta)\s[^>]*>/g, '').replace(home, '').match(/(?:href|src|srcset|action)="[^"]*lantern\.example[^"]*"/);
            assert.equal(loaded, null, `${url} links to where it was published`);
            assert.doesNotMatch(html, /<form[^>]*method="post"|type="email"/, `${url} asks for what its host must not be told`);
            for (const [, link] of html.matchAll(/<(?:a|img|link|form|source)\s[^>]*?(?:href|src|action)="([^"]*)"/g)) {
                const target = new URL(link.replaceAll('&amp;', '&'), url);
                target.hash = '';
                target.search = '';
                if (!target.href.startsWith(start) || /\/(search|support|remind|newsletter\/sign-up)\//.test(target.href) || seen.has(target.href)) continue;
                seen.add(target.href);
                queue.push(target.href);
            }
        }
        assert.ok(seen.size > 100, `${seen.size} pages reached`);
    });

    test('is proven by anybody, and a change in it is named', () => {
        const data = copyOfDemo();
        const place = path.join(temporaryFolder(), 'mirror');
        done(data, 'mirror', 'build', '--precompress', '--to', place);
        const verify = (...args) => spawnSync(program, ['verify', place, ...args], { encoding: 'utf8' });
        const good = verify();
        assert.equal(good.status, 0, good.stdout + good.stderr);
        const script = () => spawnSync('python3', [path.join(place, 'log/verify.py'), place], { encoding: 'utf8' });
        assert.equal(script().status, 0, script().stdout);
        const { fingerprint, files } = JSON.parse(verify('--json').stdout);
        assert.ok(files > 300, `${files} files, with their precompressed forms`);
        assert.equal(verify('--key', fingerprint).status, 0);
        assert.equal(verify('--key', fingerprint, '--since', path.join(place, 'nothing')).status, 3, 'neither good nor old');
        assert.equal(spawnSync(program, ['verify', `${place}-nothing`]).status, 3);
        for (const mistyped of [[], [path.dirname(place)], [place, '--key', ''], [place, '--key', 'abc'], [place, '--key', fingerprint.slice(1)], [place, '--since', path.join(place, 'index.html')],
            [place, '--threads', '99999'], [path.join(place, 'index.html')]])
            assert.equal(spawnSync(program, ['verify', ...mistyped]).status, 3, `neither good, forged nor old: ${mistyped}`);
        assert.equal(verify('--key', fingerprint.toUpperCase().match(/.{4}/g).join(' ')).status, 0, 'as it is printed');
        assert.equal(verify('--since', place).status, 0);
        const bundle = (...args) => spawnSync(program, ['--data', data, 'takeaway', 'bundle', '--to', `${place}.tar`, ...args], { encoding: 'utf8' });
        assert.equal(bundle('--from', data).status, 2, 'the data folder is no mirror');
        assert.equal(bundle('--from', place).status, 0);
        assert.equal(spawnSync(program, ['verify', `${place}.tar`, '--key', fingerprint]).status, 0);
        writeFileSync(path.join(place, 'index.html'), '<p>Forged</p>');
        const bad = verify('--key', fingerprint);
        assert.equal(bad.status, 1);
        assert.match(bad.stdout, /^index\.html: it has 13 bytes; \d+ were published$/m);
        assert.equal(script().status, 1);
        assert.match(bundle('--force', '--from', place).stderr, /makes no bundle: index\.html/);
        writeFileSync(path.join(place, 'evil\u001b[2J\nGOOD: all fine'), '');
        const shown = verify().stdout + script().stdout;
        assert.doesNotMatch(shown, /\u001b|^GOOD/m);
        rmSync(path.join(place, 'evil\u001b[2J\nGOOD: all fine'));
        done(data, 'mirror', 'build', '--precompress', '--all', '--to', place);
        assert.equal(verify().status, 0, 'a build of everything mends it');
    });

    test('has editions to take away with proofs that travel with them', () => {
        const data = copyOfDemo();
        const place = path.join(temporaryFolder(), 'mirror');
        const book = path.join(data, 'takeaway/week.epub');
        mkdirSync(path.dirname(book), { recursive: true });
        done(data, 'takeaway', 'epub', '--to', book);
        done(data, 'takeaway', 'text', '--to', path.join(data, 'takeaway/text.zip'));
        done(data, 'mirror', 'build', '--to', place);
        const verify = (what, ...args) => spawnSync(program, ['verify', what, ...args], { encoding: 'utf8' });
        const { fingerprint } = JSON.parse(verify(place, '--json').stdout);
        const stick = temporaryFolder();
        const taken = path.join(stick, 'week.epub');
        for (const name of ['week.epub', 'week.epub.proof', 'text.zip', 'text.zip.proof']) cpSync(path.join(place, 'takeaway', name), path.join(stick, name));
        assert.match(verify(path.join(stick, 'text.zip'), '--key', fingerprint).stdout, /^GOOD: published as takeaway\/text\.zip /);
        const good = verify(taken, '--key', fingerprint);
        assert.equal(good.status, 0, good.stdout + good.stderr);
        assert.match(good.stdout, /^GOOD: published as takeaway\/week\.epub /);
        assert.equal(verify(taken, '--key', 'a'.repeat(64)).status, 1);
        assert.equal(verify(taken, '--since', place).status, 0, 'it is the newest');
        rmSync(`${taken}.proof`);
        assert.match(verify(taken).stderr, /--proof/);
        assert.equal(verify(taken).status, 3);
        assert.equal(verify(taken, '--proof', place, '--key', fingerprint).status, 0);
        appendFileSync(taken, 'x');
        const forged = verify(taken, '--proof', place);
        assert.equal(forged.status, 1);
        assert.match(forged.stdout, /week\.epub: it has \d+ bytes; \d+ were published/);

        const older = path.join(stick, 'text.zip');
        done(data, 'settings', 'title', 'The New Lantern');
        done(data, 'takeaway', 'text', '--force', '--to', path.join(data, 'takeaway/text.zip'));
        done(data, 'mirror', 'build', '--to', place);
        const outdated = verify(older, '--proof', place);
        assert.equal(outdated.status, 2, outdated.stdout + outdated.stderr);
        assert.match(outdated.stdout, /It is genuine, but not the newest: another one was published/);
        rmSync(`${older}.proof`);
        assert.match(verify(older, '--proof', place).stdout, /text\.zip: it.*If it is an older edition of the file, the \.proof that came with it/);

        done(data, 'takeaway', 'bundle', '--from', place, '--to', `${place}.tar`);
        const piped = spawnSync('sh', ['-c', 'cat "$1" | "$0" verify - --key "$2"', program, `${place}.tar`, fingerprint], { encoding: 'utf8' });
        assert.equal(piped.status, 0, piped.stdout + piped.stderr);
        assert.equal(spawnSync(program, ['verify', '-'], { input: 'no tar file' }).status, 3);
        const page = readFileSync(path.join(place, 'check-this-page/index.html'), 'utf8');
        assert.ok(page.includes(fingerprint.match(/.{4}/g).join(' ')), 'readable without script');
    });

    test('is copied from its address by anybody, proven', async (t) => {
        const data = copyOfDemo();
        const place = path.join(temporaryFolder(), 'mirror');
        done(data, 'mirror', 'build', '--precompress', '--to', place);
        const asked = [];
        const host = createServer((request, response) => {
            const name = decodeURIComponent(request.url.slice(1)).replace(/(^|\/)$/, '$1index.html');
            asked.push(name);
            if (name.startsWith('moved/')) return void response.writeHead(301, { location: `${address}${name.slice(6)}` }).end();
            const file = path.join(place, name);
            if (!existsSync(file)) return void response.writeHead(404).end('nothing here');
            response.end(readFileSync(file));
        }).listen(0, '127.0.0.1');
        t.after(() => host.close());
        await new Promise((resolve) => host.on('listening', resolve));
        const address = `http://127.0.0.1:${host.address().port}/`;
        const run = (...args) => new Promise((resolve) => {
            const child = spawn(program, args);
            let said = '';
            for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => { said += text; });
            child.on('exit', (status) => resolve({ status, said }));
        });
        const copy = path.join(temporaryFolder(), 'copy');
        const first = await run('mirror', 'fetch', address, '--to', copy);
        assert.equal(first.status, 0, first.said);
        assert.match(first.said, /^GOOD: edition \d+[\s\S]*Compare their fingerprint[\s\S]* holds this edition now: \d+ files came, 0 were there, 0 removed\.$/m);
        const published = (folder) => readdirSync(folder, { recursive: true, withFileTypes: true })
            .filter((entry) => entry.isFile()).map((entry) => path.relative(folder, path.join(entry.path, entry.name))).filter((name) => !name.startsWith('.broadsheet-')).sort();
        assert.deepEqual(published(copy), published(place));
        for (const name of published(place)) assert.ok(readFileSync(path.join(copy, name)).equals(readFileSync(path.join(place, name))), name);

        const article = path.join(temporaryFolder(), 'more');
        mkdirSync(article);
        writeFileSync(path.join(article, 'more.md'), '---\ntitle: One more\nslug: one-more\ndate: 2026-01-01\n---\nText.\n');
        done(data, 'import', 'markdown', article);
        done(data, 'mirror', 'build', '--to', place);
        assert.equal((await run('mirror', 'fetch', place, '--to', path.join(place, 'inside'))).status, 3, 'it would make the mirror bad');
        assert.equal(spawnSync(program, ['verify', place]).status, 0);
        asked.length = 0;
        const second = await run('mirror', 'fetch', address, '--to', copy);
        assert.equal(second.status, 0, second.said);
        assert.doesNotMatch(second.said, /Compare their fingerprint/, 'the keys are those of the first time');
        assert.ok(asked.some((name) => name.endsWith('one-more/index.html')));
        assert.ok(!asked.some((name) => /\.(webp|jpe?g|woff2)$/.test(name)), 'what was there is not asked for');
        const whole = (folder) => published(folder).filter((name) => !name.includes('.p/')); // a mirror keeps partial tiles of before for a while
        assert.deepEqual(whole(copy), whole(place));
        assert.equal(spawnSync(program, ['verify', copy, '--since', place]).status, 0);

        writeFileSync(path.join(place, 'index.html'), '<p>Forged</p>');
        done(data, 'settings', 'title', 'Another Lantern');
        done(data, 'mirror', 'build', '--to', place);
        writeFileSync(path.join(place, 'index.html'), '<p>Forged</p>');
        const forged = await run('mirror', 'fetch', address, '--to', copy, '--json');
        assert.equal(forged.status, 1, forged.said);
        assert.deepEqual(JSON.parse(forged.said).findings.map(({ file }) => file), ['index.html']);
        assert.equal(spawnSync(program, ['verify', copy]).status, 0, 'it is the edition of before');
        assert.equal((await run('mirror', 'fetch', address, '--to', place)).status, 3, 'builds go there');
        assert.equal((await run('mirror', 'fetch', address)).status, 3, 'neither good nor old');
        assert.equal((await run('mirror', 'fetch', `${address}nowhere/`, '--to', copy)).status, 3);
        const moved = await run('mirror', 'fetch', `${address}moved/`, '--to', copy);
        assert.equal(moved.status, 3);
        assert.match(moved.said, /status 301, and leads to http\S+\/log\/latest/);
    });

    test('built again writes nothing', () => {
        const data = copyOfDemo();
        const place = path.join(temporaryFolder(), 'mirror');
        done(data, 'mirror', 'build', '--to', place);
        assert.match(done(data, 'mirror', 'build', '--to', place), /0 new, 0 changed, \d+ as they were, 0 removed/);
    });
});

test('a server stopped and started again serves within two seconds', async () => {
    const data = copyOfDemo();
    for (let round = 0; round < 3; ++round) {
        const started = Date.now();
        const server = await serve(data);
        assert.equal((await fetch(server.url)).status, 200);
        assert.ok(Date.now() - started < 2000, `${Date.now() - started} ms`);
        assert.deepEqual(await server.stop(round % 2 ? 'SIGKILL' : 'SIGTERM'), round % 2 ? { code: null, signal: 'SIGKILL' } : { code: 0, signal: null });
    }
});

test('a new edition is seen at once, with no failed request across it', async () => {
    const data = copyOfDemo();
    const server = await serve(data);
    let stop = false;
    let requests = 0;
    const readers = Array.from({ length: 4 }, async () => {
        while (!stop) {
            const response = await fetch(server.url + '/');
            assert.equal(response.status, 200);
            await response.arrayBuffer();
            requests++;
        }
    });
    const folder = temporaryFolder();
    for (let round = 1; round <= 5; ++round) {
        writeFileSync(path.join(folder, 'bulletin.md'), `---\ntitle: Bulletin number ${round}\nslug: bulletin\nlanguage: en\nsection: politics\n` +
            `date: 2026-11-22T20:00:00+02:00\nfeatured: true\n---\nText ${round}.\n`);
        done(data, 'import', 'markdown', folder);
        const deadline = Date.now() + 3000;
        for (;;) {
            const html = await (await fetch(server.url + '/bulletin/')).text();
            if (html.includes(`Bulletin number ${round}`)) break;
            assert.ok(Date.now() < deadline, `edition ${round} is not to be seen`);
        }
        for (const some = requests + 5; requests < some;) await pause(5); // the import stops readers of this process, too
    }
    stop = true;
    await Promise.all(readers);
    await server.stop();
});

describe('a theme of one\'s own', () => {
    const themed = (name, heading) => {
        const data = copyOfDemo();
        const theme = path.join(data, 'themes', name);
        mkdirSync(theme, { recursive: true });
        writeFileSync(path.join(theme, 'index.hbs'), heading);
        writeFileSync(path.join(theme, 'post.hbs'), heading);
        return { data, theme };
    };
    const choose = (data, name) => {
        const folder = temporaryFolder();
        writeFileSync(path.join(folder, 'newspaper.yaml'), `theme: ${name}\n`);
        return broadsheet(data, 'import', 'markdown', folder, '--settings', 'always');
    };
    const awaitFront = async (server, wanted) => {
        for (const deadline = Date.now() + 3000; ;) {
            if ((await (await fetch(server.url + '/')).text()).includes(wanted)) return;
            assert.ok(Date.now() < deadline, `no front page with ${wanted}`);
        }
    };

    test('is refused where there is none of that name', () => {
        const { data } = themed('mine', 'Mine');
        const { stdout } = choose(data, 'nosuch');
        assert.match(stdout, /no "nosuch"; there are: broadsheet, mine/);
        assert.match(done(data, 'check'), /renders/);
    });

    test('is worn at once, and read again on SIGHUP; a broken one changes nothing', async () => {
        const { data, theme } = themed('mine', 'First heading');
        const server = await serve(data);
        await awaitFront(server, 'The Lantern');
        assert.equal(choose(data, 'mine').status, 0);
        await awaitFront(server, 'First heading');
        writeFileSync(path.join(theme, 'index.hbs'), 'Second heading');
        process.kill(server.pid, 'SIGHUP');
        await awaitFront(server, 'Second heading');
        writeFileSync(path.join(theme, 'index.hbs'), '{{#if}');
        process.kill(server.pid, 'SIGHUP');
        const checked = broadsheet(data, 'check');
        assert.equal(checked.status, 1);
        assert.match(checked.stdout, /theme "mine".*index\.hbs/);
        await awaitFront(server, 'Second heading');
        await server.stop();
    });
});

test('redirects lead to the same place below any path', async () => {
    const server = await serve(copyOfDemo());
    for (const [from, to] of [['/About', './about/'], ['/ru/Page/1/', '../../../ru/'], ['/feed/', '../rss.xml']]) {
        const response = await fetch(server.url + from, { redirect: 'manual' });
        assert.equal(response.status, 301);
        assert.equal(response.headers.get('location'), to);
    }
    await server.stop();
});
