"""Spoils each file of a mirror in turn, and fails where verify.py does not see it: spoil_mirror.py SCRIPT MIRROR

In one process, which remembers what signatures it has looked at: making some hundred runs of it takes minutes.
"""
import functools
import importlib.util
import os
import sys

sys.dont_write_bytecode = True  # the script lies among what is built into the program
script, folder = sys.argv[1:]
spec = importlib.util.spec_from_file_location("verify", script)
verify = importlib.util.module_from_spec(spec)
spec.loader.exec_module(verify)
verify.is_signed = functools.lru_cache(maxsize=None)(verify.is_signed)

FLIPS_A_FILE = 24


def write(path, content):
    with open(path, "wb") as file:
        file.write(content)


def spoiled(content):
    """Yields what a file may be instead; None: it is gone."""
    yield "removed", None
    yield "extended", content + b"x"
    yield "extended by a line", content + b"\n"
    if content.endswith(b"=\n"):  # base64 whose last letter has bits that decoders pass over
        yield "written another way", content[:-3] + bytes([content[-3] + 1]) + content[-2:]
    if content:
        yield "truncated", content[:-1]
        yield "emptied", b""
    for at in {*range(0, len(content), len(content) // FLIPS_A_FILE + 1), len(content) - 1} - {-1}:
        yield f"byte {at} flipped", content[:at] + bytes([content[at] ^ 1 << at % 8]) + content[at + 1:]


def is_accepted():
    code, said = verify.verify(folder)
    return code == 0


unseen, count = [], 0
for path in [os.path.join(place, name) for place, _, names in os.walk(folder) for name in names]:
    with open(path, "rb") as file:
        content = file.read()
    for how, instead in spoiled(content):
        if instead is None:
            os.remove(path)
        else:
            write(path, instead)
        count += 1
        if is_accepted():
            unseen.append(f"{path}: {how}")
    write(path, content)
if not is_accepted():
    unseen.append("the mirror as it was is refused")
print("\n".join(unseen) or f"{count} changes seen")
sys.exit(1 if unseen or count == 0 else 0)
