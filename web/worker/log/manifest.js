// The manifest: what is published now (docs/mirror-format.md, "The manifest").
import { fromBase64, joined, same, sha256, textOf, toBase64, utf8 } from './bytes.js';
import { branchLevels } from './latest.js';
import { numberPath, parseNumber } from './numbers.js';

const hashBytes = 32;

/** Returns the number of the shard that a file stands in. */
export async function shardOf(name, bits) {
    const hash = await sha256(utf8(name));
    return bits === 0 ? 0 : new DataView(hash.buffer).getUint32(0) >>> (32 - bits);
}

/** Names the parts of the manifest on the way to a shard, from the highest level down: [{name, place}]. */
function wayTo(shard, bits) {
    const parts = [];
    for (let level = branchLevels(bits); level >= 0; --level) {
        const number = Math.floor(shard / 32 ** level);
        parts.push({ name: `log/manifest/${level}/${numberPath(number)}`, place: level === branchLevels(bits) ? number : number % 32 });
    }
    return parts;
}

function parseLine(line) {
    const [, index, slot, length, type, content, nonce, salt, name] = /^(\d+) (\S+) (\d+) (\S+) (\S+) (\S+) (\S+) (.+)$/.exec(line) ?? [];
    if (!name) throw new Error('the manifest is malformed');
    return { index: parseNumber(index), slot, length: parseNumber(length), type, content, salt: fromBase64(salt), name };
}

/**
 * Returns the manifest's line of a file, or null where the edition has no such file. `get(name, hash)` fetches a part
 * of the manifest; what has not that hash is refused here.
 */
export async function findFile(name, edition, get) {
    let hashes = edition.top;
    let part;
    for (const { name: partName, place } of wayTo(await shardOf(name, edition.bits), edition.bits)) {
        const wanted = hashes.slice(place * hashBytes, (place + 1) * hashBytes);
        part = await get(partName, wanted);
        if (!same(await sha256(part), wanted)) throw new Error(`${partName} is not the one that was published`);
        hashes = part;
    }
    const line = textOf(part).split('\n').find((candidate) => candidate.endsWith(` ${name}`) && parseLine(candidate).name === name);
    return line ? parseLine(line) : null;
}

/** Whether the content is the one that a line of the manifest names. */
export async function isContentOf(line, content) {
    return content.length === line.length && toBase64(await sha256(joined(line.salt, content))) === line.content;
}
