import { isOutside } from './allowed.js';

// The document as HTML, in the form in which the server's sanitiser writes it, so that saving what was opened changes nothing.

const escapeText = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
const escapeValue = (text) => escapeText(text).replace(/"/g, '&quot;');
const flags = new Set(['controls', 'default', 'loop', 'muted', 'open', 'playsinline', 'reversed']);

export function writeAttributes(attributes) {
    let written = '';
    for (const [name, value] of Object.entries(attributes))
        written += flags.has(name) ? ` ${name}` : value || name === 'alt' ? ` ${name}="${escapeValue(value)}"` : '';
    return written;
}

const element = (name, attributes, content) => `<${name}${writeAttributes(attributes)}>${content}</${name}>`;

/** The attributes of a link: one to the outside says "noopener", as the sanitiser makes it say. */
export function linkAttributes({ href, rel, ...rest }) {
    const kept = (rel ?? '').split(' ').filter((word) => word && word !== 'noopener');
    return { href, rel: [...(isOutside(href) ? ['noopener'] : []), ...kept].join(' '), ...rest };
}

const tagOf = (mark) => (mark.type.name === 'link' ? 'a' : mark.attrs.tag);
const openMark = (mark) => {
    const { extra, href } = mark.attrs;
    return `<${tagOf(mark)}${writeAttributes(mark.type.name === 'link' ? linkAttributes({ href, ...extra }) : extra)}>`;
};

function writeInline(nodes, notes) {
    let written = '';
    let open = [];
    const closeTo = (length) => {
        while (open.length > length) written += `</${tagOf(open.pop())}>`;
    };
    for (const node of nodes) {
        let shared = 0;
        while (shared < open.length && shared < node.marks.length && open[shared].eq(node.marks[shared])) ++shared;
        closeTo(shared);
        for (const mark of node.marks.slice(shared)) {
            written += openMark(mark);
            open.push(mark);
        }
        written += node.isText ? escapeText(node.text) : writers[node.type.name](node, notes);
    }
    closeTo(0);
    return written;
}

const childrenOf = (node) => node.content?.content ?? node.content;
const inside = (node, notes) => (node.inlineContent ? writeInline(childrenOf(node), notes) : writeBlocks(childrenOf(node), notes));
const withContent = (name) => (node, notes) => element(name, node.attrs.extra, inside(node, notes));

// Lines are told apart only by what stands between them: two in a row become paragraphs.
function writeBlocks(nodes, notes, between = '') {
    const isLine = (node) => node?.type.name === 'line';
    return nodes.map((node, index) => {
        const content = isLine(node) ? inside(node, notes) : writers[node.type.name](node, notes);
        return isLine(node) && (isLine(nodes[index - 1]) || isLine(nodes[index + 1])) ? `<p>${content}</p>` : content;
    }).join(between);
}

function writeImage({ image, link }) {
    const written = `<img${writeAttributes(image)}>`;
    return link ? element('a', linkAttributes(link), written) : written;
}

function writeCaption(node, notes) {
    const caption = writeInline(childrenOf(node.firstChild), notes);
    const credit = node.childCount > 1 && escapeText(node.child(1).textContent);
    const said = [caption.trim(), credit && `<span class="credit">${credit}</span>`].filter(Boolean).join(' ');
    return said && `<figcaption>${said}</figcaption>`;
}

function writeFigure(node, content, notes) {
    const caption = writeCaption(node, notes);
    const { class: classes, ...rest } = node.attrs.extra;
    const shownClasses = caption ? classes : classes?.replace(/ ?\bkg-card-hascaption\b/, '').trim();
    return element('figure', shownClasses ? { class: shownClasses, ...rest } : rest, content + caption);
}

const div = (name, content) => content && `<div class="kg-${name}">${content}</div>`;
const galleryRow = (row) => div('gallery-row', row.map((item) => div('gallery-image', writeImage(item))).join(''));

function writeLinkCard(node, notes) {
    const { link, kind, title, description, author, publisher } = node.attrs;
    if (kind === 'embed') return writeFigure(node, element('a', linkAttributes(link), escapeText(title)), notes);
    const span = (name, text) => text && `<span class="kg-bookmark-${name}">${escapeText(text)}</span>`;
    const metadata = div('bookmark-metadata', span('author', author) + span('publisher', publisher));
    const content = div('bookmark-content',
        div('bookmark-title', escapeText(title)) + div('bookmark-description', escapeText(description)) + metadata);
    return writeFigure(node, element('a', linkAttributes(link), content), notes);
}

function writeTable(node, notes) {
    let written = node.attrs.before;
    let section = null;
    for (const row of childrenOf(node)) {
        const opening = `<${row.attrs.section}${writeAttributes(row.attrs.sectionExtra)}>`;
        if (opening !== section?.opening) {
            written += section ? section.closing : '';
            section = { opening, closing: `</${row.attrs.section}>` };
            written += opening;
        }
        written += withContent('tr')(row, notes);
    }
    return element('table', node.attrs.extra, written + (section?.closing ?? ''));
}

function writeCell(name) {
    return (node, notes) => {
        const { colspan, rowspan, extra } = node.attrs;
        const span = { colspan: colspan > 1 ? String(colspan) : '', rowspan: rowspan > 1 ? String(rowspan) : '' };
        return element(name, { ...span, ...extra }, inside(node, notes));
    };
}

function writeReference({ attrs: { id } }, notes) {
    const number = notes?.get(id) ?? 1;
    const isFirst = !notes?.seen.has(id);
    notes?.seen.add(id);
    const place = isFirst ? ` id="u-fnref-${id}"` : '';
    return `<sup class="footnote-ref"><a href="#u-fn-${id}"${place}>${number}</a></sup>`;
}

function writeFootnote(node, notes) {
    const back = `<a href="#u-fnref-${node.attrs.id}" class="footnote-back">↩</a>`;
    const content = inside(node, notes);
    const written = content.endsWith('</p>') ? `${content.slice(0, -4)} ${back}</p>` : `${content}${content && ' '}${back}`;
    return element('li', { class: 'footnote', id: `u-fn-${node.attrs.id}` }, written);
}

const writers = {
    paragraph: withContent('p'),
    line: (node, notes) => inside(node, notes),
    heading: (node, notes) => withContent(`h${node.attrs.level}`)(node, notes),
    blockquote: withContent('blockquote'),
    code_block({ attrs, textContent }) {
        const text = escapeText(textContent);
        const content = attrs.code ? element('code', attrs.code, text) : text;
        return element('pre', attrs.extra, content.startsWith('\n') ? `\n${content}` : content);
    },
    bullet_list: withContent('ul'),
    ordered_list: withContent('ol'),
    list_item: withContent('li'),
    divider: (node) => `<hr${writeAttributes(node.attrs.extra)}>`,
    picture: (node, notes) => writeFigure(node, writeImage(node.attrs), notes),
    gallery: (node, notes) => writeFigure(node, div('gallery-container', node.attrs.rows.map(galleryRow).join('')), notes),
    link_card: writeLinkCard,
    caption: (node, notes) => inside(node, notes),
    credit: (node, notes) => inside(node, notes),
    container: (node, notes) => withContent(node.attrs.tag)(node, notes),
    opaque_block: (node) => node.attrs.html,
    table: writeTable,
    table_row: withContent('tr'),
    table_cell: writeCell('td'),
    table_header: writeCell('th'),
    footnotes: (node, notes) => `<section class="footnotes"><ol>${writeBlocks(childrenOf(node), notes)}</ol></section>`,
    footnote: writeFootnote,
    hard_break: (node) => `<br${writeAttributes(node.attrs.extra)}>`,
    image: (node) => `<img${writeAttributes(node.attrs.extra)}>`,
    footnote_reference: writeReference,
    opaque_inline: (node) => node.attrs.html,
};

/** The number of each footnote, by its first reference. */
export function footnoteNumbers(doc) {
    const numbers = new Map();
    doc.descendants((node) => {
        if (node.type.name === 'footnote_reference' && !numbers.has(node.attrs.id)) numbers.set(node.attrs.id, numbers.size + 1);
        return node.type.name !== 'footnotes';
    });
    return numbers;
}

/** @param {import('prosemirror-model').Node} doc */
export function toHtml(doc) {
    const notes = Object.assign(footnoteNumbers(doc), { seen: new Set() });
    const html = writeBlocks(childrenOf(doc), notes, '\n');
    return html === '<p></p>' ? '' : html;
}

/** A piece of a document, as for the clipboard. @param {import('prosemirror-model').Fragment} fragment */
export function fragmentToHtml(fragment) {
    const nodes = childrenOf(fragment);
    return nodes[0]?.isInline ? writeInline(nodes) : writeBlocks(nodes);
}
