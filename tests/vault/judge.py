"""Opens the vault with libsodium from docs/vault.md alone, sharing no code with the program.

judge.py open DATABASE PASSPHRASE   prints each address, after checking its hash
judge.py seal PUBLIC_KEY CONTENT    prints a box
judge.py vectors docs/vault.md      checks the document's test vectors
"""
import base64
import sqlite3
import sys

import nacl.bindings as sodium


def unbase64(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def tobase64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def blake2b(key, data):
    return sodium.crypto_generichash_blake2b_salt_personal(data, digest_size=32, key=key)


def open_door(kind, generation, public_key, passes, memory, salt, wrapped, secret):
    key = sodium.crypto_pwhash_alg(32, secret, salt, passes, memory, 2)
    label = f"broadsheet-vault-1\n{kind}\n{generation}\n{tobase64(public_key)}\n".encode()
    return sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(wrapped[24:], label, wrapped[:24], key)


def open_box(box, keys):
    secret = keys[:32]
    plain = sodium.crypto_box_seal_open(box, sodium.crypto_scalarmult_base(secret), secret)
    assert len(plain) % 256 == 0 and plain[0] == 1
    content = plain.rstrip(b"\0")
    assert content[-1] == 0x80
    return content[1:-1]


def seal(public_key, content):
    plain = b"\1" + content + b"\x80"
    return sodium.crypto_box_seal(plain + b"\0" * (-len(plain) % 256), public_key)


def address_hash(keys, purpose, address):
    lower = bytes(c + 32 if 65 <= c <= 90 else c for c in address)
    data = purpose + b"\0" + lower
    for at in range(32, len(keys), 32):
        data = blake2b(keys[at:at + 32], data)
    return data


def open_database(path, passphrase):
    database = sqlite3.connect(path)
    generation, public_key = database.execute(
        "SELECT generation, public_key FROM vault_keys ORDER BY generation DESC").fetchone()
    passes, memory, salt, wrapped = database.execute(
        "SELECT passes, bytes, salt, wrapped FROM vault_doors WHERE generation = ? AND kind = 'passphrase'",
        (generation,)).fetchone()
    keys = open_door("passphrase", generation, unbase64(public_key), passes, memory, unbase64(salt),
                     unbase64(wrapped), passphrase.encode())
    assert len(keys) == 32 * (1 + generation)
    assert sodium.crypto_scalarmult_base(keys[:32]) == unbase64(public_key)
    for purpose, sealed, stored in database.execute(
            "SELECT purpose, sealed, hash FROM vault_records WHERE sealed <> '' ORDER BY id"):
        address = open_box(unbase64(sealed), keys)
        assert stored is None or stored == tobase64(address_hash(keys, purpose.encode(), address))
        print(address.decode())


def check_vectors(path):
    lines = open(path, encoding="utf-8").read().split("```vectors\n")[1].split("```")[0].splitlines()
    vector = dict(line.split(" = ", 1) for line in lines)
    keys = unbase64(vector["keys"])
    public_key = unbase64(vector["public_key"])
    assert sodium.crypto_scalarmult_base(keys[:32]) == public_key
    for kind in ("passphrase", "recovery-code", "key-file"):
        assert keys == open_door(kind, int(vector["generation"]), public_key, int(vector["passes"]),
                                 int(vector["bytes"]), unbase64(vector["salt"]), unbase64(vector[kind + "-wrapped"]),
                                 vector[kind].encode()), kind
    address = vector["address"].encode()
    assert open_box(unbase64(vector["box"]), keys) == address
    assert tobase64(address_hash(keys, vector["purpose"].encode(), address)) == vector["hash"]
    print("good")


if __name__ == "__main__":
    command, arguments = sys.argv[1], sys.argv[2:]
    if command == "open":
        open_database(*arguments)
    elif command == "seal":
        print(tobase64(seal(unbase64(arguments[0]), arguments[1].encode())))
    elif command == "vectors":
        check_vectors(*arguments)
    else:
        sys.exit(__doc__)
