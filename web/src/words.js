import russian from './words/ru.js';

const languages = { ru: russian };

/**
 * A text of the editor in the language of the page; English is its own key. `{name}` stands for a value.
 * @param {string} text @param {Record<string, string | number>} [values]
 */
export function t(text, values = {}) {
    const found = languages[document.documentElement.lang.slice(0, 2)]?.[text] ?? text;
    return found.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

export const uiLanguage = () => document.documentElement.lang || 'en';
