import { Plugin, PluginKey, TextSelection } from 'prosemirror-state';
import { Decoration, DecorationSet } from 'prosemirror-view';
import { schema } from '../document/schema.js';
import { footnoteNumbers } from '../document/write.js';

// Keeps references and notes together: each reference has a note, notes stand in the order of their first reference, a note goes with its last
// reference and comes back with it.

const key = new PluginKey('footnotes');
const { footnotes, footnote, footnote_reference: reference, line } = schema.nodes;
const randomId = () => Math.random().toString(36).slice(2, 9);

function notesOf(doc) {
    const notes = new Map();
    if (doc.lastChild.type === footnotes) doc.lastChild.forEach((note) => notes.set(note.attrs.id, note));
    return notes;
}

function deleteReferences(tr, ids) {
    const places = [];
    tr.doc.descendants((node, pos) => {
        if (node.type === reference && ids.has(node.attrs.id)) places.push(pos);
    });
    for (const pos of places.reverse()) tr.delete(pos, pos + 1);
}

function reconcile(old, state) {
    const wanted = [...footnoteNumbers(state.doc).keys()];
    const notes = notesOf(state.doc);
    if (wanted.join() === [...notes.keys()].join()) return null;
    const tr = state.tr;
    const before = notesOf(old.doc);
    const referredBefore = footnoteNumbers(old.doc);
    const deleted = new Set(wanted.filter((id) => !notes.has(id) && before.has(id) && referredBefore.has(id)));
    if (deleted.size) deleteReferences(tr, deleted);
    const { memory } = key.getState(state);
    const kept = wanted.filter((id) => !deleted.has(id))
        .map((id) => notes.get(id) ?? memory.get(id) ?? footnote.create({ id }, line.create()));
    const last = tr.doc.lastChild;
    const from = tr.doc.content.size - (last.type === footnotes ? last.nodeSize : 0);
    if (!kept.length) return from < tr.doc.content.size ? tr.delete(from, tr.doc.content.size) : tr;
    return tr.replaceWith(from, tr.doc.content.size, footnotes.create(null, kept));
}

function numbersShown(doc) {
    const numbers = footnoteNumbers(doc);
    const shown = [];
    doc.descendants((node, pos) => {
        if (node.type === reference) shown.push(Decoration.node(pos, pos + 1, { 'data-number': String(numbers.get(node.attrs.id) ?? '?') }));
    });
    return DecorationSet.create(doc, shown);
}

export const footnotesPlugin = () => new Plugin({
    key,
    state: {
        init: (_, { doc }) => ({ memory: new Map(), shown: numbersShown(doc) }),
        apply(tr, value, old, state) {
            for (const [id, note] of tr.getMeta(key) ?? []) value.memory.set(id, note);
            if (!tr.docChanged) return value;
            if (old.doc.lastChild !== state.doc.lastChild) {
                const now = notesOf(state.doc);
                for (const [id, note] of notesOf(old.doc)) if (!now.has(id)) value.memory.set(id, note);
            }
            return { memory: value.memory, shown: numbersShown(state.doc) };
        },
    },
    appendTransaction: (transactions, old, state) => (transactions.some((tr) => tr.docChanged) ? reconcile(old, state) : null),
    props: { decorations: (state) => key.getState(state).shown },
});

/** Makes notes known before references to them are pasted. @param {Map<string, import('prosemirror-model').Node>} notes */
export const rememberNotes = (tr, notes) => tr.setMeta(key, notes);

/** The notes that a piece of the document refers to. */
export function notesFor(doc, fragment) {
    const notes = notesOf(doc);
    const found = [];
    fragment.descendants((node) => {
        const note = node.type === reference && notes.get(node.attrs.id);
        if (note && !found.includes(note)) found.push(note);
    });
    return found;
}

function findNode(doc, wanted) {
    let found = null;
    doc.descendants((node, pos) => {
        if (found === null && wanted(node)) found = pos;
        return found === null;
    });
    return found;
}

/** Inserts a reference and goes to its note. */
export function insertFootnote(state, dispatch) {
    const { $from, $to } = state.selection;
    const inNote = Array.from({ length: $from.depth }, (_, depth) => $from.node(depth + 1)).some((node) => node.type === footnotes);
    if (inNote || !$from.parent.inlineContent || $from.parent.type.spec.marks === '') return false;
    if (!dispatch) return true;
    const id = randomId();
    dispatch(state.tr.insert($to.pos, reference.create({ id })).scrollIntoView());
    return id;
}

export const goToNote = (view, id) => {
    const pos = findNode(view.state.doc, (node) => node.type === footnote && node.attrs.id === id);
    if (pos === null) return;
    const end = pos + view.state.doc.nodeAt(pos).nodeSize - 1;
    view.dispatch(view.state.tr.setSelection(TextSelection.near(view.state.doc.resolve(end), -1)).scrollIntoView());
    view.focus();
};

/** From a note back to behind its reference. */
export function leaveNote(state, dispatch) {
    const { $from } = state.selection;
    for (let depth = $from.depth; depth > 0; --depth) {
        if ($from.node(depth).type !== footnote) continue;
        const { id } = $from.node(depth).attrs;
        const pos = findNode(state.doc, (node) => node.type === reference && node.attrs.id === id);
        if (pos !== null && dispatch) dispatch(state.tr.setSelection(TextSelection.create(state.doc, pos + 1)).scrollIntoView());
        return pos !== null;
    }
    return false;
}
