// The newspaper's own server sends a page's policy as a header; in a mirror's file it stands in the page (src/mirror/policy.cpp).
// Only with it is the page the one that the log knows.

function withoutFrameAncestors(policy) {
    return policy.split(';').map((directive) => directive.replace(/^ +/, '')).filter((directive) => directive && !directive.startsWith('frame-ancestors')).join('; ');
}

/** Returns a page as a mirror's file has it. */
export function withPolicy(html, policy) {
    const [start] = /^<!DOCTYPE html>\s*<html(?:\s[^>]*)?>\s*<head(?:\s[^>]*)?>/.exec(html) ?? [/^<!DOCTYPE html>/.exec(html)?.[0] ?? ''];
    return `${start}<meta http-equiv="Content-Security-Policy" content="${withoutFrameAncestors(policy)}">${html.slice(start.length)}`;
}
