import { DOMParser as Reader, Fragment } from 'prosemirror-model';
import { meaningOf, parseInert } from './same.js';
import { schema } from './schema.js';
import { hasBlocks, isBlock, prepare } from './structure.js';
import { toHtml } from './write.js';

const reader = Reader.fromSchema(schema);

function readPrepared(body, options) {
    return reader.parse(prepare(body.cloneNode(true), options));
}

const says = (doc, meaning) => meaningOf(parseInert(toHtml(doc))) === meaning;

// One block at a time: what the schema cannot say stays the HTML that it is.
function readBlockByBlock(body) {
    const nodes = [];
    let run = [];
    const take = (parts) => {
        const piece = parts[0].ownerDocument.createElement('div');
        piece.append(...parts.map((part) => part.cloneNode(true)));
        const meaning = meaningOf(piece);
        if (meaning === '') return;
        const doc = readPrepared(piece, { footnotes: false });
        if (says(doc, meaning)) nodes.push(...doc.content.content);
        else nodes.push(schema.nodes.opaque_block.create({ html: piece.innerHTML }));
    };
    for (const child of body.childNodes) {
        const isWord = !isBlock(child) && !hasBlocks(child);
        if (isWord) run.push(child);
        if (!isWord && run.length) take(run.splice(0));
        if (!isWord) take([child]);
    }
    if (run.length) take(run);
    return schema.topNodeType.createAndFill(null, Fragment.from(nodes));
}

/**
 * Reads an article's body. Nothing is lost: written again it says the same, or else the part that would not is kept as the HTML it is.
 * @param {string} html
 */
export function fromHtml(html) {
    const body = parseInert(html);
    const meaning = meaningOf(body);
    const doc = readPrepared(body);
    return says(doc, meaning) ? doc : readBlockByBlock(body);
}
