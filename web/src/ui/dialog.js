import { t } from '../words.js';
import { h, newId } from './element.js';

// The browser's own modal dialogs: the focus stays in, Escape closes, and it goes back to where it was.

/**
 * @param {string} title
 * @param {(close: (result?: any) => void) => (Node | string | null)[]} content
 * @param {{wide?: boolean}} [options]
 * @returns {Promise<any>} what was passed to close; undefined when the person went away
 */
export function openDialog(title, content, { wide = false } = {}) {
    return new Promise((resolve) => {
        const id = newId('dialog');
        let result;
        const close = (value) => {
            result = value;
            dialog.close();
        };
        const dialog = h('dialog', { class: wide ? 'editor-dialog wide' : 'editor-dialog', 'aria-labelledby': id }, h('h2', { id }, title));
        dialog.append(...content(close).filter(Boolean));
        dialog.addEventListener('close', () => {
            dialog.remove();
            resolve(result);
        });
        // A form inside the page's own form would be none: dialogs stand at the end of the page.
        document.body.append(dialog);
        dialog.showModal();
    });
}

/**
 * @typedef {{name: string, label: string, type?: string, value?: string | boolean, hint?: string, required?: boolean, options?: [string, string][],
 *   dir?: string, rows?: number}} Field
 */

/** @param {Field} field @returns {Node[]} */
function control(field) {
    const id = newId('field');
    const hint = field.hint && h('p', { class: 'hint', id: `${id}-hint` }, field.hint);
    const attributes = { id, name: field.name, required: Boolean(field.required), dir: field.dir ?? 'auto', 'aria-describedby': hint ? hint.id : null };
    if (field.type === 'checkbox')
        return [h('p', { class: 'check' }, h('input', { ...attributes, dir: null, type: 'checkbox', checked: Boolean(field.value) }), ' ', h('label', { for: id }, field.label))];
    const label = h('label', { for: id }, field.label);
    if (field.type === 'select') {
        const select = h('select', { ...attributes, dir: null }, ...field.options.map(([value, text]) => h('option', { value, selected: value === field.value }, text)));
        return [label, hint, select];
    }
    if (field.type === 'textarea') {
        const area = h('textarea', { ...attributes, rows: String(field.rows ?? 3) });
        area.value = field.value ?? '';
        return [label, hint, area];
    }
    return [label, hint, h('input', { ...attributes, type: field.type ?? 'text', value: field.value ?? '', autocomplete: 'off' })];
}

/**
 * Asks for some fields. @param {string} title @param {Field[]} fields
 * @param {{done?: string, remove?: string, before?: Node, wide?: boolean}} [options] `remove` is the name of a button that takes the thing away
 * @returns {Promise<Record<string, any> | 'remove' | undefined>}
 */
export function ask(title, fields, { done = t('Done'), remove, before, wide } = {}) {
    return openDialog(title, (close) => {
        const form = h('form', {
            onsubmit(event) {
                event.preventDefault();
                close(Object.fromEntries(fields.map(({ name, type }) => {
                    const element = form.elements[name];
                    return [name, type === 'checkbox' ? element.checked : element.value.trim()];
                })));
            },
        }, ...fields.flatMap(control).filter(Boolean), h('p', { class: 'buttons' },
            h('button', {}, done),
            h('button', { type: 'button', class: 'second', onclick: () => close() }, t('Cancel')),
            remove && h('button', { type: 'button', class: 'plain', onclick: () => close('remove') }, remove)));
        return [before, form];
    }, { wide });
}

/** Shows something, with buttons: [value, text, isSecond?]. @returns {Promise<string | undefined>} */
export function choose(title, content, buttons, options) {
    return openDialog(title, (close) => [...content, h('p', { class: 'buttons' },
        ...buttons.map(([value, text, isSecond]) => h('button', { type: 'button', class: isSecond ? 'second' : null, onclick: () => close(value) }, text)))], options);
}
