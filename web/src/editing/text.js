import { dropCursor } from 'prosemirror-dropcursor';
import { gapCursor } from 'prosemirror-gapcursor';
import { history } from 'prosemirror-history';
import { keymap } from 'prosemirror-keymap';
import { EditorState, NodeSelection, Plugin } from 'prosemirror-state';
import { tableEditing } from 'prosemirror-tables';
import { Decoration, DecorationSet, EditorView } from 'prosemirror-view';
import { fromHtml } from '../document/read.js';
import { saysTheSame } from '../document/same.js';
import { toHtml } from '../document/write.js';
import { pastePlugin } from '../paste/paste.js';
import { nodeViews } from '../views/views.js';
import { t } from '../words.js';
import { find } from './find.js';
import { footnotesPlugin, goToNote } from './footnotes.js';
import { keys } from './keys.js';
import { normalise } from './normalise.js';
import { markdownRules } from './rules.js';
import { uploads } from './uploads.js';

const hints = () => ({ caption: t('Caption'), credit: t('Credit: who made it'), footnote: t('Note') });

/** Says in empty captions, credits and in an empty article what belongs there. */
const placeholders = () => new Plugin({
    props: {
        decorations({ doc }) {
            const shown = [];
            const texts = hints();
            const hint = (node, pos, text) => shown.push(Decoration.node(pos, pos + node.nodeSize, { class: 'empty', 'data-hint': text }));
            doc.descendants((node, pos) => {
                if (node.isTextblock && node.content.size === 0 && texts[node.type.name]) hint(node, pos, texts[node.type.name]);
                return !node.isTextblock;
            });
            if (doc.childCount === 1 && doc.firstChild.type.name === 'paragraph' && !doc.firstChild.content.size) hint(doc.firstChild, 0, t('Write here'));
            return DecorationSet.create(doc, shown);
        },
    },
});

/** Enter on a selected block opens its dialog. */
const openSelected = (edits) => (state, _, view) => {
    const { selection } = state;
    const edit = selection instanceof NodeSelection && edits[selection.node.type.name];
    if (!edit) return false;
    edit(view, selection.from);
    return true;
};

/**
 * The text itself, without what stands around it.
 * @param {Object} needs
 * @param {HTMLElement} needs.place
 * @param {string} needs.html
 * @param {Record<string, string>} needs.attributes of the element one writes in
 * @param {Record<string, import('prosemirror-state').Command>} needs.shortcuts
 * @param {Record<string, (view: EditorView, pos: number) => void>} needs.edits dialogs of blocks
 * @param {{top: number, bottom: number}} needs.bars what hides the text's first and last lines in the window, in pixels, at each moment
 * @param {Parameters<typeof pastePlugin>[0]} needs.pasted
 * @param {(view: EditorView, hasChanged: boolean) => void} needs.changed
 */
export function openText({ place, html, attributes, shortcuts, edits, bars, pasted, changed }) {
    let isEditable = true;
    const view = new EditorView(place, {
        state: EditorState.create({
            doc: fromHtml(html),
            plugins: [
                markdownRules(),
                keymap({ Enter: openSelected(edits) }), ...keys(shortcuts),
                pastePlugin(pasted), footnotesPlugin(), normalise(), find(), uploads(), placeholders(),
                dropCursor({ class: 'drop-cursor', color: false }), gapCursor(), tableEditing(), history(),
            ],
        }),
        attributes,
        scrollThreshold: bars,
        scrollMargin: bars,
        nodeViews: nodeViews({ ...edits, footnote_reference: goToNote }),
        editable: () => isEditable,
        dispatchTransaction(tr) {
            const before = view.state.doc;
            view.updateState(view.state.apply(tr));
            changed(view, view.state.doc !== before);
        },
    });
    return {
        view,
        html: () => toHtml(view.state.doc),
        /** Lets type or not. */
        allow(allowed) {
            isEditable = allowed;
            view.setProps({});
        },
        /** Takes another text, as one step that can be undone; what is the same in both stays as it is. */
        replace(other, { isUndoable = true } = {}) {
            if (saysTheSame(toHtml(view.state.doc), other)) return;
            const doc = fromHtml(other);
            const from = doc.content.findDiffStart(view.state.doc.content);
            if (from === null) return;
            let { a: end, b: endHere } = doc.content.findDiffEnd(view.state.doc.content);
            const overlap = from - Math.min(end, endHere);
            if (overlap > 0) [end, endHere] = [end + overlap, endHere + overlap];
            const tr = view.state.tr.replace(from, endHere, doc.slice(from, end));
            view.dispatch(tr.setMeta('addToHistory', isUndoable));
        },
    };
}
