// What word processors say in styles, said in elements. Styles are read from the attribute's text: the page's policy lets no style apply.

/** @returns {Map<string, string>} the declarations of a style attribute, in lower case */
export function declarations(element) {
    const found = new Map();
    for (const declaration of (element.getAttribute('style') ?? '').toLowerCase().split(';')) {
        const colon = declaration.indexOf(':');
        if (colon > 0) found.set(declaration.slice(0, colon).trim(), declaration.slice(colon + 1).trim());
    }
    return found;
}

const isBold = (weight) => weight === 'bold' || weight === 'bolder' || Number(weight) >= 600;
const isLight = (weight) => weight === 'normal' || weight === 'lighter' || Number(weight) < 600;
const headings = 'h1, h2, h3, h4, h5, h6, th';

function elementsFor(element, style) {
    const names = [];
    const decoration = `${style.get('text-decoration') ?? ''} ${style.get('text-decoration-line') ?? ''}`;
    const position = style.get('vertical-align');
    if (isBold(style.get('font-weight')) && !element.closest(headings)) names.push('strong');
    if (/^(italic|oblique)/.test(style.get('font-style') ?? '')) names.push('em');
    if (decoration.includes('line-through')) names.push('s');
    if (decoration.includes('underline') && !element.closest('a') && !element.querySelector('a')) names.push('u');
    if (position === 'super' || position === 'sub') names.push(position === 'super' ? 'sup' : 'sub');
    return names;
}

/** Takes an element away and leaves what it holds. */
export function unwrap(element) {
    element.replaceWith(...element.childNodes);
}

function wrapContent(element, name) {
    const wrapper = element.ownerDocument.createElement(name);
    wrapper.append(...element.childNodes);
    element.append(wrapper);
}

/** Writes elements for styles of spans and links, and unwraps <b> and <i> that their own style takes back. */
export function stylesToElements(root) {
    for (const element of [...root.querySelectorAll('[style]')]) {
        const style = declarations(element);
        const name = element.localName;
        const takesBack = (/^(b|strong)$/.test(name) && isLight(style.get('font-weight')))
            || (/^(i|em)$/.test(name) && style.get('font-style') === 'normal');
        if (/^(span|font|a|b|strong|i|em|s|u|sub|sup|code)$/.test(name))
            for (const wanted of elementsFor(element, style))
                if (!element.closest(wanted === 'strong' ? 'strong, b' : wanted === 'em' ? 'em, i' : wanted) || takesBack) wrapContent(element, wanted);
        if (takesBack) unwrap(element);
    }
}
