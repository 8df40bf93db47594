import { redo, undo } from 'prosemirror-history';
import { addColumnAfter, addColumnBefore, addRowAfter, addRowBefore, deleteColumn, deleteRow, deleteTable, mergeCells, splitCell, toggleHeaderColumn,
    toggleHeaderRow } from 'prosemirror-tables';
import { NodeSelection } from 'prosemirror-state';
import { callout, divider, foldOut, hasMark, insert, isInside, setStyle, styleAt, table, toggle, toggleList, toggleQuote } from '../editing/commands.js';
import { insertFootnote } from '../editing/footnotes.js';
import { t } from '../words.js';
import { keyName } from './help.js';

const styleNames = () => ({ paragraph: t('Paragraph'), h2: t('Heading'), h3: t('Smaller heading'), h4: t('Smallest heading'), lead: t('Opening paragraph'),
    question: t('Question'), answer: t('Answer'), code: t('Block of code') });

/**
 * What the toolbar offers.
 * @param {() => import('prosemirror-view').EditorView} view
 * @param {Record<string, () => void>} act dialogs and panels
 */
export function tools(view, act) {
    const run = (command) => () => {
        command(view().state, view().dispatch, view());
        view().focus();
    };
    const isPossible = (command) => () => command(view().state, undefined, view());
    const mark = (name, label, icon, keys) => ({ label, icon, keys: keyName(keys), run: run(toggle(name)), isOn: () => hasMark(view().state, name),
        isPossible: isPossible(toggle(name)) });
    const block = (label, make) => ({ label, run: run(insert(make)) });
    const inTable = () => isInside(view().state, 'table');
    const tableTool = (label, command) => ({ label, run: run(command), isPossible: isPossible(command) });
    const styles = Object.entries(styleNames()).map(([name, label]) => ({ label, run: run(setStyle(name)), isOn: () => styleAt(view().state) === name }));

    return [
        [{ label: t('Kind of text'), text: () => styleNames()[styleAt(view().state)], items: styles }],
        [
            mark('strong', t('Bold'), 'bold', 'Mod-B'), mark('em', t('Italic'), 'italic', 'Mod-I'), mark('strike', t('Struck through'), 'strike', 'Mod-Shift-X'),
            mark('code', t('Code'), 'code', 'Mod-E'), mark('sup', t('Superscript'), 'sup', 'Mod-.'), mark('sub', t('Subscript'), 'sub', 'Mod-,'),
            { label: t('Link'), icon: 'link', keys: keyName('Mod-K'), run: act.link, isOn: () => hasMark(view().state, 'link') },
        ],
        [
            { label: t('List with bullets'), icon: 'bullets', keys: keyName('Mod-Shift-8'), run: run(toggleList('bullet_list')), isOn: () => isInside(view().state, 'bullet_list') },
            { label: t('Numbered list'), icon: 'numbers', keys: keyName('Mod-Shift-7'), run: run(toggleList('ordered_list')), isOn: () => isInside(view().state, 'ordered_list') },
            { label: t('Quotation'), icon: 'quote', keys: keyName('Mod-Shift-9'), run: run(toggleQuote()), isOn: () => isInside(view().state, 'blockquote') },
        ],
        [
            { label: t('Picture or file'), icon: 'picture', run: act.upload },
            { label: t('Footnote'), icon: 'footnote', keys: keyName('Mod-Alt-F'), run: act.footnote, isPossible: isPossible(insertFootnote) },
            { label: t('Insert'), icon: 'plus', text: () => t('Insert'), items: [
                { label: t('Picture from the library'), run: act.library },
                { label: t('Gallery'), run: act.gallery },
                block(t('Table'), () => table()),
                { label: t('Pull quote'), run: run(toggleQuote('pull-quote')) },
                { label: t('Card with a link'), run: act.card },
                block(t('Divider'), divider),
                block(t('Call-out'), callout),
                block(t('Fold-out'), foldOut),
                { label: 'HTML', run: act.html },
            ] },
            { label: t('Table'), icon: 'table', text: () => t('Table'), isShown: inTable, items: [
                tableTool(t('Row above'), addRowBefore), tableTool(t('Row below'), addRowAfter),
                tableTool(t('Column before'), addColumnBefore), tableTool(t('Column behind'), addColumnAfter),
                tableTool(t('Headings in the first row'), toggleHeaderRow), tableTool(t('Headings in the first column'), toggleHeaderColumn),
                tableTool(t('Join the cells'), mergeCells), tableTool(t('Part the cell'), splitCell),
                tableTool(t('Remove the row'), deleteRow), tableTool(t('Remove the column'), deleteColumn), tableTool(t('Remove the table'), deleteTable),
            ] },
            { label: t('Change what is selected'), icon: 'plus', text: () => t('Change'), isShown: () => Boolean(act.canChange(view().state)),
                items: [{ label: t('Change…'), run: act.change }, { label: t('Change as HTML'), run: act.changeHtml, isShown: () => view().state.selection instanceof NodeSelection }] },
        ],
        [
            { label: t('Undo'), icon: 'undo', keys: keyName('Mod-Z'), run: run(undo), isPossible: isPossible(undo) },
            { label: t('Redo'), icon: 'redo', keys: keyName('Mod-Y'), run: run(redo), isPossible: isPossible(redo) },
            { label: t('Find and replace'), icon: 'find', keys: keyName('Mod-F'), run: act.find },
            { label: t('Keys'), icon: 'help', keys: keyName('Mod-/'), run: act.help },
        ],
    ];
}
