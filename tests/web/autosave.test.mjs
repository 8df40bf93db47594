// The state machine that saves, against a server, a store and a clock that misbehave on demand.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import './browser.mjs';
import { Autosave, sortCopies, times } from '../../web/src/saving/autosave.js';

class Clock {
    #now = 1000; #timers = new Map(); #next = 1;
    now() { return this.#now; }
    after(ms, act) {
        this.#timers.set(this.#next, { at: this.#now + ms, act });
        return this.#next++;
    }
    cancel(timer) { this.#timers.delete(timer); }
    async pass(ms) {
        const end = this.#now + ms;
        for (;;) {
            await settled();
            const [id, next] = [...this.#timers].filter(([, timer]) => timer.at <= end).sort((left, right) => left[1].at - right[1].at)[0] ?? [];
            if (!next) break;
            this.#now = next.at;
            this.#timers.delete(id);
            next.act();
        }
        this.#now = end;
        await settled();
    }
}

const settled = async () => { for (let turn = 0; turn < 20; ++turn) await null; };
const text = (body) => ({ title: ['T'], body: [body] });

// The contract's server: one text, one version; the same text again is "saved" whatever version it names.
class Server {
    body = 'start'; version = 7; posts = []; mood = 'answers';
    #held = [];
    async save(fields, version) {
        const body = fields.body[0];
        this.posts.push({ body, version, mood: this.mood });
        if (this.mood === 'hangs') await new Promise((resolve) => this.#held.push(resolve));
        if (this.mood === 'down') return { kind: 'lost' };
        if (this.mood === 'signed out') return { kind: 'signed-out' };
        if (this.mood === 'forbids') return { kind: 'forbidden', message: 'not yours' };
        if (this.mood === 'refuses') return { kind: 'refused', message: 'no title', field: 'title' };
        if (body !== this.body) {
            if (version !== this.version) return { kind: 'conflict', version: this.version, by: 'Boris', at: 5 };
            this.body = body;
            ++this.version;
        }
        return this.mood === 'loses answers' ? { kind: 'lost' } : { kind: 'saved', version: this.version };
    }
    release() { this.mood = 'answers'; this.#held.splice(0).forEach((resolve) => resolve()); }
    // Somebody else saves.
    write(body) { this.body = body; ++this.version; }
}

class Store {
    copies = new Map(); isFull = false; writes = 0;
    async put(copy) {
        if (this.isFull) throw new Error('quota');
        ++this.writes;
        this.copies.set(copy.page, structuredClone(copy));
    }
    async remove(page) { this.copies.delete(page); }
    async all() { return [...this.copies.values()]; }
    putAtOnce(copy) { if (this.isFull) throw new Error('quota'); this.copies.set(copy.page, structuredClone(copy)); }
}

function open({ server = new Server(), store = new Store(), clock = new Clock(), page = 'one' } = {}) {
    const events = [];
    const autosave = new Autosave({ store, clock, page, fields: text(server.body), version: server.version,
        send: (fields, version) => server.save(fields, version), report: (event) => events.push(event) });
    const type = (body) => autosave.change(text(body));
    return { server, store, clock, autosave, type, events };
}

describe('what is typed', () => {
    test('is in the store within 100 ms, and again however fast one types', async () => {
        const { type, store, clock } = open();
        for (let key = 1; key <= 50; ++key) {
            type(`start ${'x'.repeat(key)}`);
            await clock.pass(30);
            if (key > 3) assert.ok(store.copies.get('one').fields.body[0].length >= `start ${'x'.repeat(key - 3)}`.length);
        }
        assert.ok(store.writes < 30, `${store.writes} writes for 50 keys`);
    });

    test('is sent after a rest, once, and then leaves the store', async () => {
        const { type, server, store, clock, autosave } = open();
        type('a');
        await clock.pass(times.quiet - 1);
        assert.equal(server.posts.length, 0);
        await clock.pass(1);
        assert.deepEqual(server.posts.map(({ body, version }) => [body, version]), [['a', 7]]);
        assert.equal(autosave.phase, 'saved');
        assert.equal(autosave.version, 8);
        assert.equal(store.copies.size, 0);
        await clock.pass(60_000);
        assert.equal(server.posts.length, 1);
    });

    test('is sent at the latest after five seconds, without a rest', async () => {
        const { type, server, clock } = open();
        for (let key = 1; key <= 60; ++key) {
            type(`start ${key}`);
            await clock.pass(100);
        }
        assert.equal(server.posts.length, 1);
        assert.ok(Number(server.body.split(' ')[1]) >= 49);
    });

    test('while a save is under way stays in the store until it is saved itself', async () => {
        const { type, server, store, clock } = open();
        type('a');
        server.mood = 'hangs';
        await clock.pass(1000);
        type('ab');
        await clock.pass(1000);
        server.release();
        await clock.pass(0);
        assert.equal(store.copies.get('one').fields.body[0], 'ab');
        assert.equal(store.copies.get('one').version, 8);
        assert.equal(store.copies.get('one').sent, null);
        await clock.pass(1000);
        assert.deepEqual(server.posts.map(({ body, version }) => [body, version]), [['a', 7], ['ab', 8]]);
        assert.equal(store.copies.size, 0);
    });

    test('is never sent twice at the same time', async () => {
        const { type, server, clock, autosave } = open();
        server.mood = 'hangs';
        type('a');
        await clock.pass(1000);
        type('ab');
        autosave.flush();
        autosave.wake();
        await clock.pass(30_000);
        assert.equal(server.posts.length, 1);
    });
});

describe('a lost answer', () => {
    test('is no conflict: the same text goes again before anything newer', async () => {
        const { type, server, clock, autosave } = open();
        server.mood = 'loses answers';
        type('a');
        await clock.pass(900);
        assert.equal(server.version, 8, 'it had arrived');
        type('ab');
        await clock.pass(500);
        server.mood = 'answers';
        await clock.pass(10_000);
        assert.deepEqual(server.posts.map(({ body, version }) => [body, version]), [['a', 7], ['a', 7], ['ab', 8]]);
        assert.equal(autosave.phase, 'saved');
        assert.equal(server.body, 'ab');
    });

    test('followed by a signing out is no conflict either', async () => {
        const { type, server, clock, autosave } = open();
        server.mood = 'loses answers';
        type('a');
        await clock.pass(900);
        server.mood = 'signed out';
        type('ab');
        await clock.pass(5000);
        assert.equal(autosave.phase, 'signed-out');
        server.mood = 'answers';
        autosave.wake();
        await clock.pass(5000);
        assert.equal(server.body, 'ab');
        assert.equal(autosave.phase, 'saved');
    });

    test('then a save by another is a conflict', async () => {
        const { type, server, clock, autosave } = open();
        server.mood = 'loses answers';
        type('a');
        await clock.pass(900);
        server.write('of Boris');
        server.mood = 'answers';
        await clock.pass(5000);
        assert.equal(autosave.phase, 'conflict');
        assert.equal(server.body, 'of Boris');
    });
});

describe('without the server', () => {
    test('it is tried again, ever less often, and at once when woken', async () => {
        const { type, server, clock, autosave } = open();
        server.mood = 'down';
        type('a');
        await clock.pass(10 * 60_000);
        assert.equal(autosave.phase, 'retrying');
        assert.ok(server.posts.length > 20 && server.posts.length < 30, String(server.posts.length));
        server.mood = 'answers';
        autosave.wake();
        await clock.pass(0);
        assert.equal(autosave.phase, 'saved');
    });

    test('every key goes to the store meanwhile', async () => {
        const { type, server, store, clock } = open();
        server.mood = 'down';
        for (let key = 1; key < 100; ++key) {
            type('x'.repeat(key));
            await clock.pass(100);
            assert.equal(store.copies.get('one').fields.body[0].length, key);
        }
    });

    test('flush says that it is not saved, and does not hang', async () => {
        const { type, server, clock, autosave } = open();
        server.mood = 'down';
        type('a');
        const flushed = autosave.flush();
        await clock.pass(0);
        assert.equal(await flushed, false);
    });
});

describe('a conflict', () => {
    const conflict = async () => {
        const opened = open();
        opened.server.write('of Boris');
        opened.type('mine');
        await opened.clock.pass(1000);
        assert.equal(opened.autosave.phase, 'conflict');
        assert.equal(opened.autosave.conflict.by, 'Boris');
        return opened;
    };

    test('writes nothing, sends nothing more, and keeps what is typed', async () => {
        const { server, store, clock, type } = await conflict();
        type('mine, and more');
        await clock.pass(60_000);
        assert.equal(server.body, 'of Boris');
        assert.equal(server.posts.length, 1);
        assert.equal(store.copies.get('one').fields.body[0], 'mine, and more');
    });

    test('ends when the person writes theirs over the version they have seen', async () => {
        const { server, store, clock, autosave, type } = await conflict();
        type('mine, and more');
        autosave.saveMine();
        await clock.pass(1000);
        assert.equal(server.body, 'mine, and more');
        assert.equal(autosave.phase, 'saved');
        assert.equal(store.copies.size, 0);
    });

    test('comes again when yet another version was written since it was shown', async () => {
        const { server, clock, autosave } = await conflict();
        server.write('of Boris, again');
        autosave.saveMine();
        await clock.pass(1000);
        assert.equal(autosave.phase, 'conflict');
        assert.equal(server.body, 'of Boris, again');
    });

    test('ends when the person goes on from the other text', async () => {
        const { server, store, clock, autosave, type } = await conflict();
        await autosave.takeTheirs(text('of Boris'), server.version);
        assert.equal(store.copies.size, 0);
        type('of Boris and Anna');
        await clock.pass(1000);
        assert.equal(server.body, 'of Boris and Anna');
    });

    test('of two pages of one person is a conflict as well', async () => {
        const one = open();
        const two = open({ server: one.server, store: one.store, clock: one.clock, page: 'two' });
        one.type('one');
        two.type('two');
        await one.clock.pass(2000);
        assert.deepEqual([one.autosave.phase, two.autosave.phase].sort(), ['conflict', 'saved']);
        assert.equal(one.store.copies.size, 1, 'the text of the page in conflict');
    });
});

describe('a refusal', () => {
    test('is told, and the next key tries again', async () => {
        const { type, server, clock, autosave, events, store } = open();
        server.mood = 'refuses';
        type('a');
        await clock.pass(1000);
        assert.equal(autosave.phase, 'refused');
        assert.ok(events.some(({ message }) => message === 'no title'));
        assert.equal(store.copies.size, 1);
        server.mood = 'answers';
        type('ab');
        await clock.pass(1000);
        assert.equal(server.body, 'ab');
    });
});

describe('a right that is gone', () => {
    test('is no signing out: it is told, kept, and asked for again by the person alone', async () => {
        const { type, server, clock, autosave, events, store } = open();
        server.mood = 'forbids';
        type('a');
        await clock.pass(1000);
        assert.equal(autosave.phase, 'forbidden');
        assert.ok(events.some(({ message }) => message === 'not yours'));
        type('ab');
        const asked = server.posts.length;
        await clock.pass(10 * 60_000);
        assert.equal(autosave.phase, 'forbidden');
        assert.equal(server.posts.length, asked);
        assert.equal(store.copies.get('one').fields.body[0], 'ab');
        assert.equal(await autosave.flush(), false);
        server.mood = 'answers';
        autosave.wake();
        await clock.pass(1000);
        assert.equal(server.body, 'ab');
    });
});

describe('a full store', () => {
    test('is told, does not stop saving, and is told to work again', async () => {
        const { type, server, store, clock, autosave } = open();
        store.isFull = true;
        server.mood = 'down';
        type('a');
        await clock.pass(2000);
        assert.equal(autosave.isStored, false);
        assert.equal(autosave.isSafeToLeave, false);
        store.isFull = false;
        type('ab');
        await clock.pass(200);
        assert.equal(autosave.isStored, true);
        assert.equal(autosave.isSafeToLeave, true);
        server.mood = 'answers';
        autosave.wake();
        await clock.pass(2000);
        assert.equal(server.body, 'ab');
    });

    test('that never answers does not keep the text from the server', async () => {
        const { type, store, server, clock } = open();
        store.put = () => new Promise(() => {});
        type('a');
        await clock.pass(5000);
        assert.equal(server.body, 'a');
    });
});

describe('a page that goes', () => {
    test('puts its last keys into the store at once', () => {
        const { type, store, autosave } = open();
        type('a');
        autosave.leave();
        assert.equal(store.copies.get('one').fields.body[0], 'a');
    });

    const copy = (body, version, at, sent = null) => ({ page: `p${at}`, fields: text(body), version, at, sent: sent && text(sent) });
    const summary = ({ restore, offer, drop }) => [restore?.fields.body[0] ?? null, offer.length, drop.length];
    const cases = [
        ['a copy of the present version is restored', [copy('a', 7, 1)], ['a', 0, 0]],
        ['a copy of an older version is offered', [copy('a', 6, 1)], [null, 1, 0]],
        ['a copy that says what the server says is dropped', [copy('start', 6, 1)], [null, 0, 1]],
        ['a copy whose last save arrived without our knowing is restored', [copy('start and more', 6, 1, 'start')], ['start and more', 0, 0]],
        ['of two copies the newer is restored, the other offered', [copy('a', 7, 1), copy('b', 7, 2)], ['b', 1, 0]],
        ['of two equal copies one is dropped', [copy('a', 7, 1), copy('a', 7, 2)], ['a', 0, 1]],
        ['white space and the order of attributes are no difference', [copy(' start\n', 6, 1)], [null, 0, 1]],
    ];
    for (const [name, copies, expected] of cases)
        test(name, () => assert.deepEqual(summary(sortCopies(copies, text('start'), 7)), expected));

    test('that died during a save is restored from there', async () => {
        const { type, server, store, clock } = open();
        type('a');
        server.mood = 'loses answers';
        await clock.pass(900);
        type('ab');
        await clock.pass(100);
        // Here the browser dies. The server has "a" as version 8, the copy was made from version 7.
        const { restore } = sortCopies(await store.all(), text(server.body), server.version);
        assert.equal(restore.fields.body[0], 'ab');
        server.mood = 'answers';
        const again = open({ server, store, page: 'two' });
        again.type(restore.fields.body[0]);
        await again.autosave.stored();
        await store.remove(restore.page);
        await again.clock.pass(1000);
        assert.equal(server.body, 'ab');
        assert.equal(store.copies.size, 0);
    });
});

test('whatever fails and whenever, the last text reaches the server or a conflict is shown', async () => {
    let seed = 12345;
    const random = (below) => (seed = (seed * 1103515245 + 12345) % 2147483648) % below;
    const moods = ['answers', 'down', 'loses answers', 'signed out', 'hangs', 'refuses'];
    for (let round = 0; round < 300; ++round) {
        let page = open();
        const { server, store } = page;
        let { clock } = page;
        let last = '';
        let byAnother = 0;
        for (let step = 0; step < 20; ++step) {
            const dice = random(20);
            if (dice < 10) page.type(last = `${round}.${step}`);
            else if (dice < 15) server.release(), server.mood = moods[random(moods.length)];
            else if (dice === 15) page.autosave.wake();
            else if (dice === 16 && random(3) === 0) server.write(`other ${step}`), ++byAnother;
            else if (dice === 17 && last) {
                await clock.pass(100);
                const old = page.autosave;
                if (old.phase === 'conflict') continue;
                const { restore, offer } = sortCopies(await store.all(), text(server.body), server.version);
                if (offer.length) break;
                page = open({ server, store, page: `page ${step}` });
                ({ clock } = page); // the old one stands still: its page is dead
                if (restore) {
                    page.type(restore.fields.body[0]);
                    await page.autosave.stored();
                    await store.remove(restore.page);
                }
            }
            await clock.pass(random(2500));
        }
        server.release();
        await clock.pass(100);
        page.autosave.wake();
        await clock.pass(90_000);
        if (page.autosave.phase === 'refused') page.type(`${last} again`), last = `${last} again`, await clock.pass(2000);
        const kept = [...store.copies.values()].some(({ fields }) => fields.body[0] === last);
        assert.ok(last === '' || server.body === last || kept || byAnother > 0, `round ${round}: ${last} is nowhere (${page.autosave.phase}, ${server.body})`);
        if (byAnother === 0 && page.autosave.phase === 'conflict') assert.fail(`round ${round}: a conflict with oneself`);
    }
});
