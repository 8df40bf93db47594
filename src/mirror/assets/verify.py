#!/usr/bin/env python3
"""Checks that a mirror is what a newspaper has published: all that it has signed, and nothing else.
Exit 0: genuine; 1: not; 2: genuine, but its log ends before the checkpoint of --since; 3: that was not found out.
Needs Python 3.8 and nothing else; short, so that you can read it first, best from prove() on. The format:
docs/mirror-format.md."""
import argparse, base64, hashlib, os, re, sys  # noqa: E401

def sha(*parts): return hashlib.sha256(b"".join(parts)).digest()
def b64(data): return base64.b64encode(data).decode()
def unb64(text): return base64.b64decode(text, validate=True)
def path_of(n, x=""): return (path_of(n // 1000, "x") + "/" if n > 999 else "") + f"{x}{n % 1000:03}"
def check(holds, name, why):
    if not holds: raise ValueError(f"{name}: {why}")

# Ed25519 (RFC 8032, 5.1), slowly, as nothing here is secret. A point is (x, y).
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
def add(a, b):
    k = D * a[0] * b[0] * a[1] * b[1]
    return (a[0] * b[1] + a[1] * b[0]) * pow(1 + k, -1, P) % P, (a[1] * b[1] + a[0] * b[0]) * pow(1 - k, -1, P) % P
def times(n, p):
    double = times(n // 2, add(p, p)) if n > 1 else (0, 1)
    return add(double, p) if n % 2 else double
def point(data):
    y, odd = int.from_bytes(data, "little") % 2**255, data[31] >> 7
    xx = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(xx, (P + 3) // 8, P)
    if x * x % P != xx: x = x * pow(2, (P - 1) // 4, P) % P
    check(x * x % P == xx and y < P and (x or not odd), "a signature", "it is no point of the curve")
    return (x if x % 2 == odd else P - x), y
def is_signed(key, text, signature):
    s, base = int.from_bytes(signature[32:], "little"), point(b"\x58" + b"\x66" * 31)
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + text).digest(), "little") % L
    return len(signature) == 64 and s < L and times(s, base) == add(point(signature[:32]), times(h, point(key)))

def signers(note, vkeys):
    """Returns a signed note's text, and {key: signature} of those of the keys that have signed it."""
    text, _, lines = note.decode().rpartition("\n\n")
    text, found = text + "\n", {}
    check(lines.endswith("\n"), "a signed note", "it is cut off")
    for dash, name, data in (line.split(" ") for line in lines[:-1].split("\n")):
        raw = unb64(data)
        check(dash == "\u2014" and b64(raw) == data, name, "its signature is malformed")
        for vkey in vkeys:
            key = unb64(vkey.split("+", 2)[2])
            if vkey.split("+")[0] != name or sha(name.encode(), b"\n", key)[:4] != raw[:4]: continue
            # A witness, whose keys are of kind 4, signs the time too.
            time = b"cosignature/v1\ntime %d\n" % int.from_bytes(raw[4:12], "big") if key[0] == 4 else b""
            found[vkey] = raw[12 if time else 4:]
            check(is_signed(key[1:], time + text.encode(), found[vkey]), name, "its signature is wrong")
    return text, found
def checkpoint_in(text):
    parts = re.fullmatch(r"(.+)\n(0|[1-9][0-9]*)\n(.+)\n(\n(.+\n)+)?", text)
    check(parts, "the checkpoint", "it is malformed")
    return parts[1], int(parts[2]), parts[3]

# Merkle trees (RFC 6962, 2.1): the root, and the proof that the last leaf is in it.
def split(hashes):
    k = 1 << (len(hashes) - 1).bit_length() - 1
    return hashes[:k], hashes[k:]
def root_of(hashes):
    if len(hashes) < 2: return hashes[0] if hashes else sha()
    return sha(b"\1", *map(root_of, split(hashes)))
def proof_of_last(hashes):
    return [*proof_of_last(split(hashes)[1]), root_of(split(hashes)[0])] if len(hashes) > 1 else []

# What the program that builds mirrors keeps in its own folder, and shows no reader.
KEPT = re.compile(r"\.broadsheet-((mirror|building|built|lock|gone)(\.new|\.run[0-9]+|\.[0-9]+\.[0-9]+\.tmp)?|pushed-[A-Za-z0-9-]*"
                  r"|(staged|waiting)/(journal|staging|[0-9]+/[0-9]+)|fetched/[0-9a-f]{64})")
def files_in(folder, above=""):
    """Yields what is no folder. Links are none, and not followed."""
    for entry in os.scandir(os.path.join(folder, above)):
        if entry.is_dir(follow_symlinks=False): yield from files_in(folder, above + entry.name + "/")
        else: yield above + entry.name, entry.is_file(follow_symlinks=False)
class Mirror:
    def __init__(self, folder):
        self.folder, self.there = folder, dict(files_in(folder))  # by name: whether it is a regular file
        self.expected = {}  # by name: a salt, and the hash of it and the file, and the file's length
    def pieces(self, name, most):
        """Yields a file's content, but no more than there may be: a host can put a hole of terabytes there."""
        check(self.there.get(name), name, "it is no regular file" if name in self.there else "it is missing")
        with open(os.path.join(self.folder, name), "rb") as file:
            for piece in iter(lambda: file.read(1 << 20), b""):
                most -= len(piece)
                check(most >= 0, name, "it is longer than it may be")
                yield piece
    def expect(self, name, content): self.expected[name] = b"", sha(content), len(content)
    def read(self, name):
        """Returns a file of which the content proves itself, or is proven by what it is for."""
        content = b"".join(self.pieces(name, 1 << 25))
        self.expect(name, content)
        return content
    def check(self, name, host_files):
        if name not in self.expected:
            of_host = any(name == one or one.endswith("/") and name.startswith(one) for one in host_files)
            return check(of_host or KEPT.fullmatch(name), name, "it does not belong into the mirror")
        salt, expected, length = self.expected[name]
        digest, size = hashlib.sha256(salt), 0
        for piece in self.pieces(name, length): digest.update(piece); size += len(piece)
        check((digest.digest(), size) == (expected, length), name, "it is not what was published")

def read_roots(mirror):
    """Follows the keys from the first root document to the newest; returns its fields, and all fingerprints."""
    fields, prints = None, []
    while not prints or "log/roots/" + path_of(len(prints) + 1) in mirror.there:
        note, former, fields = mirror.read("log/roots/" + path_of(len(prints) + 1)), fields, {"witness-key": []}
        for line in note.decode().partition("\n\n")[0].split("\n"):
            fields.setdefault(line.split(" ")[0], []).append(line.partition(" ")[2])
        for by in (former or fields, fields):
            text, signed = signers(note, by["root-key"])
            check(len(signed) >= int(by["threshold"][0]) > 0, "log/roots", "too few have signed it")
        prints.append(sha(text.encode()).hex())
        follows = fields["version"] == [str(len(prints))] and fields["origin"] == (former or fields)["origin"]
        check(follows and text.startswith("broadsheet-root@v1\n"), "log/roots", "they do not follow from each other")
    mirror.expect("log/root", note)
    return fields, prints

def expect_other_forms(mirror, text, origin, vkey, signature):
    """The signature and the key once more, as signify, minisign and openssl want them."""
    key, comment = unb64(vkey.split("+", 2)[2])[1:], f"checkpoint of {origin}"
    second = unb64(mirror.read("log/checkpoint.minisig").split(b"\n")[3])
    check(is_signed(key, signature + comment.encode(), second), "log/checkpoint.minisig", "its comment is not signed")
    signed, public = (b64(b"Ed" + sha(key)[:8] + data) for data in (signature, key))
    pem = b64(bytes.fromhex("302a300506032b6570032100") + key)
    for name, *lines in (
            ("key.vkey", vkey), ("checkpoint.txt", text[:-1]),
            ("key.pub", f"untrusted comment: {origin}", public),
            ("minisign.pub", f"untrusted comment: {origin}", public),
            ("key.pem", "-----BEGIN PUBLIC KEY-----", pem, "-----END PUBLIC KEY-----"),
            ("checkpoint.sig", "untrusted comment: verify with key.pub", signed),
            ("checkpoint.minisig", "untrusted comment: verify with minisign.pub", signed,
             f"trusted comment: {comment}", b64(second))):
        mirror.expect("log/" + name, "".join(line + "\n" for line in lines).encode())

def read_log(mirror, size):
    """Returns the log's entries and their hashes, expecting the tiles that follow from them."""
    entries = []
    for first in range(0, size, 256):
        part = f".p/{size - first}" if size - first < 256 else ""
        data, at = mirror.read(f"log/tile/entries/{path_of(first // 256)}{part}"), 0
        while at < len(data):
            begin, at = at + 2, at + 2 + int.from_bytes(data[at:at + 2], "big")
            entries.append(data[begin:at])
    leaves = hashes = [sha(b"\0", entry) for entry in entries]
    rows = {"entries": [len(entry).to_bytes(2, "big") + entry for entry in entries]}
    while hashes:
        rows[len(rows) - 1] = hashes
        hashes = [root_of(hashes[at:at + 256]) for at in range(0, len(hashes) - 255, 256)]
    for row, pieces in rows.items():
        for at in range(0, len(pieces), 256):
            last = min(256, len(pieces) - at)  # narrower ones may be left of older checkpoints
            for width in range(1, last + 1):
                name = f"log/tile/{row}/{path_of(at // 256)}" + (f".p/{width}" if width < 256 else "")
                if width == last or name in mirror.there: mirror.expect(name, b"".join(pieces[at:at + width]))
    return entries, leaves

def read_manifest(mirror, top, bits, entries):
    """Returns {name: (salt, hash, length)} of the files in all shards, having found each one's leaf in the log."""
    nodes, files = [top], {}
    for level in range(max(0, bits - 1) // 5, -1, -1):
        count = 1 << bits - 5 * level
        above, nodes = nodes, [mirror.read(f"log/manifest/{level}/{path_of(n)}") for n in range(count)]
        check(b"".join(map(sha, nodes)) == b"".join(above), f"log/manifest/{level}", "the log does not commit to it")
    for shard, line in ((n, line) for n, node in enumerate(nodes) for line in node.decode().split("\n")[:-1]):
        index, slot, length, kind, content, nonce, salt, name = line.split(" ", 7)
        check(int.from_bytes(sha(name.encode())[:4], "big") >> 32 - bits == shard, name, "it is in the wrong shard")
        put = f"put {b64(sha(unb64(nonce), name.encode()))} {content} {length} {kind} {slot}"
        check(entries[int(index)] == put.encode(), name, "the log does not say that it was published")
        files[name] = unb64(salt), unb64(content), int(length)
    return files

def prove(mirror, pin, since):
    """Finds out, from the keys on, what files there have to be. Returns whether `since` is newer, and a summary."""
    (root, prints), note = read_roots(mirror), mirror.read("log/checkpoint")
    text, signed = signers(note, root["log-key"])
    origin, size, tree = checkpoint_in(text)
    check(signed and [origin] == root["origin"], "log/checkpoint", "no key of the log has signed it")
    witnesses = signers(note, root["witness-key"])[1]
    check(len(witnesses) >= int(root["witnesses"][0]), "log/checkpoint", "too few witnesses have signed it")
    check(pin in [None, *signed] or pin.lower() in prints, "log/checkpoint", "it does not follow from the key given")
    expect_other_forms(mirror, text, origin, *next(iter(signed.items())))
    entries, leaves = read_log(mirror, size)
    check(len(leaves) == size and b64(root_of(leaves)) == tree, "log/checkpoint", "the entries do not give its root")
    seen_origin, seen_size, seen_tree = since or (origin, 0, b64(sha()))
    goes_on = seen_origin == origin and (seen_size > size or b64(root_of(leaves[:seen_size])) == seen_tree)
    check(goes_on, "log/checkpoint", "it does not go on from the checkpoint seen before: another log, or a fork")
    keys = f"keys {b64(bytes.fromhex(prints[-1]))} {len(prints)} ".encode()
    check(next((e for e in entries[::-1] if e.startswith(b"keys ")), b"").startswith(keys), "log/root", "it is not the last that the log has")
    kind, manifest, bits, files, edition, slot = entries[-1].decode().split(" ")
    top = unb64(mirror.read("log/latest").split(b"\n")[1][6:])[len(entries[-1]) + 1:]
    check((kind, b64(sha(top))) == ("snapshot", manifest) and int(bits) <= 24, "log/latest", "it has another manifest")
    mirror.expect("log/latest", "\n".join(["c2sp.org/tlog-proof@v1", "extra " + b64(entries[-1] + b"\n" + top),
        f"index {size - 1}", *map(b64, proof_of_last(leaves)), "", ""]).encode() + note)
    published = read_manifest(mirror, top, int(bits), entries)
    check(len(published) == int(files), "log/latest", "the manifest has not as many files as it says")
    mirror.expected.update(published)
    before = f" (before: {', '.join(prints[-2::-1])})" if len(prints) > 1 else ""
    bare = "" if pin else "; nothing but the mirror vouches for these keys: compare them with what you know from elsewhere"
    return seen_size > size, f"edition {edition} of {slot}, {files} files; keys {prints[-1]}{before}, log {origin} at {size}{bare}"

def verify(folder, pin=None, host_files=(), since=None):
    """Returns an exit code, and what to tell."""
    mirror, bad = Mirror(folder), []
    try: is_older, summary = prove(mirror, pin, since)
    except ValueError as why: return 1, [f"BAD {why}"]
    except LookupError as why: return 1, [f"BAD log: it is malformed ({why})"]
    for name in sorted({*mirror.expected, *mirror.there}):
        try: mirror.check(name, host_files)
        except ValueError as why: bad.append(f"BAD {why}")
    if is_older: summary = "STALE, or another log: it ends before the checkpoint seen before. " + summary
    return (1, bad) if bad else (2, [summary]) if is_older else (0, [f"GOOD {summary}"])

def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.error = lambda why: parser.exit(3, f"UNKNOWN: {why}\n")
    parser.add_argument("folder", nargs="?", default=".", help="the mirror")
    parser.add_argument("key", nargs="?", help="what you know from elsewhere: its keys' fingerprint, or its key")
    parser.add_argument("host_files", nargs="*", help="what its host wants there: CNAME, .well-known/")
    parser.add_argument("--since", metavar="CHECKPOINT", help="log/checkpoint of a mirror seen before")
    given, since = parser.parse_intermixed_args(), None
    pin = given.key and given.key.replace(" ", "")
    if given.key is not None and not re.fullmatch(r"[0-9a-fA-F]{64}|[^+]+\+[0-9a-f]{8}\+.+", pin):
        parser.error(f'"{given.key}" is neither a fingerprint, which has 64 hexadecimal digits, nor a key')
    try:
        os.scandir(os.path.join(given.folder, "log"))  # a folder without it is no mirror, and not a false one
        if given.since is not None: since = checkpoint_in(open(given.since, encoding="utf-8").read())
        code, lines = verify(given.folder, pin, given.host_files, since)
    except (OSError, ValueError) as why: parser.error(why)
    for line in lines:  # which may hold a stranger's file names: no terminal is to obey them
        print("".join(c if c.isprintable() else "?" for c in line))
    sys.exit(code)

if __name__ == "__main__": main()
