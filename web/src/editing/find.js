import { Plugin, PluginKey, TextSelection } from 'prosemirror-state';
import { Decoration, DecorationSet } from 'prosemirror-view';

// Find and replace: the places where a text stands, all of them marked, one of them the present one.

const key = new PluginKey('find');
const nothing = { query: '', matchCase: false, matches: [], current: -1 };

// Letter by letter, so that the folded text is as long as the text.
const fold = (text) => [...text].map((letter) => {
    const small = letter.toLowerCase();
    return small.length === letter.length ? small : letter;
}).join('');

/** @returns {{from: number, to: number}[]} */
export function findAll(doc, query, matchCase) {
    const found = [];
    if (!query) return found;
    const wanted = matchCase ? query : fold(query);
    doc.descendants((node, pos) => {
        if (!node.isTextblock) return true;
        const text = node.textBetween(0, node.content.size, '\n', '\ufffc');
        const searched = matchCase ? text : fold(text);
        for (let at = searched.indexOf(wanted); at >= 0; at = searched.indexOf(wanted, at + wanted.length))
            found.push({ from: pos + 1 + at, to: pos + 1 + at + wanted.length });
        return false;
    });
    return found;
}

function search({ query, matchCase }, doc, near) {
    const matches = findAll(doc, query, matchCase);
    const next = matches.findIndex(({ from }) => from >= near);
    return { query, matchCase, matches, current: matches.length ? Math.max(0, next) : -1 };
}

export const find = () => new Plugin({
    key,
    state: {
        init: () => nothing,
        apply(tr, value, _, state) {
            const meta = tr.getMeta(key);
            if (meta?.query !== undefined) return search(meta, state.doc, state.selection.from);
            const present = value.matches[value.current]?.from ?? 0;
            const searched = tr.docChanged && value.query ? search(value, state.doc, tr.mapping.map(present)) : value;
            return meta?.current !== undefined ? { ...searched, current: meta.current } : searched;
        },
    },
    props: {
        decorations(state) {
            const { matches, current } = key.getState(state);
            return DecorationSet.create(state.doc, matches.map(({ from, to }, index) =>
                Decoration.inline(from, to, { class: index === current ? 'found found-now' : 'found' })));
        },
    },
});

export const findState = (state) => key.getState(state);
export const setQuery = (view, query, matchCase) => view.dispatch(view.state.tr.setMeta(key, { query, matchCase }));

/** Goes to the next place, or with -1 the one before. */
export function step(view, way) {
    const { matches, current } = findState(view.state);
    if (!matches.length) return;
    const next = (current + way + matches.length) % matches.length;
    const { from, to } = matches[next];
    view.dispatch(view.state.tr.setMeta(key, { current: next }).setSelection(TextSelection.create(view.state.doc, from, to)).scrollIntoView());
}

function replaceIn(tr, state, { from, to }, text) {
    const marks = state.doc.resolve(from).marksAcross(state.doc.resolve(to)) ?? [];
    text ? tr.replaceWith(from, to, state.schema.text(text, marks)) : tr.delete(from, to);
}

export function replaceOne(view, text) {
    const { matches, current } = findState(view.state);
    if (current < 0) return;
    const tr = view.state.tr;
    replaceIn(tr, view.state, matches[current], text);
    view.dispatch(tr);
    const after = findState(view.state);
    const place = tr.mapping.map(matches[current].to);
    const next = after.matches.findIndex(({ from }) => from >= place);
    view.dispatch(view.state.tr.setMeta(key, { current: next < 0 && after.matches.length ? 0 : next }));
}

/** @returns {number} how many were replaced, in one step that can be undone */
export function replaceAll(view, text) {
    const { matches } = findState(view.state);
    const tr = view.state.tr;
    for (const match of [...matches].reverse()) replaceIn(tr, view.state, match, text);
    if (matches.length) view.dispatch(tr);
    return matches.length;
}
