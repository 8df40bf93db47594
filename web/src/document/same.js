import { blockElements } from './allowed.js';

// Two pieces of HTML say the same when they differ only in white space between and around lines, in the order of attributes, and in
// which of several formatting elements around the same words is the outer one.

const isLeaf = (element) => element.childNodes.length === 0;

function tagOf(element) {
    const attributes = [...element.attributes].map(({ name, value }) => `${name}=${JSON.stringify(value)}`);
    return [element.localName, ...attributes.sort()].join(' ');
}

/** Lists what a tree says: {text, marks} for words, {tag, marks} for what stands in a line, {edge} for tags of blocks. */
function tell(node, marks, isCode, out) {
    for (const child of node.childNodes) {
        if (child.nodeType === 3) {
            out.push({ text: isCode ? child.data : child.data.replace(/[ \t\n\f\r]+/g, ' '), marks, isCode });
        } else if (child.nodeType === 1) {
            const tag = tagOf(child);
            if (blockElements.has(child.localName)) {
                out.push({ edge: tag });
                tell(child, marks, isCode || child.localName === 'pre', out);
                out.push({ edge: `/${child.localName}` });
            } else if (isLeaf(child)) {
                out.push({ tag, marks });
            } else {
                tell(child, [...new Set([...marks, tag])].sort(), isCode, out);
            }
        }
    }
    return out;
}

function withoutSpace(parts) {
    let atStart = true;
    for (const part of parts) {
        if (part.text !== undefined && !part.isCode) {
            if (atStart) part.text = part.text.replace(/^ /, '');
            if (part.text) atStart = part.text.endsWith(' ');
        } else {
            atStart = part.edge !== undefined || part.tag === 'br';
        }
    }
    let atEnd = true;
    for (const part of parts.reverse()) {
        if (part.text !== undefined && !part.isCode) {
            if (atEnd) part.text = part.text.replace(/ $/, '');
            if (part.text) atEnd = false;
        } else {
            atEnd = part.edge !== undefined;
        }
    }
    return parts.reverse().filter((part) => part.text !== '');
}

// What the sanitiser leaves out: a block in which nothing is said.
function withoutEmptyBlocks(parts) {
    const kept = [];
    for (const part of parts) {
        const before = kept.at(-1);
        const isEmpty = part.edge?.startsWith('/') && part.edge.slice(1) === before?.edge && !/^\/(td|th|hr|col)$/.test(part.edge);
        isEmpty ? kept.pop() : kept.push(part);
    }
    return kept;
}

/** A text that is the same for two trees exactly when they say the same. */
export function meaningOf(root) {
    let said = '';
    let marksBefore;
    for (const part of withoutEmptyBlocks(withoutSpace(tell(root, [], false, [])))) {
        const marks = part.marks?.join('|');
        if (part.edge !== undefined) said += `<${part.edge}>`;
        else said += (marks === marksBefore ? '' : `{${marks}}`) + (part.text ?? `<${part.tag}/>`);
        marksBefore = marks;
    }
    return said;
}

/** Reads HTML without running, loading or showing any of it. */
export function parseInert(html) {
    return new DOMParser().parseFromString(`<body>${html}`, 'text/html').body;
}

export const saysTheSame = (html, other) => html === other || meaningOf(parseInert(html)) === meaningOf(parseInert(other));
