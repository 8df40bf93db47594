const room = 8;
const heightOf = (bar) => (bar && getComputedStyle(bar).position === 'sticky' ? bar.offsetHeight : 0);
const sum = (bars) => bars.reduce((height, bar) => height + heightOf(bar), 0);

/** The bars that stay in sight while the text is scrolled below them: how much of the window they take. In pixels, as they are at the moment. */
export class Bars {
    #above; #below;
    left = 0;
    right = 0;

    /** @param {(HTMLElement | null)[]} above @param {(HTMLElement | null)[]} below the first of them stands on the others */
    constructor(above, below) {
        this.#above = above;
        this.#below = below;
    }

    get top() { return sum(this.#above) + room; }
    get bottom() { return sum(this.#below) + room; }

    /** Tells the styles (`--below`), and the browser's own scrolling to where the caret goes. @param {HTMLElement} frame */
    watch(frame) {
        const measure = () => {
            frame.style.setProperty('--below', `${sum(this.#below.slice(1))}px`);
            document.documentElement.style.scrollPaddingBlock = `${this.top}px ${this.bottom}px`;
        };
        const observer = new ResizeObserver(measure);
        for (const bar of [...this.#above, ...this.#below]) if (bar) observer.observe(bar);
        addEventListener('resize', measure);
    }
}
