// Who is writing. The server decides; this asks it every quarter of a minute and tells the page what has changed.

export const heartbeat = 15_000;

export class Lock {
    /** @type {{holder: string | null, mine: boolean, since?: number, wanted_by?: string | null, free_in?: number} | null} */
    state = null;
    #server; #clock; #changed; #timer = null; #isAsking = false;

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

    async act(act) {
        if (this.#timer !== null) this.#clock.cancel(this.#timer);
        this.#isAsking = true;
        const answer = await this.#server.lock(act);
        this.#isAsking = false;
        if (answer) {
            const before = this.state;
            this.state = answer;
            await this.#changed(answer, before);
        }
        if (this.#timer !== null) this.#clock.cancel(this.#timer);
        this.#timer = this.#clock.after(heartbeat, () => this.act('hold'));
    }

    leave() {
        if (this.#timer !== null) this.#clock.cancel(this.#timer);
        this.#timer = null;
        // What was asked a moment ago may be granted when the page is gone.
        if (this.#isAsking || this.state?.mine) this.#server.leave();
    }
}
