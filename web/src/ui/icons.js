// Drawn for this editor, in strokes on a grid of 24.
const paths = {
    bold: 'M7 5h6a3.5 3.5 0 0 1 0 7H7zm0 7h7a3.5 3.5 0 0 1 0 7H7z',
    italic: 'M10 5h8M6 19h8M14 5l-4 14',
    strike: 'M4 12h16M17 7.5C16 5.5 14 5 12 5c-3 0-5 1.3-5 3.5 0 1.5 1 2.7 3 3.5M7 16.500c1 1.800 3 2.500 5 2.500 3 0 5-1.300 5-3.500 0-.6-.1-1.100-.4-1.500',
    code: 'M8 7l-5 5 5 5M16 7l5 5-5 5',
    sup: 'M4 8l8 10M12 8L4 18M16 9.500c0-3 5-3 5-.5 0 1.600-2 2-5 4.500h5',
    sub: 'M4 5l8 10M12 5L4 15M16 15.500c0-3 5-3 5-.5 0 1.600-2 2-5 4.500h5',
    link: 'M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.700-5.700l-1.300 1.300M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.700 5.700l1.300-1.300',
    bullets: 'M9 6h11M9 12h11M9 18h11M4.500 6h.01M4.500 12h.01M4.500 18h.01',
    numbers: 'M10 6h10M10 12h10M10 18h10M4 4.500l1.500-.5v5M3.500 15c0-2 3-2 3-.3 0 1.300-3 2-3 3.800h3',
    quote: 'M9.500 7C6.500 8 5 10 5 13v4h5v-5H7.500M18.500 7c-3 1-4.500 3-4.500 6v4h5v-5h-2.500',
    picture: 'M4 5h16v14H4zM4 16l5-5 4 4 2.500-2.500L20 17M15.500 9h.01',
    footnote: 'M4 7h9M4 12h9M4 17h6M17 12V5l-2 1.300M15.500 12h3',
    undo: 'M8 5L4 9l4 4M4 9h10a5 5 0 0 1 0 10h-3',
    redo: 'M16 5l4 4-4 4M20 9H10a5 5 0 0 0 0 10h3',
    find: 'M10.500 4a6.500 6.500 0 1 0 0 13 6.500 6.500 0 0 0 0-13zM15.500 15.500L20 20',
    help: 'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM9.500 9.500c0-3.300 5-3 5 0 0 2-2.500 2-2.500 4M12 17h.01',
    plus: 'M12 5v14M5 12h14',
    table: 'M4 5h16v14H4zM4 10h16M4 14.500h16M12 5v14',
};

/** @param {keyof typeof paths} name */
export function icon(name) {
    const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
    svg.setAttribute('viewBox', '0 0 24 24');
    svg.setAttribute('aria-hidden', 'true');
    const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
    path.setAttribute('d', paths[name]);
    svg.append(path);
    return svg;
}
