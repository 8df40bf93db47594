import { t, timeText, uiLanguage } from '../words.js';
import { h } from './element.js';

const clock = (at) => timeText(at, { hour: '2-digit', minute: '2-digit' });

/** What stays in sight however long the text: below it how long it is, and whether it is saved; above it what the person has to know or decide. */
export class Status {
    #counts = h('span', { class: 'counts-line' });
    #saved = h('span', { class: 'saved' });
    #messages = new Map();

    constructor() {
        this.dom = h('div', { class: 'editor-status' }, this.#counts, this.#saved);
        this.messages = h('div', { class: 'editor-messages', role: 'status' });
    }

    counts({ words, minutes }) {
        const numbers = new Intl.NumberFormat(uiLanguage());
        this.#counts.textContent = t('{words} words, {minutes} min', { words: numbers.format(words), minutes: numbers.format(minutes) });
    }

    /** @param {import('../saving/autosave.js').Phase} phase */
    saving(phase, at) {
        this.#saved.textContent = {
            saved: at ? t('Saved at {time}', { time: clock(at) }) : t('Saved'),
            waiting: t('Writing…'),
            saving: t('Saving…'),
        }[phase] ?? t('Not saved yet');
        this.#saved.dataset.phase = phase;
    }

    /**
     * Shows a message under a name, in place of the one there was; no text takes it away.
     * @param {string} name @param {string} [text] @param {{kind?: 'warning' | 'notice', actions?: [string, () => void][], content?: Node}} [options]
     */
    say(name, text, { kind = 'warning', actions = [], content } = {}) {
        const shown = this.#messages.get(name);
        const said = [text, ...actions.map(([label]) => label)].join('\n');
        if (text && shown?.dataset.said === said) return;
        shown?.remove();
        this.#messages.delete(name);
        if (!text) return;
        const message = h('div', { class: kind, 'data-said': said, 'data-name': name }, h('p', {}, text), content,
            actions.length > 0 && h('p', { class: 'actions' }, ...actions.map(([label, act]) => h('button', { type: 'button', class: 'second', onclick: act }, label))));
        this.#messages.set(name, message);
        this.messages.append(message);
    }
}
