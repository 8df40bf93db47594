// What the page "Check this page" says of a page that somebody was shown.

/**
 * shown: what is remembered of the answer, {from, content}, its content's hash in the manifest if it was proven; nothing where
 * the worker did not answer, or has forgotten it. proof: what the newest edition says of the address (Library.proofOf).
 */
export function verdictOn(shown, { isPublished, content, isKept }, isHome) {
    if (isPublished === undefined) return isKept ? 'kept' : 'unknown';
    if (!isPublished) return isHome ? 'fresh' : 'absent';
    if (shown?.content && shown.content === content) return 'proven';
    return shown?.from === 'home' && !shown.content ? 'fresh' : 'listed';
}
