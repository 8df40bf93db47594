#!/usr/bin/env python3
"""Checks a mirror of a newspaper: python3 log/verify.py FOLDER [KEY-OR-FINGERPRINT [HOST-FILE ...]]

Exit 0: genuine; 1: not; 3: that could not be found out. HOST-FILE is what the host wants there: CNAME, .well-known/
Needs nothing but Python 3. The format: docs/mirror-format.md of Broadsheet. Short, so that you can read it first.
"""
import base64, hashlib, os, re, stat, sys  # noqa: E401

# What the program that builds mirrors keeps in its own folder.
KEPT = re.compile(r"\.broadsheet-((mirror|building|built|lock|unsigned)(\.new)?|pushed-[A-Za-z0-9-]*|staged/(journal|staging|[0-9]+/[0-9]+))")

def sha(*parts): return hashlib.sha256(b"".join(parts)).digest()
# Nothing but a line feed ends a line: names may have other separators in them.
def lines_of(text): return text[:-1].split("\n") if text else []
def b64(data): return base64.b64encode(data).decode()

# Ed25519, RFC 8032
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P
def times(n, p):
    q = (0, 1, 1, 0)
    while n:
        if n & 1: q = add(q, p)
        p, n = add(p, p), n >> 1
    return q
def point(data):
    y, sign = int.from_bytes(data, "little") & (1 << 255) - 1, data[31] >> 7
    xx = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(xx, (P + 3) // 8, P)
    if (x * x - xx) % P: x = x * pow(2, (P - 1) // 4, P) % P
    if y >= P or (x * x - xx) % P or (x == 0 and sign): raise ValueError("no point")
    if x & 1 != sign: x = P - x
    return x, y, 1, x * y % P
BASE = point(bytes([88]) + bytes([102]) * 31)
def is_signed(key, text, signature):
    s = int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or s >= L: return False
    try: a, r = point(key), point(signature[:32])
    except ValueError: return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + text).digest(), "little") % L
    left, right = times(s, BASE), add(r, times(h, a))
    return all((left[i] * right[2] - right[i] * left[2]) % P == 0 for i in (0, 1))

class Bad(Exception): pass
def check(holds, name, why):
    if not holds: raise Bad(f"{name}: {why}")

class Mirror:
    def __init__(self, folder): self.folder, self.known, self.bad, self.unread = folder, set(), [], []
    def read(self, name):
        self.known.add(name)
        path = os.path.join(self.folder, name)
        try: check(stat.S_ISREG(os.lstat(path).st_mode), name, "it is no regular file")
        except (FileNotFoundError, NotADirectoryError): raise Bad(f"{name}: it is missing") from None
        with open(path, "rb") as file: return file.read()
    def note(self, act):
        """Goes on after what is wrong with one file."""
        try: act()
        except Bad as bad: self.bad.append(str(bad))
        except OSError as error: self.unread.append(str(error))
    def expect(self, name, content): check(self.read(name) == content, name, "it is not what follows from the rest")

def number_path(n):
    path = f"{n % 1000:03}"
    while n >= 1000: n //= 1000; path = f"x{n % 1000:03}/{path}"
    return path
def root_of(hashes):
    if len(hashes) == 1: return hashes[0]
    k = 1 << (len(hashes) - 1).bit_length() - 1
    return sha(b"\1", root_of(hashes[:k]), root_of(hashes[k:]))

def signers(note, vkeys):
    """Returns the note's text and those of the keys that have signed it."""
    text, _, lines = note.decode().rpartition("\n\n")
    text, found = (text + "\n").encode(), set()
    for line in lines_of(lines):
        dash, name, data = line.split(" ")
        raw = base64.b64decode(data, validate=True)
        check(dash == "\u2014" and b64(raw) == data, name, "its signature is malformed")
        for vkey in vkeys:
            key = base64.b64decode(vkey.split("+", 2)[2])
            if vkey.split("+")[0] != name or sha(name.encode(), b"\n", key)[:4] != raw[:4]: continue
            signed = text if key[0] == 1 else b"cosignature/v1\ntime %d\n" % int.from_bytes(raw[4:12], "big") + text
            check(is_signed(key[1:], signed, raw[4 if key[0] == 1 else 12:]), name, "its signature is wrong")
            found.add(vkey)
    return text, found

def read_roots(mirror):
    """Returns the newest root document's fields, and the fingerprints of all."""
    fields, prints, version = None, [], 1
    while version == 1 or os.path.exists(os.path.join(mirror.folder, name)):  # noqa: F821
        note = mirror.read("log/roots/" + number_path(version))
        lines = [line.split(" ", 1) for line in note.decode().rpartition("\n\n")[0].split("\n")[1:]]
        new = {k: [v for n, v in lines if n == k] for k in ("origin", "version", "threshold", "root-key", "log-key", "witness-key", "witnesses")}
        for document in (fields or new, new):
            text, by = signers(note, document["root-key"])
            check(len(by) >= int(document["threshold"][0]) >= 1, "log/roots", f"too few have signed version {version}")
        check(new["version"] == [str(version)] and new["origin"] == (fields or new)["origin"], "log/roots", "they do not follow from each other")
        fields, version = new, version + 1
        prints.append(sha(text).hex())
        name = "log/roots/" + number_path(version)
    mirror.expect("log/root", note)
    return fields, prints, f"keys {b64(sha(text))} {version - 1} "

def other_forms(mirror, text, note, vkey, origin):
    key = base64.b64decode(vkey.split("+", 2)[2])[1:]
    raw = next(r for r in (base64.b64decode(x.split(" ")[2]) for x in lines_of(note.decode().rpartition("\n\n")[2]))
               if len(r) == 68 and is_signed(key, text, r[4:]))[4:]
    head, comment = b"Ed" + sha(key)[:8], f"checkpoint of {origin}"
    both = f"{b64(head + raw)}\n"
    mini = mirror.read("log/checkpoint.minisig").decode()
    whole = base64.b64decode(mini.split("\n")[3], validate=True)
    check(is_signed(key, raw + comment.encode(), whole), "log/checkpoint.minisig", "its comment is not signed")
    public = f"untrusted comment: {origin}\n{b64(head + key)}\n"
    pem = b64(bytes.fromhex("302a300506032b6570032100") + key)
    for name, content in {"checkpoint.txt": text.decode(), "checkpoint.sig": f"untrusted comment: verify with key.pub\n{both}",
            "checkpoint.minisig": f"untrusted comment: verify with minisign.pub\n{both}trusted comment: {comment}\n{b64(whole)}\n",
            "key.pub": public, "minisign.pub": public, "key.vkey": vkey + "\n",
            "key.pem": f"-----BEGIN PUBLIC KEY-----\n{pem}\n-----END PUBLIC KEY-----\n"}.items():
        mirror.expect("log/" + name, content.encode())

def read_log(mirror, size):
    """Returns the entries, having made the tiles anew from them; and the root."""
    entries = []
    for n in range((size + 255) // 256):
        width = min(256, size - n * 256)
        data = mirror.read(f"log/tile/entries/{number_path(n)}" + (f".p/{width}" if width < 256 else ""))
        at, count = 0, len(entries)
        while at < len(data):
            end = at + 2 + int.from_bytes(data[at:at + 2], "big")
            check(end <= len(data), "log/tile/entries", "it ends within an entry")
            entries.append(data[at + 2:end]); at = end
        check(len(entries) == count + width, "log/tile/entries", "it has not the entries it should")
    leaves = hashes = [sha(b"\0", entry) for entry in entries]
    level = 0
    while hashes:
        for first in range(0, len(hashes), 256):
            part = hashes[first:first + 256]
            mirror.expect(f"log/tile/{level}/{number_path(first // 256)}" + (f".p/{len(part)}" if len(part) < 256 else ""), b"".join(part))
        hashes, level = [root_of(hashes[f:f + 256]) for f in range(0, len(hashes) // 256 * 256, 256)], level + 1
    return entries, leaves, root_of(leaves)

def read_manifest(mirror, top, bits):
    """Returns the lines of all shards."""
    levels = [1 << bits]
    while levels[-1] > 32: levels.append((levels[-1] + 31) // 32)
    above = top
    for level in range(len(levels) - 1, -1, -1):
        nodes = [mirror.read(f"log/manifest/{level}/{number_path(n)}") for n in range(levels[level])]
        for n, node in enumerate(nodes):
            check(sha(node) == above[32 * n:32 * n + 32], f"log/manifest/{level}/{number_path(n)}", "the log does not commit to it")
        check(len(above) == 32 * len(nodes), "log/manifest", "a branch is too long")
        above = b"".join(nodes)
    for n, node in enumerate(nodes):
        for line in lines_of(node.decode()):
            name = line.split(" ", 7)[7]
            check(int.from_bytes(sha(name.encode())[:4], "big") >> 32 - bits == n, name, "it is in the wrong shard")
            yield line.split(" ", 7)

def older_tile(mirror, name):
    """A partial tile of an older checkpoint is the beginning of today's."""
    whole, _, width = name.rpartition(".p/")
    today = next((n for n in mirror.known if n == whole or n.startswith(whole + ".p/")), None)
    check(width.isdigit() and today, name, "it does not belong into the mirror")
    data, end = open(os.path.join(mirror.folder, today), "rb").read(), 32 * int(width)
    if "entries" in name:
        end = 0
        for _ in range(int(width)): end += 2 + int.from_bytes(data[end:end + 2], "big")
    check(open(os.path.join(mirror.folder, name), "rb").read() == data[:end] and name == f"{whole}.p/{int(width)}", name, "it is not the beginning of today's")

def verify(mirror, pin, host_files):
    fields, prints, keys_leaf = read_roots(mirror)
    origin, note = fields["origin"][0], mirror.read("log/checkpoint")
    text, by = signers(note, fields["log-key"])
    check(by, "log/checkpoint", "no key of the log has signed it")
    check(len(signers(note, fields["witness-key"])[1]) >= int(fields["witnesses"][0]), "log/checkpoint", "too few witnesses")
    check(not pin or pin in prints or pin in by, "log/checkpoint", "it does not follow from the key given")
    other_forms(mirror, text, note, next(k for k in fields["log-key"] if k in by), origin)
    name, size, root = lines_of(text.decode())
    entries, leaves, computed = read_log(mirror, int(size))
    check(name == origin and b64(computed) == root, "log/checkpoint", "the entries do not give its root")
    check(any(entry.decode().startswith(keys_leaf) for entry in entries), "log/root", "it is not in the log")
    kind, manifest, bits, files, edition, slot = entries[-1].decode().split(" ")
    latest = mirror.read("log/latest")
    top = base64.b64decode(latest.split(b"\n")[1][6:])[len(entries[-1]) + 1:]
    check(kind == "snapshot" and b64(sha(top)) == manifest, "log/latest", "it has not the manifest's top")
    proof, n, i = [], len(leaves), len(leaves) - 1
    def include(hashes, index):
        if len(hashes) == 1: return
        k = 1 << (len(hashes) - 1).bit_length() - 1
        include(hashes[:k], index) if index < k else include(hashes[k:], index - k)
        proof.append(b64(root_of(hashes[k:] if index < k else hashes[:k])))
    include(leaves, i)
    mirror.expect("log/latest", "\n".join(["c2sp.org/tlog-proof@v1", "extra " + b64(entries[-1] + b"\n" + top), f"index {i}", *proof, "", ""]).encode() + note)
    def check_file(index, slot_, length, type_, content, nonce, salt, name):
        path = b64(sha(base64.b64decode(nonce), name.encode()))
        check(entries[int(index)].decode() == f"put {path} {content} {length} {type_} {slot_}", name, "the log does not say that it was published")
        data = mirror.read(name)
        check(len(data) == int(length) and b64(sha(base64.b64decode(salt), data)) == content, name, "it is not what was published")
    def check_name(name):
        if name in mirror.known or KEPT.fullmatch(name) or any(name == h or h[-1:] == "/" and name.startswith(h) for h in host_files): return
        check(name.startswith("log/tile/"), name, "it does not belong into the mirror")
        older_tile(mirror, name)
    count = 0
    for line in read_manifest(mirror, top, int(bits)):
        count += 1
        mirror.note(lambda: check_file(*line))  # noqa: B023
    check(count == int(files), "log/latest", "the manifest has not as many files as it says")
    for place, folders, names in os.walk(mirror.folder, onerror=lambda error: mirror.unread.append(str(error))):
        for file in names + [folder for folder in folders if os.path.islink(os.path.join(place, folder))]:
            mirror.note(lambda: check_name(os.path.relpath(os.path.join(place, file), mirror.folder)))  # noqa: B023
    return f"edition {edition} of {slot}, {count} files; keys {prints[-1]}, log {origin} at {size}"

def shown(text):
    """A stranger's file name, so that a terminal does not obey it."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)

def main():
    folder, pin, host_files = (sys.argv[1:2] or ["."])[0], "".join(sys.argv[2:3]).replace(" ", ""), sys.argv[3:]
    if re.fullmatch("[0-9A-Fa-f]{64}", pin): pin = pin.lower()
    elif (len(sys.argv) > 2 and not re.fullmatch(r"[^+]+\+[0-9a-f]{8}\+.+", pin)) or not os.path.isdir(os.path.join(folder, "log")):
        print(__doc__, "UNKNOWN: the folder is no mirror, or the key no key.", sep="\n")
        sys.exit(3)
    mirror, summary = Mirror(folder), []
    def find_out():
        try: summary.append(verify(mirror, pin, host_files))
        except (ValueError, IndexError, StopIteration, RecursionError) as error: mirror.bad.append(f"log: it is malformed ({error})")
    mirror.note(find_out)
    for line in mirror.bad: print("BAD ", shown(line))
    for line in mirror.unread: print("UNKNOWN", shown(line))
    if not mirror.bad + mirror.unread: print("GOOD", shown(summary[0]))
    sys.exit(1 if mirror.bad else 3 if mirror.unread else 0)

if __name__ == "__main__": main()
