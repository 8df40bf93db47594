import { attributesOf, blockElements, inlineElements, isOutside } from './allowed.js';

// Prepares a tree of HTML for the schema's rules, which look at one element at a time: what takes several elements to say becomes
// one `edit-…` element with its data in `data-node`.

const containers = new Set(['aside', 'dd', 'details', 'div', 'dl', 'dt', 'figcaption', 'figure', 'section', 'summary']);
const plain = new Set(['blockquote', 'edit-container', 'edit-footnote', 'edit-td', 'edit-th', 'li']);

const isElement = (node) => node?.nodeType === 1;
const isSpace = (node) => node.nodeType === 3 && !/[^ \t\n\f\r]/.test(node.data);
export const isBlock = (node) => isElement(node) && (blockElements.has(node.localName) || node.localName.startsWith('edit-'))
    && !['edit-opaque-inline', 'edit-reference'].includes(node.localName);
export const hasBlocks = (node) => isElement(node) && [...node.querySelectorAll('*')].some(isBlock);
const solid = (node) => [...node.childNodes].filter((child) => !isSpace(child));
const has = (element, name) => isElement(element) && element.classList.contains(name);
const only = (element, selector) => {
    const children = solid(element);
    return children.length === 1 && isElement(children[0]) && children[0].matches(selector) ? children[0] : null;
};

function make(document, name, data, children = []) {
    const made = document.createElement(`edit-${name}`);
    made.dataset.node = JSON.stringify(data);
    made.append(...children);
    return made;
}

function opaque(element, name) {
    element.replaceWith(make(element.ownerDocument, name, { html: element.outerHTML }));
}

/** {image, link} of a picture, alone or inside a link; null for anything else. */
function pictureIn(node) {
    const link = isElement(node) && node.localName === 'a' ? node : null;
    const image = link ? only(link, 'img') : node;
    return image?.localName === 'img' ? { image: attributesOf(image), link: link && attributesOf(link) } : null;
}

/** A caption and its credit, as the schema's two nodes; null when there are blocks in the caption. */
function captionParts(document, caption) {
    if (hasBlocks(caption)) return null;
    if (caption?.attributes.length) return null;
    const parts = [...(caption?.childNodes ?? [])];
    const last = parts.findLast((part) => !isSpace(part));
    const isCredit = isElement(last) && last.localName === 'span' && last.className === 'credit' && last.attributes.length === 1
        && last.children.length === 0;
    const credit = isCredit ? [...last.childNodes] : [];
    if (isCredit) parts.splice(parts.indexOf(last));
    return [make(document, 'caption', {}, parts), make(document, 'credit', {}, credit)];
}

/** Splits a figure into its content and its caption: [parts, caption]. */
function figureParts(figure) {
    const parts = solid(figure);
    const caption = parts.at(-1)?.localName === 'figcaption' ? parts.pop() : null;
    return [parts, caption];
}

function toPicture(figure) {
    const [parts, caption] = figureParts(figure);
    const picture = parts.length === 1 && pictureIn(parts[0]);
    const captions = picture && captionParts(figure.ownerDocument, caption);
    return captions && make(figure.ownerDocument, 'picture', { ...picture, extra: attributesOf(figure) }, captions);
}

function toGallery(figure) {
    if (!has(figure, 'kg-gallery-card')) return null;
    const [parts, caption] = figureParts(figure);
    if (parts.length !== 1 || !has(parts[0], 'kg-gallery-container')) return null;
    const rows = solid(parts[0]).map((row) => has(row, 'kg-gallery-row') && solid(row).map((item) => {
        const inside = has(item, 'kg-gallery-image') ? solid(item) : [];
        return inside.length === 1 ? pictureIn(inside[0]) : null;
    }));
    if (!rows.length || !rows.every((row) => row && row.length && row.every(Boolean))) return null;
    const captions = captionParts(figure.ownerDocument, caption);
    return captions && make(figure.ownerDocument, 'gallery', { rows, extra: attributesOf(figure) }, captions);
}

const textOf = (element, name) => element.querySelector(`.kg-bookmark-${name}`)?.textContent ?? '';

function toLinkCard(figure) {
    const [parts, caption] = figureParts(figure);
    const link = parts[0];
    if (parts.length !== 1 || !isElement(link) || !link.matches('a[href]') || link.querySelector('img')) return null;
    const data = { link: attributesOf(link), extra: attributesOf(figure) };
    if (has(figure, 'kg-bookmark-card') && has(link, 'kg-bookmark-container')) {
        data.kind = 'bookmark';
        for (const name of ['title', 'description', 'author', 'publisher']) data[name] = textOf(link, name);
    } else if (has(figure, 'kg-embed-card') && link.children.length === 0) {
        data.kind = 'embed';
        data.title = link.textContent;
    } else {
        return null;
    }
    const captions = captionParts(figure.ownerDocument, caption);
    return captions?.[1].childNodes.length === 0 ? make(figure.ownerDocument, 'link-card', data, [captions[0]]) : null;
}

function toCode(pre) {
    const code = only(pre, 'code');
    return (code ?? pre).children.length === 0 && (code ? pre.childNodes.length === 1 : true) ? pre : null;
}

const rowGroups = new Set(['thead', 'tbody', 'tfoot']);

function toTable(table) {
    const { ownerDocument } = table;
    let before = '';
    const rows = [];
    for (const part of solid(table)) {
        if (!isElement(part)) return null;
        if (rows.length === 0 && (part.localName === 'caption' || part.localName === 'colgroup')) {
            before += part.outerHTML;
            continue;
        }
        if (!rowGroups.has(part.localName)) return null;
        for (const row of solid(part)) {
            if (row.localName !== 'tr') return null;
            const data = { section: part.localName, sectionExtra: attributesOf(part), extra: attributesOf(row) };
            const cells = solid(row).map((cell) => make(ownerDocument, cell.localName, {
                colspan: Number(cell.getAttribute('colspan')) || 1,
                rowspan: Number(cell.getAttribute('rowspan')) || 1,
                extra: attributesOf(cell, ['colspan', 'rowspan']),
            }, [...cell.childNodes]));
            rows.push(make(ownerDocument, 'row', data, cells));
        }
    }
    return rows.length ? make(ownerDocument, 'table', { before, extra: attributesOf(table) }, rows) : null;
}

const isList = (list) => solid(list).every((item) => item.localName === 'li') && solid(list).length > 0;

// An element in a line is opaque when it is no formatting, or formats nothing (a place to link to).
function prepareInline(element) {
    const isFormatting = inlineElements.has(element.localName) && (element.localName !== 'a' || element.hasAttribute('href'));
    const isWord = isFormatting && element.childNodes.length > 0;
    if (isWord) [...element.children].forEach(prepareInline);
    else if (!['br', 'img', 'edit-reference'].includes(element.localName)) opaque(element, 'opaque-inline');
}

const makers = { pre: toCode, table: toTable, ul: (list) => isList(list) && list, ol: (list) => isList(list) && list };

function prepareBlock(element) {
    const name = element.localName;
    if (name.startsWith('edit-') && !plain.has(name) && name !== 'edit-footnotes') return;
    let made = element;
    if (name === 'figure') made = toPicture(element) || toGallery(element) || toLinkCard(element) || element;
    else if (makers[name]) made = makers[name](element);
    else if (/^(p|h\d)$/.test(name)) made = hasBlocks(element) ? null : element;
    if (made === element && containers.has(name))
        made = make(element.ownerDocument, 'container', { tag: name, extra: attributesOf(element) }, [...element.childNodes]);
    if (!made || !(containers.has(name) || makers[name] || /^(p|h\d|hr|blockquote|li|edit-.*)$/.test(name)))
        return opaque(element, 'opaque-block');
    if (made !== element) element.replaceWith(made);
    if (made.localName === 'p' || /^h\d$/.test(made.localName)) [...made.children].forEach(prepareInline);
    else if (plain.has(made.localName)) prepareContent(made);
    else if (made.localName !== 'pre' && made.localName !== 'hr') [...made.children].forEach(prepareParts);
}

function prepareParts(part) {
    if (plain.has(part.localName)) prepareContent(part);
    else if (['edit-caption', 'edit-credit'].includes(part.localName)) [...part.children].forEach(prepareInline);
    else [...part.children].forEach(prepareParts);
}

function wrapLine(run) {
    if (!run.some((node) => !isSpace(node))) return run.forEach((node) => node.remove());
    const line = run[0].ownerDocument.createElement('edit-line');
    run[0].before(line);
    line.append(...run);
    [...line.children].forEach(prepareInline);
}

/** Prepares what an element holds: blocks, and runs of text, each of which becomes a line if `lines`. */
function prepareContent(parent, lines = true) {
    let run = [];
    const endRun = () => {
        if (run.length && lines) wrapLine(run);
        else run.filter(isElement).forEach(prepareInline);
        run = [];
    };
    for (const child of [...parent.childNodes]) {
        if (!isElement(child) && child.nodeType !== 3) {
            child.remove();
        } else if (isBlock(child)) {
            endRun();
            prepareBlock(child);
        } else if (hasBlocks(child)) {
            endRun();
            opaque(child, 'opaque-block');
        } else {
            run.push(child);
        }
    }
    endRun();
}

// Footnotes are ours when they are exactly as write.js writes them; anything else is an ordinary list and links.
function prepareFootnotes(root) {
    const section = solid(root).at(-1);
    if (!isElement(section) || !section.matches('section.footnotes')) return;
    const items = only(section, 'ol') && solid(section.firstElementChild);
    const idOf = (item) => /^u-fn-([\w-]+)$/.exec(item.id ?? '')?.[1];
    if (!items?.length || !items.every((item) => item.localName === 'li' && has(item, 'footnote') && idOf(item) && item.querySelector('a.footnote-back')))
        return;
    const ids = new Set(items.map(idOf));
    for (const reference of root.querySelectorAll('sup.footnote-ref')) {
        const id = /^#u-fn-([\w-]+)$/.exec(only(reference, 'a')?.getAttribute('href') ?? '')?.[1];
        if (ids.has(id)) reference.replaceWith(make(root.ownerDocument, 'reference', { id }));
    }
    const notes = items.map((item) => {
        const back = [...item.querySelectorAll('a.footnote-back')].at(-1);
        const before = back.previousSibling;
        if (before?.nodeType === 3) before.data = before.data.replace(/ $/, '');
        back.remove();
        return make(root.ownerDocument, 'footnote', { id: idOf(item) }, [...item.childNodes]);
    });
    section.replaceWith(make(root.ownerDocument, 'footnotes', {}, notes));
}

/**
 * Rewrites the tree below `root` in place.
 * @param {Element} root
 * @param {{footnotes?: boolean, lines?: boolean}} [options] whether to look for footnotes; whether text that stands directly in `root` becomes
 *   lines (a document) or stays text (a paste into a line)
 */
export function prepare(root, { footnotes = true, lines = true } = {}) {
    if (footnotes) prepareFootnotes(root);
    prepareContent(root, lines);
    for (const link of root.querySelectorAll('a[href]'))
        if (isOutside(link.getAttribute('href')) && !link.hasAttribute('rel')) link.setAttribute('rel', 'noopener');
    return root;
}
