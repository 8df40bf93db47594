// Notes of word processors become ours: a reference in the text, and a list at the end.

/** @param {HTMLElement} root @param {Element | null} reference what stands in the text for the note @param {Iterable<Node>} content of the note */
export function makeNote(root, reference, content) {
    const document = root.ownerDocument;
    let section = root.querySelector(':scope > section.footnotes');
    if (!section) {
        section = document.createElement('section');
        section.className = 'footnotes';
        root.append(section);
    }
    const item = document.createElement('li');
    item.id = `u-fn-${Math.random().toString(36).slice(2, 9)}`;
    item.append(...content);
    section.append(item);
    if (!reference) return;
    const mark = document.createElement('sup');
    mark.className = 'footnote-ref';
    mark.innerHTML = `<a href="#${item.id}">*</a>`;
    reference.replaceWith(mark);
}

/** The largest element that says no more than the link: its brackets are raised by a <sup> or a <span>. */
function wholeOf(link) {
    let whole = link;
    while (/^(span|sup|font)$/.test(whole.parentElement.localName) && whole.parentElement.textContent.trim() === link.textContent.trim()) whole = whole.parentElement;
    return whole;
}

/** What marks a note: a number or a sign. Links between a table of contents and its headings are words. */
const isMark = (link) => /^[[(]?(\d{1,4}|[ivxlc]{1,7}|[a-z]|[*†‡§¶#^↑↩]{1,4}\uFE0E?)[\])]?\.?$/i.test(link.textContent.trim());

/** @returns {boolean} whether nothing is said in the block before the link */
function begins(block, link) {
    const before = block.ownerDocument.createRange();
    before.setStart(block, 0);
    before.setEndBefore(link);
    return before.toString().trim() === '';
}

/** Two links that lead to each other are a reference and the beginning of its note: so write Google Docs and LibreOffice. */
export function makeLinkedNotes(root) {
    const links = new Map([...root.querySelectorAll('a[id], a[name]')].map((link) => [link.id || link.name, link]));
    const target = (link) => links.get(link.getAttribute('href')?.replace(/^#/, ''));
    const isBack = (link) => target(link) && target(target(link)) === link && Boolean(link.compareDocumentPosition(target(link)) & 2 /* before it */);
    const backs = [...links.values()].filter(isBack).map((back) => ({ back, reference: target(back), paragraph: back.closest('p, li') }));
    for (const { back, reference, paragraph } of backs) {
        if (!paragraph || paragraph.contains(reference) || !isMark(back) || !isMark(reference) || !begins(paragraph, back)) continue;
        const around = paragraph.parentElement;
        const isOwn = around.localName === 'div' && !around.contains(reference) && backs.filter((other) => around.contains(other.back)).length === 1;
        const note = isOwn ? around : paragraph;
        if (note.previousElementSibling?.localName === 'hr') note.previousElementSibling.remove();
        wholeOf(back).remove();
        note.remove();
        makeNote(root, wholeOf(reference), note.childNodes);
    }
}
