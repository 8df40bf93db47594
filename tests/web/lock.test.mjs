// Who is writing: what the page asks the server, and when.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { heartbeat, Lock } from '../../web/src/saving/lock.js';

// The clock's only timer is let go off by hand: what is asked is what counts, and how long it waits.
function open(...answers) {
    const acts = [];
    const seen = [];
    let timer = null;
    const server = {
        async lock(act) {
            acts.push(act);
            return answers.shift() ?? null;
        },
        leave: () => acts.push('leave'),
    };
    const clock = { after: (ms, act) => (timer = { ms, act }), cancel: () => { timer = null; } };
    const lock = new Lock(server, clock, (now) => { seen.push(now); });
    return { acts, seen, lock, waits: () => timer.ms, beat: () => timer.act() };
}

const anna = { holder: 'Anna', mine: false, wanted_by: null, asked: false, free_in: 60 };
const mine = { holder: 'Boris', mine: true, wanted_by: null, asked: false, free_in: 0 };

describe('whoever asks for the article', () => {
    test('takes it when the minute is over, to the second', async () => {
        const { acts, lock, waits, beat } = open(anna, { ...anna, wanted_by: 'Boris', asked: true, free_in: 60 },
            { ...anna, wanted_by: 'Boris', asked: true, free_in: 4 }, mine, mine);
        await lock.act('look');
        await lock.act('want');
        assert.equal(waits(), heartbeat);
        await beat();
        assert.equal(waits(), 4000);
        await beat();
        await beat();
        assert.deepEqual(acts, ['look', 'want', 'hold', 'hold', 'hold']);
        assert.ok(lock.state.mine);
    });

    test('takes it also when it was asked for by the form, or before the page was loaded again', async () => {
        const { acts, lock, waits, beat } = open({ ...anna, wanted_by: 'Boris', asked: true, free_in: 9 }, mine);
        await lock.act('look');
        assert.equal(waits(), 9000);
        await beat();
        assert.deepEqual(acts, ['look', 'hold']);
    });

    test('takes that back with the page', async () => {
        const { acts, lock } = open({ ...anna, wanted_by: 'Boris', asked: true });
        await lock.act('look');
        lock.leave();
        assert.deepEqual(acts, ['look', 'leave']);
    });

    test('goes on looking when another has asked before, or it is refused', async () => {
        for (const answer of [{ ...anna, wanted_by: 'Clara' }, anna]) {
            const { acts, lock, waits, beat } = open(anna, answer, anna);
            await lock.act('look');
            await lock.act('want');
            assert.equal(waits(), heartbeat);
            await beat();
            assert.deepEqual(acts, ['look', 'want', 'look']);
        }
    });
});
