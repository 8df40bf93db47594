import { Schema } from 'prosemirror-model';
import { attributesOf } from './allowed.js';

// The document: every element that the sanitiser keeps has a place in it, and what has none of its own survives as HTML in an
// `opaque` node. `extra` holds the attributes an element came with. HTML becomes this in two steps: structure.js turns what takes
// more than one element to say (a picture with its caption) into one `edit-…` element, then the rules below read them.
// write.js is the way back; the toDOM here is only what the editor shows.

const extra = { extra: { default: {} } };
const readExtra = (dom) => ({ extra: attributesOf(dom) });
const readData = (dom) => JSON.parse(dom.dataset.node ?? '{}');
const edit = (name) => [{ tag: `edit-${name}`, getAttrs: readData }];

/** The attributes shown while editing. Ids stay out: they would be the admin page's. */
function shown({ class: classes, lang, dir }, more = {}) {
    const attributes = { ...more };
    const all = [more.class, classes].filter(Boolean).join(' ');
    if (all) attributes.class = all;
    if (lang) attributes.lang = lang;
    if (dir) attributes.dir = dir;
    return attributes;
}
const shownText = ({ attrs }, more) => ({ dir: 'auto', ...shown(attrs.extra, more) });

const block = (tag, spec = {}) => ({
    group: 'block', attrs: extra, parseDOM: [{ tag, getAttrs: readExtra }], toDOM: (node) => [tag, shown(node.attrs.extra), 0], ...spec,
});
const textBlock = { content: 'inline*', toDOM: (node) => ['p', shownText(node), 0] };

const cell = (tag, role) => ({
    content: '(line | block)+',
    tableRole: role,
    isolating: true,
    attrs: { ...extra, colspan: { default: 1 }, rowspan: { default: 1 }, colwidth: { default: null } },
    parseDOM: edit(tag),
    toDOM({ attrs }) {
        const align = attrs.extra.align ? { 'data-align': attrs.extra.align } : {};
        const span = { ...(attrs.colspan > 1 && { colspan: attrs.colspan }), ...(attrs.rowspan > 1 && { rowspan: attrs.rowspan }) };
        return [tag, shown(attrs.extra, { ...align, ...span }), 0];
    },
});

const nodes = {
    doc: { content: '(block | line)+ footnotes?' },
    paragraph: block('p', textBlock),
    // Text directly inside an item, a cell or a quotation, without a <p>.
    line: { content: 'inline*', parseDOM: [{ tag: 'edit-line' }], toDOM: () => ['div', { class: 'line', dir: 'auto' }, 0] },
    heading: block('h2', {
        content: 'inline*',
        defining: true,
        attrs: { ...extra, level: { default: 2 } },
        parseDOM: [2, 3, 4, 5, 6].map((level) => ({ tag: `h${level}`, getAttrs: (dom) => ({ level, extra: attributesOf(dom) }) })),
        toDOM: (node) => [`h${node.attrs.level}`, shownText(node), 0],
    }),
    blockquote: block('blockquote', { content: '(block | line)+', defining: true }),
    code_block: block('pre', {
        content: 'text*',
        marks: '',
        code: true,
        defining: true,
        attrs: { ...extra, code: { default: {} } }, // what <code> inside <pre> came with; null without one
        parseDOM: [{
            tag: 'pre',
            preserveWhitespace: 'full',
            getAttrs: (dom) => ({ extra: attributesOf(dom), code: dom.querySelector('code') && attributesOf(dom.querySelector('code')) }),
            contentElement: (dom) => dom.querySelector('code') ?? dom,
        }],
        toDOM: ({ attrs }) => ['pre', shown(attrs.extra, { dir: 'ltr', spellcheck: 'false' }), ['code', 0]],
    }),
    bullet_list: block('ul', { content: 'list_item+' }),
    ordered_list: block('ol', {
        content: 'list_item+',
        toDOM: ({ attrs: { extra: own } }) => {
            const { start, type, reversed } = own;
            const more = { ...(start && { start }), ...(type && { type }), ...(reversed !== undefined && { reversed: '' }) };
            return ['ol', shown(own, more), 0];
        },
    }),
    list_item: { ...block('li', { content: '(line | block)+', defining: true }), group: undefined },
    divider: block('hr', { toDOM: (node) => ['hr', shown(node.attrs.extra)] }),
    picture: {
        group: 'block',
        content: 'caption credit',
        isolating: true,
        draggable: true,
        attrs: { ...extra, image: { default: {} }, link: { default: null } },
        parseDOM: edit('picture'),
        toDOM: ({ attrs }) => ['figure', shown(attrs.extra), 0],
    },
    gallery: {
        group: 'block',
        content: 'caption credit',
        isolating: true,
        draggable: true,
        attrs: { ...extra, rows: { default: [] } }, // lists of {image, link}
        parseDOM: edit('gallery'),
        toDOM: ({ attrs }) => ['figure', shown(attrs.extra), 0],
    },
    // A link out, shown as a card: Ghost's bookmarks, and what frames became.
    link_card: {
        group: 'block',
        content: 'caption',
        isolating: true,
        draggable: true,
        attrs: { ...extra, kind: { default: 'bookmark' }, link: { default: {} }, title: { default: '' }, description: { default: '' },
            author: { default: '' }, publisher: { default: '' } },
        parseDOM: edit('link-card'),
        toDOM: ({ attrs }) => ['figure', shown(attrs.extra), 0],
    },
    caption: { content: 'inline*', parseDOM: edit('caption'), toDOM: () => ['figcaption', { class: 'caption', dir: 'auto' }, 0] },
    credit: { content: 'text*', marks: '', parseDOM: edit('credit'), toDOM: () => ['div', { class: 'credit', dir: 'auto' }, 0] },
    // Every other element that holds blocks: <details>, and Ghost's cards, which are <div>s.
    container: {
        group: 'block',
        content: '(line | block)+',
        isolating: true,
        defining: true,
        attrs: { ...extra, tag: { default: 'div' } },
        parseDOM: edit('container'),
        toDOM: ({ attrs }) => ['div', shown(attrs.extra, { class: 'box', 'data-tag': attrs.tag }), 0],
    },
    opaque_block: { group: 'block', draggable: true, attrs: { html: { default: '' } }, parseDOM: edit('opaque-block'), toDOM: () => ['div', { class: 'opaque' }] },
    table: {
        group: 'block',
        content: 'table_row+',
        tableRole: 'table',
        isolating: true,
        attrs: { ...extra, before: { default: '' } }, // the HTML of <caption> and <colgroup>s
        parseDOM: edit('table'),
        toDOM: (node) => ['table', shown(node.attrs.extra), ['tbody', 0]],
    },
    table_row: {
        content: '(table_cell | table_header)*',
        tableRole: 'row',
        attrs: { ...extra, section: { default: 'tbody' }, sectionExtra: { default: {} } },
        parseDOM: edit('row'),
        toDOM: (node) => ['tr', shown(node.attrs.extra, { 'data-section': node.attrs.section }), 0],
    },
    table_cell: cell('td', 'cell'),
    table_header: cell('th', 'header_cell'),
    footnotes: { content: 'footnote+', isolating: true, parseDOM: edit('footnotes'), toDOM: () => ['section', { class: 'footnotes' }, ['ol', 0]] },
    footnote: { content: '(line | block)+', attrs: { id: { default: '' } }, parseDOM: edit('footnote'), toDOM: () => ['li', { class: 'footnote' }, 0] },
    text: { group: 'inline' },
    hard_break: { group: 'inline', inline: true, selectable: false, attrs: extra, parseDOM: [{ tag: 'br', getAttrs: readExtra }], toDOM: () => ['br'] },
    image: {
        group: 'inline', inline: true, draggable: true, attrs: extra, parseDOM: [{ tag: 'img', getAttrs: readExtra }],
        toDOM: ({ attrs: { extra: own } }) => ['img', { src: own.src, alt: own.alt ?? '', ...(own.class && { class: own.class }) }],
    },
    footnote_reference: {
        group: 'inline', inline: true, atom: true, marks: '', attrs: { id: {} }, parseDOM: edit('reference'),
        toDOM: () => ['sup', { class: 'footnote-ref' }],
    },
    opaque_inline: { group: 'inline', inline: true, attrs: { html: {} }, parseDOM: edit('opaque-inline'), toDOM: () => ['span', { class: 'opaque' }] },
};

// `tag` is the element it came as: <b> stays <b>.
const mark = (tags, spec = {}) => ({
    attrs: { ...extra, tag: { default: tags[0] } },
    parseDOM: tags.map((tag) => ({ tag, getAttrs: (dom) => ({ tag, extra: attributesOf(dom) }) })),
    toDOM: ({ attrs }) => [attrs.tag, shown(attrs.extra), 0],
    ...spec,
});

const marks = {
    link: {
        attrs: { ...extra, href: {} },
        inclusive: false,
        parseDOM: [{ tag: 'a[href]', getAttrs: (dom) => ({ href: dom.getAttribute('href'), extra: attributesOf(dom, ['href']) }) }],
        toDOM: ({ attrs }) => ['a', shown(attrs.extra, { href: attrs.href, title: attrs.href }), 0],
    },
    // Abbreviations, names of works, foreign words: several can hold the same word.
    other: mark(['span', 'abbr', 'cite', 'kbd', 'mark', 'q', 'small', 'time'], { excludes: '' }),
    strong: mark(['strong', 'b']),
    em: mark(['em', 'i']),
    underline: mark(['u']),
    strike: mark(['s']),
    sub: mark(['sub'], { excludes: 'sub sup' }),
    sup: mark(['sup'], { excludes: 'sub sup' }),
    code: mark(['code'], { code: true }),
};

export const schema = new Schema({ nodes, marks });
