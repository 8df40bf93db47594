import { findState, replaceAll, replaceOne, setQuery, step } from '../editing/find.js';
import { t } from '../words.js';
import { h, newId } from './element.js';

/** The panel for finding and replacing. */
export class FindPanel {
    #view; #query; #replacement; #matchCase; #count;

    /** @param {import('prosemirror-view').EditorView} view */
    constructor(view) {
        this.#view = view;
        const search = () => setQuery(view, this.#query.value, this.#matchCase.checked);
        const [queryId, replacementId, caseId] = ['find', 'replace', 'case'].map(newId);
        this.#query = h('input', { id: queryId, dir: 'auto', autocomplete: 'off', oninput: search });
        this.#replacement = h('input', { id: replacementId, dir: 'auto', autocomplete: 'off' });
        this.#matchCase = h('input', { id: caseId, type: 'checkbox', onchange: search });
        this.#count = h('span', { class: 'count', role: 'status' });
        const button = (text, run) => h('button', { type: 'button', class: 'second', onclick: run }, text);
        this.dom = h('div', { class: 'editor-find', role: 'search', 'aria-label': t('Find and replace'), hidden: true },
            h('p', {}, h('label', { for: queryId }, t('Find')), this.#query),
            h('p', {}, h('label', { for: replacementId }, t('Replace with')), this.#replacement),
            h('p', { class: 'find-buttons' },
                h('span', { class: 'check' }, this.#matchCase, ' ', h('label', { for: caseId }, t('Match case'))),
                button(t('Previous'), () => step(view, -1)), button(t('Next'), () => step(view, 1)),
                button(t('Replace'), () => replaceOne(view, this.#replacement.value)),
                button(t('Replace all'), () => this.#replaceAll()),
                button(t('Close'), () => this.close()), this.#count));
        this.dom.addEventListener('keydown', (event) => this.#key(event));
    }

    open() {
        const { from, to, empty } = this.#view.state.selection;
        const selected = empty ? '' : this.#view.state.doc.textBetween(from, to);
        if (selected && selected.length < 100) this.#query.value = selected;
        this.dom.hidden = false;
        setQuery(this.#view, this.#query.value, this.#matchCase.checked);
        this.#query.focus();
        this.#query.select();
        return true;
    }

    close() {
        this.dom.hidden = true;
        setQuery(this.#view, '', false);
        this.#view.focus();
    }

    update() {
        if (this.dom.hidden) return;
        const { query, matches, current } = findState(this.#view.state);
        const text = !query ? '' : matches.length ? t('{current} of {count}', { current: current + 1, count: matches.length }) : t('Not found');
        if (this.#count.textContent !== text) this.#count.textContent = text;
    }

    #replaceAll() {
        const count = replaceAll(this.#view, this.#replacement.value);
        this.#count.textContent = t('{count} replaced', { count });
    }

    #key(event) {
        const run = {
            Escape: () => this.close(),
            Enter: () => (event.target === this.#replacement ? replaceOne(this.#view, this.#replacement.value) : step(this.#view, event.shiftKey ? -1 : 1)),
        }[event.key];
        if (!run || (event.key === 'Enter' && event.target.localName === 'button')) return;
        event.preventDefault();
        run();
    }
}
