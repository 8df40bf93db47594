// What the worker answers, without a browser.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Newsstand } from '../../web/worker/reading/newsstand.js';
import { verdictOn } from '../../web/worker/reading/verdict.js';
import { withPolicy } from '../../web/worker/reading/policy.js';
import { firstOf } from '../../web/worker/reading/fetching.js';

const base = 'https://host.example/paper/';
const newsstandOf = (library) => new Newsstand({ base, now: () => 1_000_000, trust: { isPinned: true }, isHome: true, ...library }, { fetch: async () => 'from the network', languages: ['en'] });
const nameOf = (path, options) => newsstandOf({}).nameOf(new Request(new URL(path, base), options));

describe('requests', () => {
    test('are for files', () => {
        for (const [path, name] of [['', 'index.html'], ['a/', 'a/index.html'], ['a/?x=1', 'a/index.html'], ['assets/a.css?v=1', 'assets/a.css'],
            ['ru/tag/%D1%81%D1%83%D0%B4/', 'ru/tag/суд/index.html'], ['search/?q=x', 'search/index.html']])
            assert.equal(nameOf(path), name, path);
    });

    test('that are not ours are left to the browser', () => {
        for (const path of ['log/latest', 'takeaway/all.zim', 'worker.js', '/other/', 'https://other.example/', '%ff/']) assert.equal(nameOf(path), null, path);
        assert.equal(nameOf('a/', { method: 'POST' }), null);
        assert.equal(nameOf('a/', { headers: { Range: 'bytes=0-' } }), null);
    });

    test('that a mirror could call a page are not left to it', () => {
        const away = newsstandOf({ isHome: false });
        const navigation = (path) => ({ url: new URL(path, base).href, method: 'GET', mode: 'navigate', headers: new Headers() });
        for (const path of ['log/x.html', 'takeaway/all.zim', 'worker.js']) {
            assert.equal(away.nameOf(navigation(path)), path);
            assert.equal(away.nameOf(new Request(new URL(path, base))), null, `${path}, not to be shown`);
            assert.equal(nameOf(path), null, `${path} at home`);
        }
        assert.equal(away.nameOf(new Request(new URL('media/film.mp4', base), { headers: { Range: 'bytes=0-' } })), 'media/film.mp4');
    });

    test('to the newsroom and of readers’ forms are left to the browser at home, where alone they are answered', () => {
        const ofServer = ['admin/', 'support/', 'ru/support/manage/x/', 'newsletter/confirm/x/', 'newsletter/yours/x/', 'newsletter/link/12/3/', 'remind/x/'];
        for (const path of ofServer) {
            assert.equal(nameOf(path), null, path);
            assert.equal(newsstandOf({ trust: { isPinned: false }, isHome: false }).nameOf(new Request(new URL(path, base))), null, path);
            assert.equal(newsstandOf({ isHome: false }).nameOf(new Request(new URL(path, base))), `${path}index.html`);
        }
        for (const path of ['newsletter/', 'newsletter/weekly/', 'supporting-us/', 'tag/support/']) assert.equal(nameOf(path), `${path}index.html`);
    });

    test('where there is no log go to the network at once, and the log is not asked for each time', async () => {
        let asked = 0;
        const newsstand = newsstandOf({ trust: { isPinned: false }, edition: async () => { ++asked; throw new Error('404'); } });
        for (let time = 0; time < 5; ++time) assert.equal(await newsstand.answer('a/index.html', new Request(`${base}a/`)), 'from the network');
        assert.equal(asked, 1);
    });
});

describe('of what lies on a mirror', () => {
    const film = { bytes: new Uint8Array([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]), type: 'video/mp4', content: 'a', from: 'own' };
    const scripted = () => new Response('<script>evil()</script>', { headers: { 'Content-Type': 'text/html', 'Set-Cookie': 'a=b' } });
    const awayWith = (library) => new Newsstand({ base, isHome: false, trust: { isPinned: true }, now: () => 0, health: [], keep: async () => {}, store: {}, ...library },
        { fetch: async () => scripted(), languages: ['en'], answerWith: () => new Response('whole'), refusal: () => new Response('refused', { status: 503 }) });
    const ask = (newsstand, name, { range, mode = 'navigate' } = {}) =>
        newsstand.answer(name, { url: base + name, mode, headers: new Headers(range ? { Range: range } : {}) });

    test('a film is proven whole, and its parts are cut from that', async () => {
        let reads = 0;
        const newsstand = awayWith({ find: async () => ({ length: 10, type: 'video/mp4' }), read: async () => (++reads, film) });
        for (const [range, status, part, bytes] of [['bytes=0-', 206, 'bytes 0-9/10', '0,1,2,3,4,5,6,7,8,9'], ['bytes=2-3', 206, 'bytes 2-3/10', '2,3'],
            ['bytes=-3', 206, 'bytes 7-9/10', '7,8,9'], ['bytes=8-99', 206, 'bytes 8-9/10', '8,9'], ['bytes=10-', 416, 'bytes */10', '']]) {
            const answer = await ask(newsstand, 'media/film.mp4', { range, mode: 'no-cors' });
            assert.deepEqual([answer.status, answer.headers.get('content-range'), String(new Uint8Array(await answer.arrayBuffer()))], [status, part, bytes], range);
        }
        assert.equal(reads, 1);
        for (const range of ['bytes=-', 'bytes=1-2,4-5', 'pages=1-'])
            assert.equal((await ask(newsstand, 'media/film.mp4', { range, mode: 'no-cors' })).status, 200, range);
    });

    test('a film that cannot be proven is not played', async () => {
        const newsstand = awayWith({ find: async () => ({ length: 10, type: 'video/mp4' }), read: async () => { throw new Error('forged'); } });
        assert.equal((await ask(newsstand, 'media/film.mp4', { range: 'bytes=0-', mode: 'no-cors' })).type, 'error');
    });

    test('what is too large to be proven, or proves the rest, runs nothing', async () => {
        const large = { length: 65 << 20, type: 'application/x-zim' };
        const newsstand = awayWith({ find: async (name) => (name.startsWith('takeaway') ? large : null), read: async () => { throw new Error('too large'); } });
        for (const [name, type, disposition] of [['takeaway/all.zim', 'application/x-zim', 'attachment'], ['log/x.html', 'text/plain; charset=utf-8', null]]) {
            const { headers } = await ask(newsstand, name);
            assert.deepEqual([headers.get('content-type'), headers.get('content-disposition'), headers.get('x-content-type-options'), headers.get('set-cookie')], [type, disposition, 'nosniff', null]);
            assert.match(headers.get('content-security-policy'), /sandbox/);
        }
        const page = awayWith({ find: async () => ({ length: 65 << 20, type: 'text/html' }), read: async () => { throw new Error('too large'); } });
        assert.equal((await ask(page, 'takeaway/x.html')).status, 503);
    });

    test('what is not in the edition is not there', async () => {
        const newsstand = awayWith({ find: async () => null, read: async () => null });
        assert.equal((await ask(newsstand, 'takeaway/evil.html')).status, 404);
    });
});

test('at home, an answer that no reader is given by the newspaper is not taken for its own', async () => {
    const read = async () => ({ bytes: new Uint8Array(), type: 'text/html', content: 'a', from: 'https://m.example/' });
    const ask = (status, isListed) => new Newsstand(
        { base, isHome: true, trust: { isPinned: true }, now: () => 0, find: async () => (isListed ? {} : null), read, keep: async () => {}, keeps: false },
        { fetch: async () => new Response('the host', { status }), languages: ['en'], answerWith: () => new Response('proven') })
        .answer('a/index.html', { url: `${base}a/`, mode: 'navigate', headers: new Headers() }).then((response) => response.text());
    for (const status of [401, 403, 429, 451, 500, 503]) assert.equal(await ask(status, true), 'proven', status);
    for (const status of [401, 403]) assert.equal(await ask(status, false), 'the host', `${status}, and it is in no edition`);
    assert.equal(await ask(404, true), 'the host', 'it may have been withdrawn since');
});

test('at home, the style sheets of pages are kept beside them', async () => {
    const kept = [];
    const answerOf = (type) => Object.defineProperty(new Response('', { headers: { 'Content-Type': type } }), 'type', { value: 'basic' });
    for (const [name, type] of [['assets/css/pages.css', 'text/css; charset=utf-8'], ['media/a.jpg', 'image/jpeg']])
        await new Newsstand({ base, isHome: true, trust: { isPinned: true }, now: () => 0, keepInBackground: (file) => kept.push(file) }, { fetch: async () => answerOf(type), languages: ['en'] })
            .answer(name, { url: base + name, mode: 'no-cors', headers: new Headers() });
    assert.deepEqual(kept, ['assets/css/pages.css']);
});

describe('the page that checks says of a page', () => {
    const published = { isPublished: true, content: 'a', isKept: true };
    for (const [what, shown, proof, isHome, verdict] of [
        ['that was proven', { from: 'own', content: 'a' }, published, false, 'proven'],
        ['that came proven from a mirror', { from: 'https://m.example/', content: 'a' }, published, false, 'proven'],
        ['of which nothing is known but the address', undefined, published, false, 'listed'],
        ['of which nothing is known, at home', undefined, published, true, 'listed'],
        ['that has changed since', { from: 'own', content: 'b' }, published, false, 'listed'],
        ['of the newspaper’s own server as it was signed', { from: 'home', content: 'a' }, published, true, 'proven'],
        ['of the newspaper’s own server as it was not signed', { from: 'home' }, published, true, 'fresh'],
        ['that is not in the log yet', { from: 'home' }, { isPublished: false }, true, 'fresh'],
        ['that is withdrawn', undefined, { isPublished: false }, false, 'absent'],
        ['when nobody can be asked', { from: 'kept', content: 'a' }, { isPublished: undefined, isKept: true }, false, 'kept'],
        ['when nobody can be asked and no copy is kept', undefined, { isPublished: undefined, isKept: false }, false, 'unknown'],
    ])
        test(what, () => assert.equal(verdictOn(shown, proof, isHome), verdict));
});

test('what was shown is remembered when the browser has ended the worker, but not when nothing is to be kept', async () => {
    let saved = [];
    const library = {
        keeps: true, isHome: false, read: async () => ({ bytes: new Uint8Array(), type: 'text/html', content: 'a', from: 'own' }), keep: async () => {}, health: [], edition: async () => undefined,
        store: { shown: async () => saved, keepShown: async (entries) => { saved = structuredClone(entries); }, count: async () => 0 }, trust: { isPinned: true, state: {} }, forget: async () => { saved = []; },
        setKeeps: async (keeps) => { library.keeps = keeps; saved = []; }, proofOf: async () => ({ isPublished: true, content: 'a' }),
    };
    const begin = async () => {
        const newsstand = new Newsstand({ base, now: () => 1_000_000, ...library }, { languages: ['en'], answerWith: () => new Response() });
        await newsstand.load();
        return newsstand;
    };
    const verdict = async (newsstand) => (await newsstand.hear({ ask: 'status', page: `${base}a/` })).page.verdict;
    const request = { url: `${base}a/`, mode: 'navigate', headers: new Headers() };
    const first = await begin();
    assert.equal(await verdict(first), 'listed');
    await first.answer('a/index.html', request);
    assert.equal(await verdict(first), 'proven');
    assert.equal(await verdict(await begin()), 'proven');
    await first.hear({ ask: 'forget' });
    assert.equal(await verdict(first), 'listed');
    await first.hear({ ask: 'keeps', keeps: false });
    const third = await begin();
    await third.answer('a/index.html', request);
    assert.deepEqual([await verdict(third), saved], ['proven', []]);
});

test('a page of the newspaper’s own server is given its policy as a mirror’s file has it', () => {
    const policy = "default-src 'none'; style-src 'self'; frame-ancestors 'none'";
    const meta = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'self'">`;
    assert.equal(withPolicy('<!DOCTYPE html>\n<html lang="en">\n<head>\n<title>', policy), `<!DOCTYPE html>\n<html lang="en">\n<head>${meta}\n<title>`);
    assert.equal(withPolicy('<!DOCTYPE html><header>', policy), `<!DOCTYPE html>${meta}<header>`);
    assert.equal(withPolicy('<p>', policy), `${meta}<p>`);
});

describe('of several sources', () => {
    const later = (ms, value) => new Promise((resolve) => { setTimeout(() => resolve(value), ms); });

    test('the first that answers well is taken, and the next asked when one fails or is slow', async () => {
        const asked = [];
        const ask = (source) => { asked.push(source); return source === 'fails' ? Promise.reject(new Error('no')) : later(source === 'slow' ? 200 : 5, source); };
        assert.equal(await firstOf(['good', 'other'], 50, ask), 'good');
        assert.deepEqual(asked.splice(0), ['good']);
        assert.equal(await firstOf(['fails', 'good', 'other'], 50, ask), 'good');
        assert.deepEqual(asked.splice(0), ['fails', 'good']);
        assert.equal(await firstOf(['slow', 'good'], 50, ask), 'good');
        await assert.rejects(firstOf(['fails', 'fails'], 50, ask), /no/);
        await assert.rejects(firstOf([], 50, ask));
    });
});
