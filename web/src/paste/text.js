import { Fragment, Slice } from 'prosemirror-model';
import { schema } from '../document/schema.js';

const { paragraph, hard_break: hardBreak } = schema.nodes;

// Mail and terminals break lines at a width; such breaks are spaces. Others, as of a poem or an address, stay.
function isWrapped(lines) {
    const lengths = lines.slice(0, -1).map((line) => line.length);
    return lengths.length > 0 && Math.min(...lengths) >= 45 && Math.max(...lengths) <= 100;
}

function paragraphOf(text, marks) {
    const lines = text.split('\n').map((line) => line.trim());
    if (isWrapped(lines)) return paragraph.create(null, schema.text(lines.join(' '), marks));
    const content = lines.flatMap((line, index) => [...(index ? [hardBreak.create()] : []), ...(line ? [schema.text(line, marks)] : [])]);
    return paragraph.create(null, content);
}

/** Plain text as paragraphs: empty lines part them; where there is none, every line is one. */
export function sliceOfText(text, marks = []) {
    const clean = text.replace(/\r\n?/g, '\n').replace(/\u00ad/g, '').replace(/^\n+|\s+$/g, '');
    const parts = clean.split(/\n[ \t]*\n\s*/).filter((part) => part.trim());
    const paragraphs = parts.length > 1 || isWrapped(clean.split('\n')) ? parts : clean.split('\n').filter((line) => line.trim());
    if (!paragraphs.length) return Slice.empty;
    return new Slice(Fragment.from(paragraphs.map((part) => paragraphOf(part, marks))), 1, 1);
}
