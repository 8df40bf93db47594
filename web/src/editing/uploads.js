import { Plugin, PluginKey } from 'prosemirror-state';
import { Decoration, DecorationSet } from 'prosemirror-view';
import { h } from '../ui/element.js';
import { t } from '../words.js';
import { mediaCard, picture } from './commands.js';

// Files on their way to the server: a placeholder stands where each will be, and moves with the text around it.

const key = new PluginKey('uploads');

const placeholder = (name) => () => h('div', { class: 'uploading', contenteditable: 'false' }, t('{name} is being uploaded…', { name }));

export const uploads = () => new Plugin({
    key,
    state: {
        init: () => DecorationSet.empty,
        apply(tr, set) {
            const moved = set.map(tr.mapping, tr.doc);
            const { add, remove } = tr.getMeta(key) ?? {};
            if (add) return moved.add(tr.doc, [Decoration.widget(add.pos, placeholder(add.name), { id: add.id })]);
            return remove ? moved.remove(moved.find(undefined, undefined, ({ id }) => id === remove)) : moved;
        },
    },
    props: { decorations: (state) => key.getState(state) },
});

export const areUploading = (state) => key.getState(state).find().length > 0;

const placeOf = (state, id) => key.getState(state).find(undefined, undefined, (spec) => spec.id === id)[0]?.from ?? null;

function blockFor(media, name) {
    return media.kind === undefined || media.kind === 'picture' ? picture(media) : mediaCard({ ...media, name });
}

/** Inserts a block as near to `pos` as one may stand. @returns {number | null} where it is */
export function insertNear(view, pos, block) {
    const { state } = view;
    const $pos = state.doc.resolve(Math.min(pos, state.doc.content.size));
    const isEmptyHere = $pos.depth === 1 && $pos.parent.type.name === 'paragraph' && $pos.parent.content.size === 0;
    const tr = state.tr;
    if (isEmptyHere) tr.replaceWith($pos.before(1), $pos.after(1), block);
    else {
        const last = state.doc.lastChild;
        const end = state.doc.content.size - (last.type.name === 'footnotes' ? last.nodeSize : 0);
        tr.insert($pos.depth ? Math.min($pos.after(1), end) : Math.min($pos.pos, end), block);
    }
    view.dispatch(tr);
    let found = null;
    view.state.doc.forEach((node, offset) => { if (node === block) found = offset; });
    return found;
}

/**
 * Uploads files and puts what they became where they were dropped.
 * @param {import('prosemirror-view').EditorView} view
 * @param {File[]} files
 * @param {number} pos
 * @param {(file: File) => Promise<Object>} upload fails with words for the person
 * @param {(message: string) => void} failed
 * @returns {Promise<number[]>} where the pictures are
 */
export async function uploadInto(view, files, pos, upload, failed) {
    const placed = [];
    await Promise.all(files.map(async (file) => {
        const id = {};
        view.dispatch(view.state.tr.setMeta(key, { add: { id, pos, name: file.name } }));
        try {
            const media = await upload(file);
            const place = placeOf(view.state, id) ?? pos;
            view.dispatch(view.state.tr.setMeta(key, { remove: id }));
            const at = insertNear(view, place, blockFor(media, file.name));
            if (at !== null) placed.push(at);
        } catch (error) {
            view.dispatch(view.state.tr.setMeta(key, { remove: id }));
            failed(t('{name}: {error}', { name: file.name, error: error.message }));
        }
    }));
    return placed;
}

