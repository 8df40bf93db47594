// How long an article is. Counted block by block and remembered, so that a key costs one block.

const wordsAMinute = 200;

/** @param {string} language of the article */
export function counter(language) {
    const segmenter = new Intl.Segmenter(language || 'en', { granularity: 'word' });
    const known = new WeakMap();
    const wordsIn = (text) => {
        let words = 0;
        for (const { isWordLike } of segmenter.segment(text)) if (isWordLike) ++words;
        return words;
    };
    /** @param {import('prosemirror-model').Node} node */
    const count = (node) => {
        if (!known.has(node)) {
            let words = 0;
            if (node.isTextblock) words = wordsIn(node.textBetween(0, node.content.size, ' ', ' '));
            else node.forEach((child) => { words += count(child); });
            known.set(node, words);
        }
        return known.get(node);
    };
    return (doc) => {
        const words = count(doc);
        return { words, minutes: Math.max(1, Math.ceil(words / wordsAMinute)) };
    };
}
