import { h, newId } from './element.js';
import { icon } from './icons.js';

// https://www.w3.org/WAI/ARIA/apg/patterns/toolbar/ and …/menu-button/: one stop of the Tab key, arrows inside.

/**
 * @typedef {{icon?: string, label: string, keys?: string, run: () => void, isOn?: () => boolean, isPossible?: () => boolean, isShown?: () => boolean}} Tool
 * @typedef {{icon?: string, label: string, text?: () => string, items: Tool[], isShown?: () => boolean}} Menu
 */

const isBackward = (key, rtl) => key === 'ArrowUp' || key === (rtl ? 'ArrowRight' : 'ArrowLeft');

/** Moves among elements by arrows, Home and End. @returns {Element | null} */
function neighbour(elements, present, key, { vertical = false, horizontal = false } = {}) {
    const rtl = getComputedStyle(document.documentElement).direction === 'rtl';
    if (key === 'Home') return elements[0];
    if (key === 'End') return elements.at(-1);
    const isMine = (vertical && /^Arrow(Up|Down)$/.test(key)) || (horizontal && /^Arrow(Left|Right)$/.test(key));
    if (!isMine) return null;
    const way = isBackward(key, rtl) ? -1 : 1;
    return elements[(elements.indexOf(present) + way + elements.length) % elements.length];
}

function makeButton(tool, run) {
    const title = tool.keys ? `${tool.label} (${tool.keys})` : tool.label;
    return h('button', { type: 'button', class: 'tool', title, 'aria-label': tool.label, tabindex: '-1', 'aria-pressed': tool.isOn ? 'false' : null,
        onmousedown: (event) => event.preventDefault(), onclick: run }, icon(tool.icon));
}

/** @param {Menu} menu */
function makeMenu(menu, leave) {
    const id = newId('menu');
    const label = h('span', {}, menu.text?.() ?? menu.label);
    const button = h('button', { type: 'button', class: 'tool menu', 'aria-haspopup': 'menu', 'aria-expanded': 'false', 'aria-controls': id, tabindex: '-1',
        onmousedown: (event) => event.preventDefault(), onclick: () => (list.hidden ? open() : close()) }, menu.icon && icon(menu.icon), label);
    const items = menu.items.map((tool) => h('button', {
        type: 'button', role: tool.isOn ? 'menuitemradio' : 'menuitem', tabindex: '-1', onmousedown: (event) => event.preventDefault(),
        onclick() {
            close();
            leave();
            tool.run();
        },
    }, h('span', {}, tool.label), tool.keys && h('kbd', {}, tool.keys)));
    const list = h('div', { id, role: 'menu', class: 'menu-list', 'aria-label': menu.label, hidden: true }, ...items);
    const shownItems = () => items.filter((item) => !item.hidden);
    function open() {
        menu.items.forEach((tool, index) => {
            items[index].hidden = !(tool.isShown?.() ?? true);
            if (tool.isPossible) items[index].setAttribute('aria-disabled', String(!tool.isPossible()));
            if (tool.isOn) items[index].setAttribute('aria-checked', String(tool.isOn()));
        });
        list.hidden = false;
        button.setAttribute('aria-expanded', 'true');
        list.classList.toggle('at-end', list.getBoundingClientRect().right > document.documentElement.clientWidth || list.getBoundingClientRect().left < 0);
        shownItems()[0]?.focus();
    }
    function close() {
        list.hidden = true;
        button.setAttribute('aria-expanded', 'false');
    }
    const wrapper = h('div', { class: 'menu-wrapper', onfocusout: (event) => !wrapper.contains(event.relatedTarget) && close() }, button, list);
    wrapper.addEventListener('keydown', (event) => {
        if (list.hidden) {
            if (event.key !== 'ArrowDown') return;
            open();
        } else if (event.key === 'Escape' || event.key === 'Tab') {
            close();
            button.focus();
            if (event.key === 'Tab') return;
        } else {
            const next = neighbour(shownItems(), event.target, event.key, { vertical: true })
                ?? shownItems().find((item) => event.key.length === 1 && item.textContent.toLowerCase().startsWith(event.key.toLowerCase()));
            next?.focus();
            event.stopPropagation();
            if (!next) return;
        }
        event.preventDefault();
        event.stopPropagation();
    });
    return { wrapper, button, update: () => { if (menu.text) label.textContent = menu.text(); } };
}

export class Toolbar {
    #entries = []; #leave;

    /**
     * @param {(Tool | Menu)[][]} groups
     * @param {string} label
     * @param {() => void} leave gives the focus back to the text
     */
    constructor(groups, label, leave) {
        this.#leave = leave;
        this.dom = h('div', { role: 'toolbar', class: 'editor-toolbar', 'aria-label': label, 'aria-orientation': 'horizontal' },
            ...groups.map((group) => h('div', { class: 'tool-group' }, ...group.map((tool) => this.#add(tool)))));
        this.dom.addEventListener('keydown', (event) => this.#move(event));
        this.dom.addEventListener('focusin', ({ target }) => this.#buttons.includes(target) && this.#setStop(target));
        this.update();
        this.#setStop(this.#buttons[0]);
    }

    get #buttons() { return this.#entries.filter(({ dom }) => !dom.hidden).map(({ button }) => button); }

    focus() { (this.#buttons.find((button) => button.tabIndex === 0) ?? this.#buttons[0]).focus(); }

    update() {
        for (const { tool, button, dom, menu } of this.#entries) {
            dom.hidden = !(tool.isShown?.() ?? true);
            menu?.update();
            if (tool.isOn) button.setAttribute('aria-pressed', String(tool.isOn()));
            // A button that does nothing now can still be reached and read.
            if (tool.isPossible) button.setAttribute('aria-disabled', String(!tool.isPossible()));
        }
        if (!this.#buttons.some((button) => button.tabIndex === 0)) this.#setStop(this.#buttons[0]);
    }

    #add(tool) {
        const menu = tool.items && makeMenu(tool, this.#leave);
        const button = menu?.button ?? makeButton(tool, () => {
            if (button.getAttribute('aria-disabled') === 'true') return;
            this.#leave();
            tool.run();
        });
        const dom = menu?.wrapper ?? button;
        this.#entries.push({ tool, button, dom, menu });
        return dom;
    }

    #setStop(button) {
        for (const { button: each } of this.#entries) each.tabIndex = each === button ? 0 : -1;
    }

    #move(event) {
        if (event.key === 'Escape') {
            event.preventDefault();
            this.#leave();
            return;
        }
        const next = neighbour(this.#buttons, document.activeElement, event.key, { horizontal: true });
        if (!next) return;
        event.preventDefault();
        next.focus();
    }
}
