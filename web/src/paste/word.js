import { makeNote } from './notes.js';
import { declarations, unwrap } from './styles.js';

// Microsoft Word writes lists as paragraphs with a marker in the text, notes as divisions at the end, and a great deal about itself.

export const isFromWord = (html) => /class="?Mso|style="[^"]*mso-|style='[^']*mso-|urn:schemas-microsoft-com:office/i.test(html);

const markers = /^\s*(?:[·•§o▪–—-]|\(?(\d+|[a-zа-я]|[ivxlcdm]+)[.)])[\s\u00a0]*$/i;

function listPlace(paragraph) {
    const place = /l(\d+)\s+level(\d+)/.exec(declarations(paragraph).get('mso-list') ?? '');
    return place && { list: place[1], level: Number(place[2]) };
}

// The marker stands in a span of its own that other programs are told to ignore.
function takeMarker(paragraph) {
    const span = [...paragraph.querySelectorAll('span')].find((each) => declarations(each).get('mso-list') === 'ignore');
    const text = span?.textContent ?? '';
    span?.remove();
    return { isOrdered: Boolean(markers.exec(text)?.[1]) && !/^\s*o[\s\u00a0]*$/.test(text), number: parseInt(text.replace(/^\s*\(/, ''), 10) };
}

function openList(document, { isOrdered, number }) {
    const list = document.createElement(isOrdered ? 'ol' : 'ul');
    if (isOrdered && number > 1) list.setAttribute('start', String(number));
    return list;
}

/** Paragraphs of a list that follow each other become the list. */
function makeLists(root) {
    let open = []; // the lists that are open, from the outermost
    let last = null;
    let lastList = null;
    for (const paragraph of [...root.querySelectorAll('p, h1, h2, h3, h4, h5, h6')]) {
        const place = listPlace(paragraph);
        if (!place) continue;
        const follows = open.length && last && nextElement(open[0]) === paragraph && place.list === lastList;
        const marker = takeMarker(paragraph);
        if (!follows) open = [];
        while (open.length > place.level) open.pop();
        while (open.length < place.level) {
            const list = openList(root.ownerDocument, marker);
            if (open.length) (open.at(-1).lastElementChild ?? addItem(open.at(-1))).append(list);
            else paragraph.before(list);
            open.push(list);
        }
        last = addItem(open.at(-1));
        last.append(...paragraph.childNodes);
        paragraph.remove();
        lastList = place.list;
    }
}

function addItem(list) {
    const item = list.ownerDocument.createElement('li');
    list.append(item);
    return item;
}

function nextElement(node) {
    let next = node.nextSibling;
    while (next && (next.nodeType === 8 || (next.nodeType === 3 && !next.data.trim()))) next = next.nextSibling;
    return next;
}

function makeFootnotes(root) {
    const notes = [...root.querySelectorAll('div')].filter((div) => /^(foot|end)note$/.test(declarations(div).get('mso-element') ?? ''));
    for (const note of notes) {
        note.querySelector(`a[href="#_${note.id.replace(/(ftn|edn)/, '$1ref')}"]`)?.remove();
        makeNote(root, root.querySelector(`a[href="#_${note.id}"]`), note.childNodes);
    }
    for (const list of [...root.querySelectorAll('div')])
        if (/^(foot|end)note-list$/.test(declarations(list).get('mso-element') ?? '')) list.remove();
    notes.forEach((note) => note.remove());
}

// Remarks in the margin and struck-out versions are not part of the text.
function dropRemarks(root) {
    for (const element of [...root.querySelectorAll('[style]')]) {
        const style = declarations(element);
        if (/^comment/.test(style.get('mso-element') ?? '') || style.get('mso-special-character') === 'comment') element.remove();
        else if (style.has('mso-comment-reference')) unwrap(element);
    }
    root.querySelectorAll('.MsoCommentReference, del, .msoDel').forEach((element) => element.remove());
    root.querySelectorAll('ins, .msoIns').forEach(unwrap);
}

const roles = { MsoTitle: 'h2', MsoSubtitle: 'h3', MsoQuote: 'blockquote', MsoIntenseQuote: 'blockquote' };

function nameParagraphs(root) {
    for (const [name, tag] of Object.entries(roles))
        for (const paragraph of [...root.querySelectorAll(`p.${name}`)]) {
            const named = root.ownerDocument.createElement(tag);
            named.append(...paragraph.childNodes);
            paragraph.replaceWith(named);
        }
}

/** Turns what Word puts on the clipboard into plain HTML, in place; styles stay for stylesToElements. */
export function fromWord(root) {
    dropRemarks(root);
    makeFootnotes(root);
    makeLists(root);
    nameParagraphs(root);
    for (const element of [...root.querySelectorAll('*')])
        if (element.localName.includes(':')) unwrap(element); // <o:p>
    for (const space of [...root.querySelectorAll('span')])
        if (declarations(space).has('mso-spacerun') || declarations(space).has('mso-tab-count')) space.replaceWith(' ');
}
