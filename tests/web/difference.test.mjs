// How two texts differ, as somebody is shown who has to choose between them.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import './browser.mjs';
import { difference, linesOf } from '../../web/src/document/difference.js';

test('a text has lines where its reader sees them', () => {
    assert.deepEqual(linesOf('<h2>Title</h2><p>one<br>two <b>bold</b></p><ul><li>a<ul><li>b</li></ul></li></ul><table><tr><td>c</td><td>d</td></tr></table><p> </p>'),
        ['Title', 'one', 'two bold', 'a', 'b', 'c', 'd']);
});

// "[…]" is what the other has not.
const told = (lines) => lines.map((line) => line.map(({ text, isOwn }) => (isOwn ? `[${text}]` : text)).join(''));
const both = (left, right) => {
    const runs = difference(left, right);
    return [told(runs.flatMap((run) => run.left)), told(runs.flatMap((run) => run.right))];
};

describe('a difference', () => {
    const cases = [
        ['nothing', ['a b'], ['a b'], ['a b'], ['a b']],
        ['a word', ['30 people died', 'end'], ['3 people died', 'end'], ['[30] people died', 'end'], ['[3] people died', 'end']],
        ['a line more', ['a', 'b', 'c'], ['a', 'c'], ['a', '[b]', 'c'], ['a', 'c']],
        ['a line at the end', ['a'], ['a', 'b'], ['a'], ['a', '[b]']],
        ['an empty text', [], ['a b'], [], ['[a b]']],
        ['one moved', ['a', 'b', 'c'], ['b', 'c', 'a'], ['[a]', 'b', 'c'], ['b', 'c', '[a]']],
    ];
    for (const [name, left, right, ...expected] of cases) test(name, () => assert.deepEqual(both(left, right), expected));

    test('loses no word of either, whatever they are', () => {
        let seed = 7;
        const random = (most) => (seed = (seed * 48271) % 2147483647) % most;
        const text = () => Array.from({ length: random(8) }, () => Array.from({ length: 1 + random(4) }, () => 'abc'[random(3)]).join(' '));
        for (let turn = 0; turn < 500; ++turn) {
            const [left, right] = [text(), text()];
            const plain = (side) => difference(left, right).flatMap((run) => run[side]).map((line) => line.map(({ text: words }) => words).join(''));
            assert.deepEqual([plain('left'), plain('right')], [left, right]);
        }
    });

    test('of texts too long to compare is told as the whole', () => {
        const long = (word) => Array.from({ length: 3000 }, (_, index) => `${word} ${index}`);
        const [left] = both(['same', ...long('a')], ['same', ...long('b')]);
        assert.equal(left.length, 3001);
        assert.equal(left[0], 'same');
        assert.match(left[1], /^\[a\]/);
    });
});
