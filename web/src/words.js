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

/**
 * A time in the newspaper's zone, as the rest of the page tells times: a newsroom sits in several.
 * @param {number} at @param {Intl.DateTimeFormatOptions} options
 */
export function timeText(at, options) {
    const zone = document.querySelector('#article-form')?.dataset.zone || undefined;
    const language = uiLanguage();
    return new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, { ...options, timeZone: zone }).format(at);
}

export const uiLanguage = () => document.documentElement.lang || 'en';
