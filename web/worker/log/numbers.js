// How the log writes numbers.

/** Returns N in groups of three digits (https://c2sp.org/tlog-tiles#merkle-tree): 1234067 is x001/x234/067. */
export function numberPath(number) {
    let path = String(number % 1000).padStart(3, '0');
    for (number = Math.floor(number / 1000); number > 0; number = Math.floor(number / 1000))
        path = `x${String(number % 1000).padStart(3, '0')}/${path}`;
    return path;
}

/** Returns a number written without sign or leading zeros; throws for any other text. */
export function parseNumber(text) {
    if (!/^(0|[1-9][0-9]{0,14})$/.test(text)) throw new Error(`"${String(text).slice(0, 20)}" is no number`);
    return Number(text);
}
