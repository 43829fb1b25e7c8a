"""A verifier of the audit log that shares nothing with the program: written from docs/audit.md, RFC 9162 and RFC 8032."""

import base64
import hashlib
import struct
from datetime import datetime, timezone


# The tree: RFC 9162, section 2.1.

def leaf_hash(data):
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(hashes):
    """The root, straight from the definition."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    middle = 1 << ((len(hashes) - 1).bit_length() - 1)
    return node_hash(root_of(hashes[:middle]), root_of(hashes[middle:]))


def root_from_inclusion(index, size, leaf, path):
    """The root that a proof of inclusion leads to; None when its length is wrong."""
    node, last, value = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return None
        if node & 1 or node == last:
            value = node_hash(sibling, value)
            while node and not node & 1:
                node, last = node >> 1, last >> 1
        else:
            value = node_hash(value, sibling)
        node, last = node >> 1, last >> 1
    return value if last == 0 else None


def consistent(old_size, new_size, old_root, new_root, path):
    """Whether a proof shows that the new tree begins with the old one."""
    if old_size == new_size:
        return not path and old_root == new_root
    path = list(path)
    if old_size & (old_size - 1) == 0:
        path.insert(0, old_root)
    if not path:
        return False
    old, new = old_size - 1, new_size - 1
    while old & 1:
        old, new = old >> 1, new >> 1
    old_value = new_value = path[0]
    for value in path[1:]:
        if new == 0:
            return False
        if old & 1 or old == new:
            old_value, new_value = node_hash(value, old_value), node_hash(value, new_value)
            while old and not old & 1:
                old, new = old >> 1, new >> 1
        else:
            new_value = node_hash(new_value, value)
        old, new = old >> 1, new >> 1
    return new == 0 and old_value == old_root and new_value == new_root


# An entry's bytes: docs/audit.md.

def text(value):
    data = value.encode()
    return struct.pack(">I", len(data)) + data


def milliseconds(rfc3339):
    moment = datetime.strptime(rfc3339, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=timezone.utc)
    since = moment - datetime(1970, 1, 1, tzinfo=timezone.utc)
    return since.days * 86_400_000 + since.seconds * 1_000 + since.microseconds // 1_000


def entry_hash(entry):
    """The leaf hash of an entry as GET /audit answers it."""
    data = b"\x01" + struct.pack(">Qq", entry["seq"], milliseconds(entry["at"]))
    for name in ("actor", "action", "subject", "outcome"):
        data += text(entry[name])
    for name in ("address", "request_id"):
        data += b"\x00" if entry[name] is None else b"\x01" + text(entry[name])
    detail = sorted(entry["detail"].items(), key=lambda pair: pair[0].encode())
    data += struct.pack(">I", len(detail))
    for name, value in detail:
        data += text(name) + text(value)
    return leaf_hash(data)


# Checkpoints: c2sp.org/tlog-checkpoint within c2sp.org/signed-note.

class Checkpoint:
    """A signed note, taken apart; `verify` says whether the key signed it."""

    def __init__(self, note):
        self.text, _, signatures = note.rstrip("\n").rpartition("\n\n")
        self.text += "\n"
        self.origin, size, root, *self.extensions = self.text.split("\n")[:-1]
        self.size, self.root = int(size), base64.b64decode(root, validate=True)
        self.signatures = [line.split(" ") for line in signatures.split("\n")]

    def verify(self, verifier_key):
        name, key_hash, key = verifier_key.split("+", 2)
        key = base64.b64decode(key, validate=True)
        if hashlib.sha256(name.encode() + b"\n" + key).digest()[:4].hex() != key_hash or key[0] != 1:
            raise ValueError("the key's hash is not its own")
        for dash, signer, signature in self.signatures:
            signature = base64.b64decode(signature, validate=True)
            if dash == "\u2014" and signer == name and signature[:4].hex() == key_hash:
                return ed25519_verify(key[1:], self.text.encode(), signature[4:])
        return False


# Ed25519: RFC 8032, section 5.1.7, on points in extended coordinates; slow and plain.

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def recover_x(y, sign):
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P or (x == 0 and sign):
        raise ValueError("no point")
    return P - x if x & 1 != sign else x


def decode_point(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    x = recover_x(y, sign)
    return x, y, 1, x * y % P


def add(one, other):
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c = 2 * one[3] * other[3] * D % P
    d = 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def multiply(scalar, point):
    result = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            result = add(result, point)
        point, scalar = add(point, point), scalar >> 1
    return result


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE_X = recover_x(BASE_Y, 0)
BASE = (BASE_X, BASE_Y, 1, BASE_X * BASE_Y % P)


def ed25519_verify(key, message, signature):
    if len(key) != 32 or len(signature) != 64:
        return False
    s = int.from_bytes(signature[32:], "little")
    if s >= L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    left = multiply(s, BASE)
    right = add(decode_point(signature[:32]), multiply(h, decode_point(key)))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0
