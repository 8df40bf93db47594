import { attributesOf, isKeptClass, isOutside, isSafeUrl, keptName } from '../document/allowed.js';
import { isBlock, prepare } from '../document/structure.js';
import { makeLinkedNotes } from './notes.js';
import { fromWord, isFromWord } from './word.js';
import { stylesToElements, unwrap } from './styles.js';

// What is pasted, brought to the document's own HTML. A copy from an article here keeps everything; from anywhere else only what
// the words themselves need stays.

const dropped = 'script, style, meta, link, title, head, template, noscript, svg, math, object, embed, applet, button, select, textarea, input, '
    + 'iframe, frame, xml';
const embed = 'kg-card kg-embed-card';
const isEmpty = (element) => !/[^\s\u00a0]/.test(element.textContent) && !element.querySelector('img, video, audio, hr, sup.footnote-ref');

function removeComments(root) {
    const walker = root.ownerDocument.createTreeWalker(root, 128 /* comments */);
    const found = [];
    while (walker.nextNode()) found.push(walker.currentNode);
    found.forEach((comment) => comment.remove());
}

function rename(element, name) {
    if (element.localName === name) return element;
    const renamed = element.ownerDocument.createElement(name);
    for (const { name: attribute, value } of [...element.attributes]) renamed.setAttribute(attribute, value);
    renamed.append(...element.childNodes);
    element.replaceWith(renamed);
    return renamed;
}

/** Leaves the elements and attributes that the sanitiser knows. */
export function keepAllowed(root) {
    root.querySelectorAll(dropped).forEach((element) => element.remove());
    for (const element of [...root.querySelectorAll('*')]) {
        const name = keptName(element.localName);
        if (!name) {
            unwrap(element);
            continue;
        }
        const kept = rename(element, name);
        const slice = kept.getAttribute('data-pm-slice');
        const attributes = attributesOf(kept);
        for (const { name: attribute } of [...kept.attributes]) kept.removeAttribute(attribute);
        for (const [attribute, value] of Object.entries(attributes)) {
            const isUrl = ['href', 'src', 'poster', 'cite'].includes(attribute);
            const said = attribute === 'class' ? value.split(/\s+/).filter(isKeptClass).join(' ') : value;
            if (said || !(isUrl || attribute === 'class')) if (!isUrl || isSafeUrl(said)) kept.setAttribute(attribute, said);
        }
        if (slice) kept.setAttribute('data-pm-slice', slice);
        if (name === 'img' && !kept.hasAttribute('src')) kept.remove();
    }
}

// Google Docs puts a nested list beside its item.
function nestLists(root) {
    for (const list of [...root.querySelectorAll(':is(ul, ol) > :is(ul, ol)')]) {
        const item = list.previousElementSibling;
        if (item?.localName === 'li') item.append(list);
    }
}

function realAddress(href) {
    if (!/^https?:\/\/www\.google\.com\/url\?/.test(href)) return href;
    try {
        return new URL(href).searchParams.get('q') ?? href;
    } catch {
        return href;
    }
}

// As the sanitiser does: what a frame showed is one press away.
function framesToLinks(root) {
    for (const frame of [...root.querySelectorAll('iframe[src]')]) {
        const film = /^(?:https?:)?\/\/(?:www\.)?youtube(?:-nocookie)?\.com\/embed\/([\w-]+)/.exec(frame.getAttribute('src'))?.[1];
        const href = film ? `https://www.youtube.com/watch?v=${film}` : frame.getAttribute('src');
        if (!isOutside(href)) continue;
        const figure = root.ownerDocument.createElement('figure');
        figure.className = embed;
        const link = root.ownerDocument.createElement('a');
        link.setAttribute('href', href);
        link.textContent = frame.getAttribute('title')?.trim() || new URL(href, 'https://x').hostname.replace(/^www\./, '');
        figure.append(link);
        frame.replaceWith(figure);
    }
}

// Pictures of another site would tell it who reads; those in a file of the writer's cannot be reached.
function dropPictures(root) {
    const pictures = [...root.querySelectorAll('img')].filter((image) => !/^\/media\//.test(image.getAttribute('src') ?? ''));
    for (const picture of pictures) {
        const figure = picture.closest('figure');
        if (figure && figure.querySelectorAll('img').length === 1) figure.remove();
        else picture.remove();
    }
    return pictures.length;
}

// <div>s of other programs are paragraphs, or nothing.
function flatten(root) {
    for (const element of [...root.querySelectorAll('div, section, aside, figure, figcaption, span, details, summary, dl, dt, dd')]) {
        if (element.className === embed || element.className === 'footnotes' || (element.localName.startsWith('fig') && element.closest('figure')?.querySelector('img'))) continue;
        const holdsBlocks = [...element.children].some(isBlock);
        if (element.localName === 'span' || holdsBlocks || element.localName === 'summary') unwrap(element);
        else rename(element, 'p');
    }
    for (const paragraph of [...root.querySelectorAll(':is(li, td, th) > p:only-child')]) unwrap(paragraph);
    for (const paragraph of [...root.querySelectorAll('li > p:first-child')])
        if ([...paragraph.parentElement.children].slice(1).every((next) => /^[uo]l$/.test(next.localName))) unwrap(paragraph);
}

const ofForeignKept = { a: ['href'], img: ['src', 'alt', 'width', 'height'], ol: ['start'], td: ['colspan', 'rowspan'], th: ['colspan', 'rowspan', 'scope'], time: ['datetime'], abbr: ['title'] };

function dropForeignAttributes(root) {
    for (const element of root.querySelectorAll('*')) {
        const ours = element.matches('.footnotes, .footnotes li, .footnote-back') || element.closest('.footnote-ref, .kg-embed-card');
        for (const { name, value } of [...element.attributes])
            if (!ours && !ofForeignKept[element.localName]?.includes(name) && !(element.localName === 'code' && value.startsWith('language-')))
                element.removeAttribute(name);
    }
}

// A line break at the edge of a block or between blocks stands for nothing; two in a row part paragraphs.
function settleBreaks(root) {
    for (const br of [...root.querySelectorAll('br')]) {
        const solid = (from, way) => {
            let next = from[way];
            while (next?.nodeType === 3 && !/[^ \t\n\r]/.test(next.data)) next = next[way];
            return next;
        };
        const before = solid(br, 'previousSibling');
        const after = solid(br, 'nextSibling');
        const isEdge = (node) => !node || isBlock(node);
        if (isEdge(after) && (br.parentElement !== root || isEdge(before))) br.remove();
        else if (after?.localName === 'br' && br.parentElement.localName === 'p') splitAt(br, after);
    }
}

function splitAt(first, second) {
    const paragraph = first.parentElement;
    const next = paragraph.cloneNode(false);
    let part = second.nextSibling;
    while (part) {
        const following = part.nextSibling;
        next.append(part);
        part = following;
    }
    first.remove();
    second.remove();
    paragraph.after(next);
}

function dropEmpty(root) {
    for (const element of [...root.querySelectorAll('p, h1, h2, h3, h4, h5, h6, li, blockquote, ul, ol, figure')].reverse())
        if (isEmpty(element)) element.remove();
    for (const element of [...root.querySelectorAll('b, strong, em, i, u, s, a, sub, sup, code, span')].reverse())
        if (!element.textContent && !element.querySelector('img, br')) element.remove();
}

// No-break spaces stay where a language wants one, not where a program kept two spaces apart.
function settleSpaces(root) {
    const walker = root.ownerDocument.createTreeWalker(root, 4 /* text */);
    while (walker.nextNode()) {
        const text = walker.currentNode;
        if (!text.parentElement.closest('pre'))
            text.data = text.data.replace(/[ \t\r\n]*\u00a0[ \t\r\n\u00a0]+|[ \t\r\n]+\u00a0[ \t\r\n\u00a0]*|[ \t\r\n]{2,}|\u00ad/g, (found) => (found === '\u00ad' ? '' : ' '));
        const isLast = !text.nextSibling && /^(p|li|h\d|td|th|div|blockquote)$/.test(text.parentElement.localName);
        if (isLast) text.data = text.data.replace(/\u00a0+$/, '');
    }
}

/** Takes the notes that come with the text out of it. @returns {Map<string, string>} their HTML by id */
function takeNotes(root) {
    const notes = new Map();
    for (const section of [...root.querySelectorAll('section.footnotes')]) {
        for (const item of section.querySelectorAll('li[id^="u-fn-"]')) {
            item.querySelectorAll('a.footnote-back').forEach((back) => back.remove());
            notes.set(item.id.slice(5), item.innerHTML.trim());
        }
        section.remove();
    }
    for (const reference of [...root.querySelectorAll('sup.footnote-ref')]) {
        const id = /^#u-fn-([\w-]+)$/.exec(reference.querySelector('a')?.getAttribute('href') ?? '')?.[1];
        if (!id) continue;
        const made = root.ownerDocument.createElement('edit-reference');
        made.dataset.node = JSON.stringify({ id });
        reference.replaceWith(made);
    }
    return notes;
}

/**
 * @param {string} html what the clipboard holds
 * @returns {{html: string, notes: Map<string, string>, pictures: number}} HTML for the schema's rules, the notes that belong to it, and
 *   how many pictures were left out
 */
export function cleanPasted(html) {
    const body = new DOMParser().parseFromString(html, 'text/html').body;
    let pictures = 0;
    if (!body.querySelector('[data-pm-slice]')) {
        body.querySelectorAll('style, script, title, xml').forEach((element) => element.remove());
        if (isFromWord(html)) fromWord(body);
        makeLinkedNotes(body);
        removeComments(body);
        stylesToElements(body);
        framesToLinks(body);
        nestLists(body);
        body.querySelectorAll('colgroup').forEach((columns) => columns.remove());
        pictures = dropPictures(body);
        keepAllowed(body);
        for (const link of body.querySelectorAll('a[href]')) link.setAttribute('href', realAddress(link.getAttribute('href')));
        // A place in the text it was copied from is not in this one.
        for (const link of [...body.querySelectorAll('a:not([href]), a[href^="#"]')]) if (!link.closest('.footnote-ref, .footnotes')) unwrap(link);
        body.querySelectorAll('b').forEach((bold) => rename(bold, 'strong'));
        body.querySelectorAll('i').forEach((italic) => rename(italic, 'em'));
        flatten(body);
        dropForeignAttributes(body);
        settleBreaks(body);
        settleSpaces(body);
        dropEmpty(body);
    } else {
        removeComments(body);
        keepAllowed(body);
    }
    const notes = takeNotes(body);
    prepare(body, { footnotes: false, lines: false });
    return { html: body.innerHTML, notes, pictures };
}

