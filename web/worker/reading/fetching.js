// Fetches bytes from hosts that may be slow, cut off in the middle, or dead.

export const mostBytes = 64 << 20; // of a file that is proven before it is shown

export const times = {
    stall: 2500, // ms without a byte after which a connection counts as frozen
    whole: 30_000, // for one file in all
};

export const noAnswer = 'no answer'; // of a host that is not there, in whatever words the browser has for it
const frozen = 'the connection froze';
/** Whether a host could not be reached at all: nothing it gave was refused. */
export const isUnreached = (reason) => !reason || reason === noAnswer || reason === frozen;

const delay = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Resolves to what `promise` gives, or throws after so many ms. */
export async function within(ms, promise, what) {
    let timer;
    const late = new Promise((_, reject) => { timer = setTimeout(() => reject(new Error(what)), ms); });
    try {
        return await Promise.race([promise, late]);
    } finally {
        clearTimeout(timer);
    }
}

/** Reads a body into `parts` until it ends (true) or freezes (false). */
async function drain(response, parts) {
    const reader = response.body.getReader();
    try {
        for (;;) {
            const { done, value } = await within(times.stall, reader.read(), 'frozen');
            if (done) return true;
            parts.push(value);
            if (sizeOf(parts) > mostBytes) throw new Error('the file is too large');
        }
    } catch (error) {
        // Closes the connection too, which a frozen one needs: the next request gets a new one.
        reader.cancel().catch(() => {});
        if (error.message === 'the file is too large') throw error;
        return false;
    }
}

const sizeOf = (parts) => parts.reduce((size, part) => size + part.length, 0);

/**
 * Returns {bytes, headers} of a file; throws where the host does not answer or has none. A connection that freezes
 * half-way is given up, and the rest fetched over another, for as long as each brings some bytes: some networks let
 * only so many through (16 KB have been seen) and then hold on to the connection in silence.
 */
export async function fetchBytes(url, signal) {
    const end = Date.now() + times.whole;
    const parts = [];
    let headers;
    for (;;) {
        const before = sizeOf(parts);
        const stop = new AbortController();
        const abort = () => stop.abort();
        signal?.addEventListener('abort', abort);
        try {
            const options = { signal: stop.signal, credentials: 'omit', cache: 'no-store', redirect: 'follow', referrerPolicy: 'no-referrer' };
            if (before > 0) options.headers = { Range: `bytes=${before}-` };
            const response = await within(times.stall * 2, fetch(url, options).catch(() => { throw new Error(noAnswer); }), noAnswer);
            if (before > 0 && response.status === 416) return result(parts, headers);
            if (!response.ok) throw new Error(`status ${response.status}`);
            if (before > 0 && response.status !== 206) parts.length = 0; // it begins again
            headers ??= response.headers;
            if (await drain(response, parts)) return result(parts, headers);
        } finally {
            signal?.removeEventListener('abort', abort);
            stop.abort();
        }
        if (signal?.aborted || Date.now() > end || sizeOf(parts) <= before) throw new Error(frozen);
    }
}

function result(parts, headers) {
    const bytes = new Uint8Array(sizeOf(parts));
    let at = 0;
    for (const part of parts) {
        bytes.set(part, at);
        at += part.length;
    }
    return { bytes, headers };
}

/**
 * Asks candidates in order, the next when one fails or has not answered after `hedge` ms, and returns the first
 * result; throws where all fail. `ask(candidate, signal)` may throw.
 */
export async function firstOf(candidates, hedge, ask) {
    const stop = new AbortController();
    const errors = [];
    const asked = [];
    try {
        for (const candidate of candidates) {
            const answer = ask(candidate, stop.signal);
            asked.push(answer.catch((error) => { errors.push(error); return undefined; }));
            const failed = new Promise((resolve) => { answer.catch(() => resolve()); });
            const any = Promise.any(asked.map(defined));
            any.catch(() => {});
            const first = await Promise.race([any.catch(() => undefined), delay(hedge), failed]);
            if (first !== undefined) return first;
        }
        return await Promise.any(asked.map(defined));
    } catch {
        throw new AggregateError(errors, errors.at(-1)?.message ?? 'there is nobody to ask');
    } finally {
        stop.abort();
    }
}

const defined = (promise) => promise.then((value) => {
    if (value === undefined) throw new Error(noAnswer);
    return value;
});
