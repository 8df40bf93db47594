import { baseKeymap, chainCommands, exitCode, selectParentNode } from 'prosemirror-commands';
import { redo, undo } from 'prosemirror-history';
import { undoInputRule } from 'prosemirror-inputrules';
import { keymap } from 'prosemirror-keymap';
import { Selection } from 'prosemirror-state';
import { liftListItem, sinkListItem, splitListItem } from 'prosemirror-schema-list';
import { goToNextCell } from 'prosemirror-tables';
import { schema } from '../document/schema.js';
import { deleteEmptyBox, enterInCaption, leaveBox, leaveBoxByEnter, moveBlock, setStyle, toggle, toggleList, toggleQuote } from './commands.js';
import { leaveNote } from './footnotes.js';

const { list_item: item, hard_break: hardBreak } = schema.nodes;

function breakLine(state, dispatch) {
    if (!state.selection.$from.parent.inlineContent || state.selection.$from.parent.type.spec.marks === '') return false;
    if (dispatch) dispatch(state.tr.replaceSelectionWith(hardBreak.create()).scrollIntoView());
    return true;
}

// A browser stays where it is when the text begins or ends with a picture.
const goTo = (place) => (state, dispatch) => {
    if (dispatch) dispatch(state.tr.setSelection(place(state.doc)).scrollIntoView());
    return true;
};

/** @param {Record<string, import('prosemirror-state').Command>} own what the page's parts do: dialogs, the toolbar, saving */
export const keys = (own) => [
    keymap({
        ...own,
        'Mod-z': undo,
        'Mod-y': redo,
        'Shift-Mod-z': redo,
        'Mod-b': toggle('strong'),
        'Mod-i': toggle('em'),
        'Mod-u': toggle('underline'),
        'Mod-Shift-x': toggle('strike'),
        'Mod-e': toggle('code'),
        'Mod-.': toggle('sup'),
        'Mod-,': toggle('sub'),
        'Mod-Alt-0': setStyle('paragraph'),
        'Mod-Alt-2': setStyle('h2'),
        'Mod-Alt-3': setStyle('h3'),
        'Mod-Alt-4': setStyle('h4'),
        'Mod-Shift-7': toggleList('ordered_list'),
        'Mod-Shift-8': toggleList('bullet_list'),
        'Mod-Shift-9': toggleQuote(),
        'Alt-ArrowUp': moveBlock(-1),
        'Alt-ArrowDown': moveBlock(1),
        'Ctrl-Home': goTo((doc) => Selection.atStart(doc)),
        'Ctrl-End': goTo((doc) => Selection.atEnd(doc)),
        Escape: selectParentNode,
        Enter: chainCommands(enterInCaption, leaveBoxByEnter, splitListItem(item)),
        'Mod-Enter': chainCommands(exitCode, leaveNote, leaveBox, breakLine),
        'Shift-Enter': chainCommands(exitCode, breakLine),
        Tab: chainCommands(sinkListItem(item), goToNextCell(1)),
        'Shift-Tab': chainCommands(liftListItem(item), goToNextCell(-1)),
        Backspace: chainCommands(undoInputRule, deleteEmptyBox),
    }),
    keymap(baseKeymap),
];
