import { t } from '../words.js';
import { choose } from './dialog.js';
import { h } from './element.js';

const isMac = /Mac|iPhone|iPad/.test(navigator.platform ?? '');
/** A shortcut as the person's keyboard names it. */
export const keyName = (keys) => keys.replace('Mod', isMac ? '⌘' : 'Ctrl').replace('Alt', isMac ? '⌥' : 'Alt').replace(/-(?=.)/g, isMac ? '' : '+')
    .replace('ArrowUp', '↑').replace('ArrowDown', '↓');

const shortcuts = () => [
    [t('Bold'), 'Mod-B'], [t('Italic'), 'Mod-I'], [t('Underline'), 'Mod-U'], [t('Struck through'), 'Mod-Shift-X'], [t('Code'), 'Mod-E'],
    [t('Superscript'), 'Mod-.'], [t('Subscript'), 'Mod-,'], [t('Link'), 'Mod-K'],
    [t('Paragraph'), 'Mod-Alt-0'], [t('Heading'), 'Mod-Alt-2'], [t('Smaller heading'), 'Mod-Alt-3'], [t('Smallest heading'), 'Mod-Alt-4'],
    [t('Numbered list'), 'Mod-Shift-7'], [t('List with bullets'), 'Mod-Shift-8'], [t('Quotation'), 'Mod-Shift-9'],
    [t('Deeper in a list, next cell of a table'), 'Tab'], [t('Footnote; from a footnote back into the text'), 'Mod-Alt-F, Mod-Enter'],
    [t('Out of a box, a picture or a table'), 'Mod-Enter'], [t('Move the block up or down'), 'Alt-ArrowUp, Alt-ArrowDown'],
    [t('Select what is around'), 'Esc'], [t('Change what is selected: a picture, a card'), 'Enter'],
    [t('Find and replace'), 'Mod-F'], [t('Undo'), 'Mod-Z'], [t('Redo'), 'Mod-Y'], [t('Save now'), 'Mod-S'],
    [t('To the toolbar, and back'), 'Alt-F10, Esc'], [t('This help'), 'Mod-/'],
];
const markdown = () => [
    ['## ', t('Heading')], ['### ', t('Smaller heading')], ['> ', t('Quotation')], ['- ', t('List with bullets')], ['1. ', t('Numbered list')],
    ['---', t('Divider')], ['``` ', t('Block of code')], [`**${t('words')}**`, t('Bold')], [`*${t('words')}*`, t('Italic')],
    [`\`${t('words')}\``, t('Code')], [`~~${t('words')}~~`, t('Struck through')],
];

const table = (caption, rows) => h('table', {}, h('caption', {}, caption), h('tbody', {}, ...rows));

export function showHelp() {
    return choose(t('Keys'), [h('div', { class: 'help', tabindex: '0', role: 'group', 'aria-label': t('Keys') },
        table(t('Keys'), shortcuts().map(([what, keys]) => h('tr', {}, h('th', { scope: 'row' }, what),
            h('td', {}, ...keys.split(', ').flatMap((key, index) => [index ? ', ' : '', h('kbd', {}, keyName(key))]))))),
        table(t('Signs at the beginning of a line or around words'), markdown().map(([signs, what]) =>
            h('tr', {}, h('th', { scope: 'row' }, h('kbd', {}, signs)), h('td', {}, what)))))],
    [['', t('Close')]], { wide: true });
}
