import { blockElements } from './allowed.js';
import { parseInert } from './same.js';

// How two texts differ, for somebody who has to choose between them: line by line, and within a line word by word.

/** The lines a text has for its reader. @param {string} html */
export function linesOf(html) {
    const body = parseInert(html);
    for (const element of body.querySelectorAll('*'))
        if (blockElements.has(element.localName) || element.localName === 'br') {
            element.before('\n');
            element.after('\n');
        }
    return body.textContent.split('\n').map((line) => line.replace(/\s+/g, ' ').trim()).filter(Boolean);
}

const mostCompared = 4_000_000; // pairs: a quarter of a second

/**
 * The runs of two sequences that are the same, in order.
 * @param {string[]} left @param {string[]} right @returns {{isSame: boolean, left: string[], right: string[]}[]}
 */
export function align(left, right) {
    const least = Math.min(left.length, right.length);
    let start = 0;
    while (start < least && left[start] === right[start]) ++start;
    let tail = 0;
    while (tail < least - start && left.at(-1 - tail) === right.at(-1 - tail)) ++tail;
    const [width, height] = [left.length - start - tail, right.length - start - tail];

    const runs = [];
    const add = (isSame, one, other) => {
        if (!one.length && !other.length) return;
        if (runs.at(-1)?.isSame !== isSame) runs.push({ isSame, left: [], right: [] });
        runs.at(-1).left.push(...one);
        runs.at(-1).right.push(...other);
    };
    add(true, left.slice(0, start), right.slice(0, start));
    if (width * height > mostCompared) {
        add(false, left.slice(start, start + width), right.slice(start, start + height));
    } else {
        // The longest common subsequence of what begins at each pair of places.
        const longest = Array.from({ length: width + 1 }, () => new Uint32Array(height + 1));
        for (let x = width - 1; x >= 0; --x)
            for (let y = height - 1; y >= 0; --y)
                longest[x][y] = left[start + x] === right[start + y] ? longest[x + 1][y + 1] + 1 : Math.max(longest[x + 1][y], longest[x][y + 1]);
        for (let x = 0, y = 0; x < width || y < height;) {
            const [one, other] = [left[start + x], right[start + y]];
            const isSame = x < width && y < height && one === other;
            const goesLeft = !isSame && x < width && (y === height || longest[x + 1][y] >= longest[x][y + 1]);
            add(isSame, isSame || goesLeft ? [one] : [], isSame || !goesLeft ? [other] : []);
            x += Number(isSame || goesLeft);
            y += Number(isSame || !goesLeft);
        }
    }
    add(true, left.slice(left.length - tail), right.slice(right.length - tail));
    return runs;
}

const words = (line) => line.split(/(\s+)/);

/**
 * @typedef {{text: string, isOwn: boolean}[]} Line its pieces, and whether the other text lacks them
 * @param {string[]} left lines @param {string[]} right lines
 * @returns {{isSame: boolean, left: Line[], right: Line[]}[]}
 */
export function difference(left, right) {
    return align(left, right).map((run) => {
        if (run.isSame) return { isSame: true, left: run.left.map((text) => [{ text, isOwn: false }]), right: run.right.map((text) => [{ text, isOwn: false }]) };
        const lines = { isSame: false, left: [], right: [] };
        for (let index = 0; index < Math.max(run.left.length, run.right.length); ++index) {
            const [one, other] = [run.left[index], run.right[index]];
            const pieces = align(one === undefined ? [] : words(one), other === undefined ? [] : words(other));
            for (const [side, line] of [['left', one], ['right', other]])
                if (line !== undefined) lines[side].push(pieces.map((piece) => ({ text: piece[side].join(''), isOwn: !piece.isSame })).filter(({ text }) => text));
        }
        return lines;
    });
}
