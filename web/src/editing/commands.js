import { setBlockType, toggleMark, wrapIn, lift } from 'prosemirror-commands';
import { NodeSelection, Selection, TextSelection } from 'prosemirror-state';
import { wrapInList, liftListItem } from 'prosemirror-schema-list';
import { fromHtml } from '../document/read.js';
import { parseInert } from '../document/same.js';
import { schema } from '../document/schema.js';
import { keepAllowed } from '../paste/clean.js';

const { nodes, marks } = schema;
export const simpleMarks = ['strong', 'em', 'underline', 'strike', 'code', 'sub', 'sup'];

export const toggle = (name) => toggleMark(marks[name]);

/** Whether a mark holds where the person writes. */
export function hasMark(state, name) {
    const { from, to, empty, $from } = state.selection;
    return empty ? Boolean(marks[name].isInSet(state.storedMarks ?? $from.marks())) : state.doc.rangeHasMark(from, to, marks[name]);
}

/** The ancestors of the selection, innermost first: {node, pos, depth}. */
export function ancestors({ $from }) {
    return Array.from({ length: $from.depth }, (_, index) => $from.depth - index)
        .map((depth) => ({ node: $from.node(depth), pos: $from.before(depth), depth }));
}
export const isInside = (state, name) => ancestors(state.selection).some(({ node }) => node.type.name === name);

// What a block of text is to a reader: its element, or what its class says of a paragraph.
const styles = {
    paragraph: [nodes.paragraph],
    h2: [nodes.heading, { level: 2 }],
    h3: [nodes.heading, { level: 3 }],
    h4: [nodes.heading, { level: 4 }],
    lead: [nodes.paragraph, { extra: { class: 'lead' } }],
    question: [nodes.paragraph, { extra: { class: 'question' } }],
    answer: [nodes.paragraph, { extra: { class: 'answer' } }],
    code: [nodes.code_block, { code: {} }],
};

export const setStyle = (name) => setBlockType(...styles[name]);

export function styleAt(state) {
    const { parent } = state.selection.$from;
    if (parent.type === nodes.heading) return `h${parent.attrs.level}`;
    if (parent.type === nodes.code_block) return 'code';
    const classes = parent.attrs.extra?.class;
    return ['lead', 'question', 'answer'].includes(classes) ? classes : 'paragraph';
}

// In an item the text stands without a <p>.
function tighten(tr) {
    tr.doc.nodesBetween(Math.max(0, tr.selection.from - 1), tr.selection.to, (node, pos) => {
        if (node.type !== nodes.list_item) return true;
        const first = node.firstChild;
        if (first.type === nodes.paragraph && !Object.keys(first.attrs.extra).length) tr.setNodeMarkup(pos + 1, nodes.line);
        return true;
    });
    return tr;
}
export const tightly = (command) => (state, dispatch, view) => command(state, dispatch && ((tr) => dispatch(tighten(tr))), view);

/** Makes a list, turns one kind into the other, or takes the item out of the list. */
export const toggleList = (name) => (state, dispatch, view) => {
    const list = ancestors(state.selection).find(({ node }) => node.type === nodes.bullet_list || node.type === nodes.ordered_list);
    if (list?.node.type === nodes[name]) return liftListItem(nodes.list_item)(state, dispatch, view);
    if (!list) return tightly(wrapInList(nodes[name]))(state, dispatch, view);
    if (dispatch) dispatch(state.tr.setNodeMarkup(list.pos, nodes[name], { extra: {} }));
    return true;
};

// Whether what would be quoted is words: a picture or what stands below it, a box or a table is not.
function selectsWords({ $from, $to }) {
    const range = $from.blockRange($to);
    const isWords = ({ type, isTextblock }) => (isTextblock ? ![nodes.caption, nodes.credit].includes(type) : [nodes.bullet_list, nodes.ordered_list].includes(type));
    return range && range.parent.content.content.slice(range.startIndex, range.endIndex).every(isWords);
}

/** A quotation, or with a class a pull quote, of the words that are selected or an empty one behind; the same again takes it away. */
export const toggleQuote = (classes = '') => (state, dispatch, view) => {
    const quote = ancestors(state.selection).find(({ node }) => node.type === nodes.blockquote);
    const extra = classes ? { class: classes } : {};
    if (!quote && !selectsWords(state.selection)) return insert(() => nodes.blockquote.create({ extra }, nodes.paragraph.create()))(state, dispatch);
    if (!quote) return wrapIn(nodes.blockquote, { extra })(state, dispatch, view);
    if ((quote.node.attrs.extra.class ?? '') === classes) return lift(state, dispatch, view);
    const { class: _, ...rest } = quote.node.attrs.extra;
    if (dispatch) dispatch(state.tr.setNodeMarkup(quote.pos, null, { extra: classes ? { class: classes, ...rest } : rest }));
    return true;
};

/** Where a block goes that is inserted while this is selected: instead of an empty paragraph, else behind the block; never into a quotation, which says words alone. */
function placeForBlock(tr) {
    const { $from, $to } = tr.selection;
    const isQuoted = ancestors(tr.selection).some(({ node }) => node.type === nodes.blockquote);
    if (!isQuoted && $from.parent.type === nodes.paragraph && $from.parent.content.size === 0) return { from: $from.before(), to: $from.after() };
    for (let depth = $to.depth; depth > 0; --depth) {
        const parent = $to.node(depth - 1);
        const isOpen = parent.type.name === 'doc' && $to.node(depth).type !== nodes.footnotes;
        if (isOpen) return { from: $to.after(depth), to: $to.after(depth) };
    }
    const last = tr.doc.lastChild;
    const end = tr.doc.content.size - (last.type === nodes.footnotes ? last.nodeSize : 0);
    return tr.selection instanceof NodeSelection && $to.depth === 0 ? { from: $to.pos, to: $to.pos } : { from: end, to: end };
}

// Where one begins to write in a block: in its first line that is empty (a call-out has its sign before it), else at its beginning.
function firstEmptyLine(block) {
    let found = 0;
    block.descendants((node, pos) => {
        if (!found && node.isTextblock && !node.content.size) found = pos + 1;
        return !found;
    });
    return found;
}

/** Inserts a block and goes into it or, if it has no text, behind it, where a paragraph is made if there is none. */
export function insertBlock(tr, node) {
    const { from, to } = placeForBlock(tr);
    tr.replaceWith(from, to, node);
    const after = from + node.nodeSize;
    if (!tr.doc.resolve(after).nodeAfter || tr.doc.resolve(after).nodeAfter.type === nodes.footnotes) tr.insert(after, nodes.paragraph.create());
    const into = node.isAtom || node.isLeaf ? after : from + firstEmptyLine(node);
    return tr.setSelection(Selection.near(tr.doc.resolve(into + 1), 1)).scrollIntoView();
}

export const insert = (make) => (state, dispatch) => {
    if (dispatch) dispatch(insertBlock(state.tr, make()));
    return true;
};

export const divider = () => nodes.divider.create();

export function table(rows = 3, columns = 3) {
    const row = (type, section) => nodes.table_row.create({ section }, Array.from({ length: columns }, () => type.createAndFill()));
    return nodes.table.create(null, [row(nodes.table_header, 'thead'), ...Array.from({ length: rows - 1 }, () => row(nodes.table_cell, 'tbody'))]);
}

const box = (tag, classes, content) => nodes.container.create({ tag, extra: classes ? { class: classes } : {} }, content);
const lineOf = (text = '') => nodes.line.create(null, text ? schema.text(text) : null);

export const callout = () => box('div', 'kg-card kg-callout-card kg-callout-card-blue', [
    box('div', 'kg-callout-emoji', lineOf('💡')), box('div', 'kg-callout-text', lineOf())]);
export const foldOut = () => box('details', 'kg-card kg-toggle-card', [
    box('summary', '', lineOf()), box('div', 'kg-toggle-content', lineOf())]);

const captions = (name) => [nodes.caption.create(), ...(name === 'link_card' ? [] : [nodes.credit.create()])];

/** A picture as imports write it too. @param {{url: string, alt?: string, width?: number, height?: number, caption?: string, credit?: string}} media */
export function picture({ url, alt = '', width, height, caption, credit }) {
    const image = { src: url, alt, ...(width && height && { width: String(width), height: String(height) }), loading: 'lazy', class: 'kg-image' };
    const text = (said) => (said ? schema.text(said) : null);
    return nodes.picture.create({ image, extra: { class: 'kg-card kg-image-card' } },
        [nodes.caption.create(null, text(caption)), nodes.credit.create(null, text(credit))]);
}

/** Rows of three, where one would be left over rows of two: as Ghost lays galleries out. */
export function galleryRows(pictures) {
    const rows = [];
    pictures.forEach((item, index) => {
        let row = Math.floor(index / 3);
        if (pictures.length > 1 && pictures.length % 3 === 1 && index === pictures.length - 2) ++row;
        (rows[row] ??= []).push(item);
    });
    return rows;
}

export const gallery = (pictures) => nodes.gallery.create(
    { rows: galleryRows(pictures), extra: { class: 'kg-card kg-gallery-card kg-width-wide' } }, captions('gallery'));

export function linkCard({ href, title, description = '' }) {
    const publisher = /^(?:https?:)?\/\/(?:www\.)?([^/?#:]+)/i.exec(href)?.[1] ?? '';
    // Ghost calls the publisher "author", and themes rely on it.
    return nodes.link_card.create({ kind: 'bookmark', link: { href, class: 'kg-bookmark-container' }, title: title || href, description, author: publisher,
        extra: { class: 'kg-card kg-bookmark-card' } }, captions('link_card'));
}

/** A sound, a film or a file, by the HTML that imports write for them. */
export function mediaCard({ kind, url, name }) {
    const container = document.createElement('div');
    const make = (tag, attributes, ...content) => {
        const made = document.createElement(tag);
        for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
        made.append(...content);
        return made;
    };
    if (kind === 'file')
        container.append(make('div', { class: 'kg-card kg-file-card' }, make('a', { href: url, class: 'kg-file-card-container' },
            make('div', { class: 'kg-file-card-contents' }, make('div', { class: 'kg-file-card-title' }, name)))));
    else
        container.append(make('figure', { class: `kg-card kg-${kind}-card` },
            make(kind, { src: url, preload: 'metadata', controls: '' }), make('figcaption', {}, name)));
    return fromHtml(container.innerHTML).firstChild;
}

/** Replaces a block by what HTML says, as far as the sanitiser would keep it. */
export function replaceWithHtml(tr, from, to, html) {
    const body = parseInert(html);
    keepAllowed(body);
    const doc = fromHtml(body.innerHTML);
    const content = doc.content.content.filter((node) => node.type !== nodes.footnotes);
    return tr.replaceWith(from, to, content);
}

/** The whole link around the cursor, or the selection: {from, to, mark}. */
export function linkRange(state) {
    const { from, to, empty, $from } = state.selection;
    if (!empty) {
        let mark = null;
        state.doc.nodesBetween(from, to, (node) => { mark ??= marks.link.isInSet(node.marks) ?? null; });
        return { from, to, mark };
    }
    const mark = marks.link.isInSet($from.nodeBefore?.marks ?? []) ?? marks.link.isInSet($from.nodeAfter?.marks ?? []);
    if (!mark) return { from, to, mark: null };
    const start = $from.start();
    let range = { from, to };
    $from.parent.forEach((node, offset) => {
        const has = mark.isInSet(node.marks);
        const [begin, end] = [start + offset, start + offset + node.nodeSize];
        if (has && begin <= range.from && end >= range.from) range = { from: begin, to: end };
        else if (has && begin === range.to) range = { ...range, to: end };
    });
    return { ...range, mark };
}

/** Sets, changes or (without an address) removes a link; with no text selected the text is inserted. */
export function setLink(state, { from, to }, href, text) {
    const tr = state.tr;
    const chosen = text && text !== state.doc.textBetween(from, to);
    if (chosen) tr.replaceWith(from, to, schema.text(text, state.doc.resolve(from).marks()));
    const end = chosen ? from + text.length : to;
    tr.removeMark(from, end, marks.link);
    if (href) tr.addMark(from, end, marks.link.create({ href }));
    return tr.removeStoredMark(marks.link).setSelection(TextSelection.create(tr.doc, end)).scrollIntoView();
}

// Behind the outermost box, picture or table that the cursor is in.
export function leaveBox(state, dispatch) {
    const outermost = ancestors(state.selection).findLast(({ node }) => node.type.spec.isolating && node.type !== nodes.footnotes);
    if (!outermost || isInside(state, 'footnotes')) return false;
    if (dispatch) {
        const after = outermost.pos + outermost.node.nodeSize;
        const tr = state.tr;
        if (tr.doc.resolve(after).nodeAfter?.type !== nodes.paragraph) tr.insert(after, nodes.paragraph.create());
        dispatch(tr.setSelection(TextSelection.near(tr.doc.resolve(after + 1))).scrollIntoView());
    }
    return true;
}

/** Enter in an empty last line of a box leaves the box. */
export function leaveBoxByEnter(state, dispatch) {
    const { $from, empty } = state.selection;
    if (!empty || $from.parent.content.size || !isInside(state, 'container') || $from.node(-1)?.type !== nodes.container) return false;
    if ($from.node(-1).childCount < 2 || $from.index(-1) !== $from.node(-1).childCount - 1) return false;
    for (let depth = $from.depth - 1; depth > 0; --depth)
        if ($from.node(depth).type === nodes.container && $from.index(depth) !== $from.node(depth).childCount - 1) return false;
    const box_ = ancestors(state.selection).findLast(({ node }) => node.type === nodes.container);
    if (dispatch) {
        const tr = state.tr.delete($from.before(), $from.after());
        const after = tr.mapping.map(box_.pos + box_.node.nodeSize);
        tr.insert(after, nodes.paragraph.create());
        dispatch(tr.setSelection(TextSelection.create(tr.doc, after + 1)).scrollIntoView());
    }
    return true;
}

/** Enter in a caption goes on to the credit, and behind the picture. */
export function enterInCaption(state, dispatch) {
    const { $from } = state.selection;
    if (![nodes.caption, nodes.credit].includes($from.parent.type)) return false;
    const isLast = $from.index(-1) === $from.node(-1).childCount - 1;
    if (isLast) return leaveBox(state, dispatch);
    if (dispatch) dispatch(state.tr.setSelection(TextSelection.create(state.doc, $from.after() + 1)).scrollIntoView());
    return true;
}

/** Backspace in a box, a picture's caption or a note that says nothing takes the whole. */
export function deleteEmptyBox(state, dispatch) {
    const { $from, empty } = state.selection;
    if (!empty || $from.parent.content.size) return false;
    const found = ancestors(state.selection).find(({ node }) => [nodes.container, nodes.footnote].includes(node.type));
    if (!found || found.node.textContent || found.node.firstChild.isAtom) return false;
    const outer = ancestors(state.selection).findLast(({ node }) => node.type === nodes.container);
    const all = outer && !outer.node.textContent.replace('💡', '') ? outer : found;
    if (all.node.childCount > 1 && all === found) return false;
    if (dispatch) dispatch(state.tr.delete(all.pos, all.pos + all.node.nodeSize).scrollIntoView());
    return true;
}

/** Moves the top-level block up (-1) or down (1). */
export const moveBlock = (way) => (state, dispatch) => {
    const { $from, $to } = state.selection;
    const index = $from.index(0);
    if (state.selection instanceof NodeSelection ? $from.depth : $from.index(0) !== $to.index(0)) return false;
    const other = state.doc.maybeChild(index + way);
    const node = state.doc.maybeChild(index);
    if (!node || !other || other.type === nodes.footnotes || node.type === nodes.footnotes) return false;
    if (!dispatch) return true;
    const pos = $from.depth ? $from.before(1) : $from.pos;
    const target = way < 0 ? pos - other.nodeSize : pos + other.nodeSize;
    const { anchor, head } = state.selection;
    const tr = state.tr.delete(pos, pos + node.nodeSize).insert(target, node);
    const selection = state.selection instanceof NodeSelection ? NodeSelection.create(tr.doc, target)
        : TextSelection.create(tr.doc, anchor - pos + target, head - pos + target);
    dispatch(tr.setSelection(selection).scrollIntoView());
    return true;
};
