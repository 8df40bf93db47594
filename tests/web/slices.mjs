// What a paste becomes in the document, written as HTML.
import { DOMParser as Reader } from '../../web/node_modules/prosemirror-model/dist/index.js';
import { parseInert } from '../../web/src/document/same.js';
import { schema } from '../../web/src/document/schema.js';
import { fragmentToHtml } from '../../web/src/document/write.js';

export function readSlice(html) {
    const { content } = Reader.fromSchema(schema).parseSlice(parseInert(html), { preserveWhitespace: false });
    content.forEach((node) => node.check());
    return fragmentToHtml(content);
}
