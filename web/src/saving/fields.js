import { saysTheSame } from '../document/same.js';

/** What the form says: each field's name with its values, but for the token and the button. @typedef {Record<string, string[]>} Fields */

const notText = new Set(['form_token', 'token', 'act', 'version']);

/** @param {HTMLFormElement} form @returns {Fields} */
export function readFields(form) {
    const fields = {};
    for (const [name, value] of new FormData(form))
        if (typeof value === 'string' && !notText.has(name)) (fields[name] ??= []).push(value.replace(/\r\n?/g, '\n'));
    return fields;
}

/** Puts fields into the form. @param {HTMLFormElement} form @param {Fields} fields */
export function writeFields(form, fields) {
    for (const control of form.elements) {
        if (!control.name || notText.has(control.name) || ['submit', 'button', 'file'].includes(control.type)) continue;
        const values = fields[control.name] ?? [];
        if (control.type === 'checkbox' || control.type === 'radio') control.checked = values.includes(control.value);
        else if (control.type === 'select-multiple') for (const option of control.options) option.selected = values.includes(option.value);
        else if (control.type !== 'hidden' || control.name in fields) control.value = values[0] ?? '';
    }
}

/** @param {Fields} fields */
export function encodeFields(fields) {
    const encoded = new URLSearchParams();
    for (const [name, values] of Object.entries(fields)) for (const value of values) encoded.append(name, value);
    return encoded;
}

/** Whether two states of the form are the same to a reader. @param {Fields} left @param {Fields} right */
export function sameFields(left, right) {
    for (const name of new Set([...Object.keys(left), ...Object.keys(right)])) {
        const [one, other] = [left[name] ?? [], right[name] ?? []];
        const same = name === 'body' ? saysTheSame(one[0] ?? '', other[0] ?? '') : one.join('\0') === other.join('\0');
        if (!same) return false;
    }
    return true;
}
