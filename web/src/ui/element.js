/**
 * Makes an element. Attributes that are functions are listeners (`onclick`), false ones are left out.
 * @param {string} name @param {Record<string, any>} [attributes] @param {...(Node | string | null | false)} children
 */
export function h(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [attribute, value] of Object.entries(attributes)) {
        if (typeof value === 'function') made.addEventListener(attribute.slice(2), value);
        else if (value === true) made.setAttribute(attribute, '');
        else if (value !== false && value !== null && value !== undefined) made.setAttribute(attribute, value);
    }
    made.append(...children.filter((child) => child !== null && child !== false && child !== undefined));
    return made;
}

let last = 0;
export const newId = (name) => `editor-${name}-${++last}`;
