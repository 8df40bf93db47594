// The log's tree (https://www.rfc-editor.org/rfc/rfc6962#section-2.1) and its tiles (https://c2sp.org/tlog-tiles).
import { joined, same, sha256 } from './bytes.js';
import { numberPath } from './numbers.js';

const hashBytes = 32;
const tileHeight = 8;
const tileWidth = 256;

export const leafHash = (entry) => sha256(joined(Uint8Array.of(0), entry));
export const nodeHash = (left, right) => sha256(joined(Uint8Array.of(1), left, right));

const isRight = (number) => number % 2 === 1;
const half = (number) => Math.floor(number / 2);

/** Returns the root that the proof gives a leaf (RFC 9162, 2.1.3.2); throws where it has another length. */
export async function rootFromInclusion(leaf, index, size, proof) {
    if (index >= size) throw new Error('the entry is beyond the end of the log');
    let at = index;
    let last = size - 1;
    let hash = leaf;
    for (const sibling of proof) {
        if (last === 0) throw new Error('the proof is too long');
        if (isRight(at) || at === last) {
            hash = await nodeHash(sibling, hash);
            while (!isRight(at) && at !== 0) [at, last] = [half(at), half(last)];
        } else
            hash = await nodeHash(hash, sibling);
        [at, last] = [half(at), half(last)];
    }
    if (last !== 0) throw new Error('the proof is too short');
    return hash;
}

/** Whether the proof shows that the older tree is the beginning of the newer one (RFC 9162, 2.1.4.2). */
export async function isConsistent(oldSize, oldRoot, size, root, proof) {
    if (oldSize === size) return proof.length === 0 && same(oldRoot, root);
    if (oldSize === 0 || oldSize > size) return false;
    let at = oldSize - 1;
    let last = size - 1;
    while (isRight(at)) [at, last] = [half(at), half(last)];
    const hashes = at === 0 ? [oldRoot, ...proof] : [...proof]; // the older tree is whole: its root is its own node
    if (hashes.length === 0) return false;
    let older = hashes[0];
    let newer = hashes[0];
    for (const sibling of hashes.slice(1)) {
        if (last === 0) return false;
        if (isRight(at) || at === last) {
            older = await nodeHash(sibling, older);
            newer = await nodeHash(sibling, newer);
            while (!isRight(at) && at !== 0) [at, last] = [half(at), half(last)];
        } else
            newer = await nodeHash(newer, sibling);
        [at, last] = [half(at), half(last)];
    }
    return last === 0 && same(older, oldRoot) && same(newer, root);
}

/** The ranges of leaves whose hashes make the consistency proof (RFC 6962, 2.1.2). */
function proofNodes(oldSize, size) {
    const nodes = [];
    const walk = (older, from, to, whole) => {
        if (older === to - from) {
            if (!whole) nodes.push({ from, to });
            return;
        }
        let split = 1;
        while (split * 2 < to - from) split *= 2;
        if (older <= split) {
            walk(older, from, from + split, whole);
            nodes.push({ from: from + split, to });
        } else {
            walk(older - split, from + split, to, false);
            nodes.push({ from, to: from + split });
        }
    };
    walk(oldSize, 0, size, true);
    return nodes;
}

/** Reads hashes of a log of `size` entries from its tiles, which `get` fetches by name. */
class TileReader {
    #tiles = new Map();

    constructor(size, get) {
        this.size = size;
        this.get = get;
    }

    async #tile(level, number) {
        const hashesAtLevel = Math.floor(this.size / tileWidth ** level);
        const width = Math.min(tileWidth, hashesAtLevel - number * tileWidth);
        const name = `log/tile/${level}/${numberPath(number)}${width === tileWidth ? '' : `.p/${width}`}`;
        if (!this.#tiles.has(name)) {
            const tile = await this.get(name);
            if (tile.length !== width * hashBytes) throw new Error(`${name} has not the size of its tile`);
            this.#tiles.set(name, tile);
        }
        return this.#tiles.get(name);
    }

    /** The hash of a complete subtree of 2^level leaves. */
    async #complete(level, number) {
        const tileLevel = Math.floor(level / tileHeight);
        const height = level % tileHeight;
        const first = number * 2 ** height;
        const tile = await this.#tile(tileLevel, Math.floor(first / tileWidth));
        let hashes = [];
        for (let at = first % tileWidth, end = at + 2 ** height; at < end; ++at)
            hashes.push(tile.slice(at * hashBytes, (at + 1) * hashBytes));
        while (hashes.length > 1)
            hashes = await Promise.all(hashes.filter((_, at) => at % 2 === 0).map((left, at) => nodeHash(left, hashes[2 * at + 1])));
        return hashes[0];
    }

    /** The hash of leaves from..to, as RFC 6962 splits them. */
    async range(from, to) {
        let split = 1;
        while (split * 2 < to - from) split *= 2;
        if (to - from === 1 || split * 2 === to - from) {
            const level = Math.round(Math.log2(to - from));
            return this.#complete(level, from / (to - from));
        }
        return nodeHash(await this.range(from, from + split), await this.range(from + split, to));
    }
}

/** Returns the consistency proof between two sizes of a log, from its tiles. */
export async function consistencyProof(oldSize, size, get) {
    const tiles = new TileReader(size, get);
    const proof = [];
    for (const { from, to } of proofNodes(oldSize, size)) proof.push(await tiles.range(from, to));
    return proof;
}
