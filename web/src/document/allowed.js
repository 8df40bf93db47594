// What the server's sanitiser keeps: src/html/elements.cpp, attributes.cpp and attribute_values.cpp. The server
// decides; this copy only spares the person the sight of what would not stay.

const ofAll = ['class', 'id', 'lang', 'dir', 'title'];
const source = ['src', 'srcset', 'sizes', 'media', 'type', 'width', 'height'];
const ofElement = {
    a: ['href', 'rel'],
    img: ['src', 'srcset', 'sizes', 'alt', 'width', 'height', 'loading'],
    source,
    video: ['src', 'poster', 'width', 'height', 'preload', 'loop', 'muted', 'playsinline', 'controls'],
    audio: ['src', 'preload', 'loop', 'controls'],
    track: ['src', 'kind', 'srclang', 'label', 'default'],
    blockquote: ['cite'],
    q: ['cite'],
    time: ['datetime'],
    td: ['colspan', 'rowspan', 'scope', 'align'],
    th: ['colspan', 'rowspan', 'scope', 'align'],
    col: ['span'],
    colgroup: ['span'],
    ol: ['start', 'reversed', 'type'],
    li: ['value'],
    details: ['open'],
};

const names = (text) => new Set(text.split(' '));

/** Elements that marks stand for, and those like them. */
export const inlineElements = names('a abbr b cite code em i kbd mark q s small span strong sub sup time u');
/** Elements inside a line of text that hold no text of the article. */
export const inlineLeaves = names('audio br img picture video');
export const blockElements = names('aside blockquote caption col colgroup dd details div dl dt figcaption figure h2 h3 h4 h5 h6 hr li ol p '
    + 'pre section summary table tbody td tfoot th thead tr ul');
const mediaParts = names('source track');
const keptClasses = names('pull-quote footnotes footnote footnote-ref footnote-back lead credit question answer correction');
const writtenAs = {
    acronym: 'abbr', address: 'div', article: 'div', center: 'div', del: 's', dialog: 'div', dir: 'ul', fieldset: 'div', footer: 'div',
    form: 'div', h1: 'h2', header: 'div', hgroup: 'div', image: 'img', ins: 'u', main: 'div', menu: 'ul', nav: 'div', samp: 'code',
    strike: 's', tt: 'code', var: 'i',
};

/** The name an element of this (lower-case) name is kept under, or undefined when only its content is. */
export function keptName(name) {
    const kept = writtenAs[name] ?? name;
    return inlineElements.has(kept) || inlineLeaves.has(kept) || blockElements.has(kept) || mediaParts.has(kept) ? kept : undefined;
}

export const isKeptClass = (name) => /^(kg|language)-[\w-]+$/.test(name) || keptClasses.has(name);

/** Whether a link or picture may go there: as safe_url in src/html/urls.cpp. */
export function isSafeUrl(url) {
    // eslint-disable-next-line no-control-regex
    const scheme = /^([^:/?#]*):/.exec(url.trim().replace(/[\u0000-\u001f\u007f]/g, ''));
    return !scheme || /^(https?|mailto|tel)$/i.test(scheme[1]);
}

export const isOutside = (url) => /^(https?:)?\/\//i.test(url);

/**
 * The kept attributes of an element, in the order in which the sanitiser writes them.
 * @param {Element} element
 * @param {string[]} [except]
 * @returns {Record<string, string>}
 */
export function attributesOf(element, except = []) {
    const found = {};
    for (const name of [...(ofElement[element.localName] ?? []), ...ofAll])
        if (element.hasAttribute(name) && !except.includes(name)) found[name] = element.getAttribute(name);
    return found;
}
