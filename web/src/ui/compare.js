import { difference, linesOf } from '../document/difference.js';
import { t } from '../words.js';
import { choose } from './dialog.js';
import { h } from './element.js';

const linesOfFields = ({ title, standfirst, body }) => [title?.[0], standfirst?.[0], ...linesOf(body?.[0] ?? '')].map((line) => line?.trim()).filter(Boolean);

const shown = (line) => h('p', { dir: 'auto' }, ...line.map(({ text, isOwn }) => (isOwn ? h('mark', {}, text) : text)));

/** What is the same in both stands for its place alone: its first and its last line. */
const shortened = (lines) => (lines.length > 3 ? [shown(lines[0]), h('p', { class: 'hint' }, '…'), shown(lines.at(-1))] : lines.map(shown));

function column(title, runs, side, language) {
    return h('section', { lang: language, dir: 'auto', 'aria-label': title, tabindex: '0' }, h('h3', {}, title),
        h('div', { class: 'version-text' }, ...runs.flatMap((run) => (run.isSame ? shortened(run[side]) : run[side].map(shown)))));
}

/**
 * Shows how two texts differ, and asks which it shall be.
 * @param {string} title @param {import('../saving/fields.js').Fields} mine @param {import('../saving/fields.js').Fields} theirs
 * @param {string} language of both @param {[string, string, boolean?][]} buttons
 * @returns {Promise<string | undefined>} the name of a button; undefined when the person went away
 */
export function compare(title, mine, theirs, language, buttons) {
    const runs = difference(linesOfFields(mine), linesOfFields(theirs));
    const hint = runs.every(({ isSame }) => isSame) ? t('Both have the same words: other fields, formatting, links or pictures differ.') : t('Marked is what the other text does not have.');
    return choose(title, [h('p', { class: 'hint' }, hint),
        h('div', { class: 'versions' }, column(t('This text'), runs, 'left', language), column(t('The other text'), runs, 'right', language))],
    [...buttons, [undefined, t('Close'), true]], { wide: true });
}
