// What a browser believes when keys are changed, and when one was stolen before.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Refused, Trust } from '../../web/worker/reading/trust.js';
import { Publisher } from './publisher.mjs';

const pages = (text) => new Map([['index.html', text]]);
const from = (files) => async (name) => {
    if (!files.has(name)) throw new Error(`there is no ${name}`);
    return new Uint8Array(files.get(name));
};
let kept;
const store = { load: async () => structuredClone(kept), save: async (state) => { kept = structuredClone(state); } };

/** Returns a browser that has read the first edition, and the newspaper. */
async function reader() {
    kept = undefined;
    const paper = new Publisher();
    const first = paper.publish(pages('first'));
    const trust = new Trust(store, () => 0);
    await trust.load();
    await trust.pin(String(first.get('log/root')));
    await trust.accept(from(first));
    return { trust, paper, first };
}

/** The log goes on in a thief's hands, who has the key. */
function stolen() {
    const thief = new Publisher();
    thief.publish(pages('first'));
    for (const text of ['forged', 'forged again', 'and again']) thief.publish(pages(text));
    return thief.publish(pages('for ever'));
}

describe('a browser that has taken a thief’s log for the newspaper’s', () => {
    test('goes back to the newspaper when that has changed the stolen key', async () => {
        const { trust, paper, first } = await reader();
        const forged = stolen();
        await trust.accept(from(forged));
        await assert.rejects(trust.accept(from(first)), Refused, 'an older edition');
        paper.replaceKey('fresh');
        const rescued = paper.publish(pages('rescued'));
        assert.equal((await trust.accept(from(rescued))).edition, 2);
        await assert.rejects(trust.accept(from(forged)), /not signed/);
        await assert.rejects(trust.accept(from(first)), Refused);
        assert.equal((await trust.accept(from(paper.publish(pages('next'))))).edition, 3);

        const later = new Trust(store, () => 0);
        await later.load();
        await assert.rejects(later.accept(from(forged)), Refused, 'after a restart too');
    });

    test('goes back also where an earlier worker has not kept who had signed', async () => {
        const { trust, paper } = await reader();
        await trust.accept(from(stolen()));
        delete kept.newest.signers;
        await trust.load();
        paper.replaceKey('fresh');
        assert.equal((await trust.accept(from(paper.publish(pages('rescued'))))).edition, 2);
    });

    test('stays with it as long as the key is the newspaper’s', async () => {
        const { trust, paper } = await reader();
        await trust.accept(from(stolen()));
        paper.replaceKey('second', { keep: true });
        await assert.rejects(trust.accept(from(paper.publish(pages('second')))), /older edition/);
    });
});

test('a change of keys is learned from any source, before the former ones fail', async () => {
    const { trust, paper, first } = await reader();
    paper.replaceKey('fresh');
    const newer = paper.publish(pages('second'));
    const former = new Map(newer).set('log/latest', first.get('log/latest'));
    await assert.rejects(trust.accept(from(former)), /not signed/);
    assert.equal((await trust.accept(from(newer))).edition, 2);
    assert.equal((await trust.known()).edition, 2);
});
