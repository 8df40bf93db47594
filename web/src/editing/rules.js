import { InputRule, inputRules, textblockTypeInputRule, wrappingInputRule } from 'prosemirror-inputrules';
import { schema } from '../document/schema.js';
import { divider, insertBlock } from './commands.js';

// Markdown as one types it.

const { nodes, marks } = schema;

/** **text**, *text*, `text`, ~~text~~: the signs go, the text between them takes the mark. */
function markRule(pattern, type) {
    return new InputRule(pattern, (state, match, start, end) => {
        const [whole, before, text] = match;
        const { parent } = state.selection.$from;
        if (!parent.type.allowsMarkType(type)) return null;
        const from = start + before.length;
        const signs = (whole.length - before.length - text.length) / 2;
        // The last sign is not in the document yet.
        const tr = state.tr;
        if (end > from + signs + text.length) tr.delete(from + signs + text.length, end);
        tr.delete(from, from + signs);
        return tr.addMark(from, from + text.length, type.create()).removeStoredMark(type);
    }, { inCodeMark: false });
}

const list = (pattern, type, getAttrs, join) => {
    const rule = wrappingInputRule(pattern, type, getAttrs, join);
    const { handler } = rule;
    // In an item the text stands without a <p>.
    rule.handler = (...args) => {
        const tr = handler(...args);
        const $pos = tr?.selection.$from;
        if (tr && $pos.parent.type === nodes.paragraph && $pos.node(-1).type === nodes.list_item) tr.setNodeMarkup($pos.before(), nodes.line);
        return tr;
    };
    return rule;
};

const start = (number) => (number > 1 ? { extra: { start: String(number) } } : null);

export const markdownRules = () => inputRules({
    rules: [
        // One # is the article's title, so that a heading in its text begins with two; both are taken.
        textblockTypeInputRule(/^(#{1,4})\s$/, nodes.heading, ([, signs]) => ({ level: Math.max(2, signs.length) })),
        wrappingInputRule(/^\s*>\s$/, nodes.blockquote),
        list(/^\s*([-*+])\s$/, nodes.bullet_list),
        list(/^(\d{1,4})[.)]\s$/, nodes.ordered_list, ([, number]) => start(Number(number)),
            ([, number], before) => before.childCount + Number(before.attrs.extra.start ?? 1) === Number(number)),
        textblockTypeInputRule(/^```([\w-]*)\s$/, nodes.code_block, ([, language]) => ({ code: language ? { class: `language-${language}` } : {} })),
        new InputRule(/^(---|\*\*\*|___)$/, (state, _, from, to) => {
            if (state.selection.$from.parent.type !== nodes.paragraph) return null;
            return insertBlock(state.tr.delete(from, to), divider());
        }),
        markRule(/(^|[^*])\*\*([^*\s](?:[^*]*[^*\s])?)\*\*$/, marks.strong),
        markRule(/(^|[^*])\*([^*\s](?:[^*]*[^*\s])?)\*$/, marks.em),
        markRule(/(^|[^_\p{L}\p{N}])_([^_\s](?:[^_]*[^_\s])?)_$/u, marks.em),
        markRule(/(^|[^~])~~([^~\s](?:[^~]*[^~\s])?)~~$/, marks.strike),
        markRule(/(^|[^`])`([^`]+)`$/, marks.code),
    ],
});
