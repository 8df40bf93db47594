// Who is writing. The server decides; this asks it every quarter of a minute and tells the page what has changed. Whoever only reads looks, and
// keeps nobody from writing: the lock is held from the first change on.

export const heartbeat = 15_000;

export class Lock {
    /** @type {{holder: string | null, mine: boolean, since?: number, wanted_by?: string | null, asked?: boolean, free_in?: number} | null} */
    state = null;
    #server; #clock; #changed; #timer = null;
    #isWriting = false; // or would like to

    /**
     * @param {{lock(act: string): Promise<Object | null>, leave(): void}} server
     * @param {{after(ms: number, act: () => void): any, cancel(timer: any): void}} clock
     * @param {(now: Object, before: Object | null) => void} changed called after each answer
     */
    constructor(server, clock, changed) {
        this.#server = server;
        this.#clock = clock;
        this.#changed = changed;
    }

    /** Without an answer nothing is known, and the last state holds: a version tells whether another has written. */
    get isElsewhere() { return this.state !== null && !this.state.mine && Boolean(this.state.holder); }

    /** The person has begun to write. */
    write() {
        if (!this.#isWriting && !this.isElsewhere) this.act('hold');
    }

    async act(act) {
        if (this.#timer !== null) this.#clock.cancel(this.#timer);
        if (act !== 'look') this.#isWriting = act !== 'give';
        const answer = await this.#server.lock(act);
        if (answer) {
            const before = this.state;
            this.state = answer;
            // Whoever has asked, here or on this page before it was loaded, takes it as soon as it can be had.
            if (!answer.mine) this.#isWriting = Boolean(answer.asked);
            await this.#changed(answer, before);
        }
        if (this.#timer !== null) this.#clock.cancel(this.#timer);
        const wait = answer?.asked ? Math.min(heartbeat, Math.max(1, answer.free_in) * 1000) : heartbeat;
        this.#timer = this.#clock.after(wait, () => this.act(this.#isWriting ? 'hold' : 'look'));
    }

    leave() {
        if (this.#timer !== null) this.#clock.cancel(this.#timer);
        this.#timer = null;
        // What was asked a moment ago may be granted when the page is gone.
        if (this.#isWriting) this.#server.leave();
    }
}
