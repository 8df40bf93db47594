import { NodeSelection } from 'prosemirror-state';
import { parseInert } from '../document/same.js';
import { h } from '../ui/element.js';
import { t } from '../words.js';

// How blocks look that are more than text. Each has its captions as text, and a button (or Enter, when it is selected) for the rest.

/**
 * @callback Edit opens the dialog of the node at a place
 * @param {import('prosemirror-view').EditorView} view
 * @param {number} pos
 */

class BlockView {
    /** @param {Edit | null} edit */
    constructor(node, view, getPos, edit) {
        this.node = node;
        this.view = view;
        this.getPos = getPos;
        this.edit = edit;
        this.shown = h('div', { class: 'shown', contenteditable: 'false' });
        this.dom = h(this.tag ?? 'figure', { class: `block ${this.name} ${node.attrs.extra?.class ?? ''}`.trim() }, this.shown);
        if (!node.isLeaf) this.dom.append(this.contentDOM = h('div', { class: 'captions' }));
        this.shown.addEventListener('mousedown', (event) => this.#press(event));
        this.show();
    }

    #press(event) {
        if (event.target.closest('button')) return;
        this.view.dispatch(this.view.state.tr.setSelection(NodeSelection.create(this.view.state.doc, this.getPos())));
        this.view.focus();
    }

    button(text, classes = '') {
        return this.edit && h('button', { type: 'button', class: `edit ${classes}`, onclick: () => this.edit(this.view, this.getPos()) }, text);
    }

    update(node) {
        if (node.type !== this.node.type) return false;
        const isOther = node.attrs !== this.node.attrs;
        this.node = node;
        if (isOther) {
            this.shown.replaceChildren();
            this.dom.className = `block ${this.name} ${node.attrs.extra?.class ?? ''}`.trim();
            this.show();
        }
        return true;
    }

    selectNode() { this.dom.classList.add('selected'); }
    deselectNode() { this.dom.classList.remove('selected'); }
    stopEvent(event) { return Boolean(event.target.closest?.('button, audio, video, summary')); }
    ignoreMutation(mutation) { return mutation.type !== 'selection' && !this.contentDOM?.contains(mutation.target); }
}

const imageOf = ({ src, alt, width, height }) => h('img', { src, alt: alt ?? '', width: width || null, height: height || null, draggable: 'false' });
const hasAlt = ({ alt }) => Boolean(alt?.trim());

export class PictureView extends BlockView {
    get name() { return 'picture'; }
    show() {
        const { image } = this.node.attrs;
        this.shown.append(imageOf(image), this.button(hasAlt(image) ? t('Description: {alt}', { alt: image.alt }) : t('Describe the picture'), hasAlt(image) ? 'alt' : 'alt missing'));
    }
}

export class GalleryView extends BlockView {
    get name() { return 'gallery'; }
    show() {
        const { rows } = this.node.attrs;
        const missing = rows.flat().filter(({ image }) => !hasAlt(image)).length;
        this.shown.append(...rows.map((row) => h('div', { class: 'row' }, ...row.map(({ image }) => imageOf(image)))),
            this.button(missing ? t('Change the gallery: {count} not described', { count: missing }) : t('Change the gallery'), missing ? 'alt missing' : 'alt'));
    }
}

export class LinkCardView extends BlockView {
    get name() { return 'link-card'; }
    show() {
        const { title, description, author, publisher, link } = this.node.attrs;
        this.shown.append(h('p', { class: 'title', dir: 'auto' }, title || link.href), description && h('p', { dir: 'auto' }, description),
            h('p', { class: 'hint' }, [author, publisher].filter(Boolean).join(' · ') || link.href), this.button(t('Change the link')));
    }
}

const withoutIds = (html) => {
    const body = parseInert(html);
    body.querySelectorAll('[id]').forEach((element) => element.removeAttribute('id'));
    return document.importNode(body, true).childNodes;
};

export class OpaqueBlockView extends BlockView {
    get name() { return 'opaque'; }
    get tag() { return 'div'; }
    show() {
        const preview = h('div', { class: 'preview', inert: true }, ...withoutIds(this.node.attrs.html));
        this.shown.append(preview, this.button('HTML') || h('p', { class: 'hint' }, t('Kept as it is')));
    }
}

export class OpaqueInlineView {
    constructor(node) {
        this.dom = h('span', { class: 'opaque', contenteditable: 'false', title: t('Kept as it is') }, ...withoutIds(node.attrs.html));
        if (!this.dom.textContent && !this.dom.querySelector('img, audio, video')) this.dom.append('⚓');
    }
    ignoreMutation() { return true; }
}

/** The table's caption and columns stand outside its rows. */
export class TableView {
    constructor(node) {
        this.node = node;
        this.contentDOM = h('tbody');
        const [read] = withoutIds(`<table>${node.attrs.before}</table>`);
        read.querySelectorAll('caption').forEach((caption) => { caption.contentEditable = 'false'; });
        this.dom = h('div', { class: 'table-wrapper' }, h('table', {}, ...read.childNodes, this.contentDOM));
    }
    update(node) {
        if (node.type !== this.node.type || node.attrs.before !== this.node.attrs.before) return false;
        this.node = node;
        return true;
    }
    ignoreMutation(mutation) { return mutation.type !== 'selection' && !this.contentDOM.contains(mutation.target); }
}

export class ReferenceView {
    constructor(node, go) {
        this.dom = h('sup', { class: 'footnote-ref', title: t('Footnote'), ondblclick: go });
    }
}

/** @param {Record<string, Edit>} edits dialogs by the node's name; for `opaque_block` null where HTML may not be written */
export const nodeViews = (edits) => ({
    picture: (node, view, getPos) => new PictureView(node, view, getPos, edits.picture),
    gallery: (node, view, getPos) => new GalleryView(node, view, getPos, edits.gallery),
    link_card: (node, view, getPos) => new LinkCardView(node, view, getPos, edits.link_card),
    opaque_block: (node, view, getPos) => new OpaqueBlockView(node, view, getPos, edits.opaque_block ?? null),
    opaque_inline: (node) => new OpaqueInlineView(node),
    table: (node) => new TableView(node),
    footnote_reference: (node, view) => new ReferenceView(node, () => edits.footnote_reference(view, node.attrs.id)),
});
