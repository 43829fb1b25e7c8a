"""Attacks on JSON Web Tokens, made with PyJWT where it lets itself be used, by hand where it is too careful."""

import base64
import hashlib
import hmac
import json
import time

import jwt
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def encode(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def claims(token):
    return jwt.decode(token, options={"verify_signature": False})


def private_key(keys, algorithm):
    secret = decode(keys["current"]["secret"])
    return secret if algorithm == "HS256" else ed25519.Ed25519PrivateKey.from_private_bytes(secret)


def sign(payload, keys, algorithm, key=None, **header):
    """A token of the library, signed with the daemon's own key unless another one is given."""
    header = {"typ": "at+jwt", "kid": keys["current"]["kid"], **header}
    return jwt.encode(payload, key or private_key(keys, algorithm), algorithm=algorithm,
                      headers={name: value for name, value in header.items()})


def by_hand(header, payload, keys, algorithm):
    """Any texts, signed with the daemon's own key."""
    signed = f"{encode(header.encode())}.{encode(payload.encode())}".encode()
    secret = private_key(keys, algorithm)
    signature = (hmac.new(secret, signed, hashlib.sha256).digest() if algorithm == "HS256" else secret.sign(signed))
    return signed.decode() + "." + encode(signature)


def rows(token, keys, algorithm):
    """Name and token of each attack."""
    head, body, signature = token.split(".")
    payload = claims(token)
    now = int(time.time())
    kid = keys["current"]["kid"]
    header = json.loads(decode(head))
    written, text = json.dumps(header), json.dumps(payload)

    for name in ("none", "None", "NONE", "nOnE", ""):
        for last in ("", signature):
            yield f"alg {name!r}, signature {bool(last)}", f"{encode(json.dumps({**header, 'alg': name}).encode())}.{body}.{last}"
    yield "the library's own none", jwt.encode(payload, None, algorithm="none", headers={"typ": "at+jwt", "kid": kid})

    # Our key, or what everybody may know of it, under another algorithm.
    if algorithm == "EdDSA":
        public = private_key(keys, algorithm).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        for name in ("HS256", "HS512"):
            yield f"the public key as a secret of {name}", jwt.encode(
                payload, public, algorithm=name, headers={"typ": "at+jwt", "kid": kid})
    else:
        for name in ("HS384", "HS512"):
            yield f"our secret under {name}", jwt.encode(
                payload, private_key(keys, algorithm), algorithm=name, headers={"typ": "at+jwt", "kid": kid})
        yield "Ed25519 under our kid", jwt.encode(
            payload, ed25519.Ed25519PrivateKey.generate(), algorithm="EdDSA", headers={"typ": "at+jwt", "kid": kid})
    stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    for name in ("RS256", "PS256"):
        yield f"{name} under our kid", jwt.encode(payload, stranger, algorithm=name,
                                                  headers={"typ": "at+jwt", "kid": kid})
    yield "an empty secret", f"{head}.{body}." + encode(hmac.new(b"", f"{head}.{body}".encode(), hashlib.sha256).digest())

    for strange in ("AAAAAAAAAAAAAAAA", keys["next"]["kid"], "../../../../dev/null", "/dev/null", "", "x' OR '1'='1",
                    "k" * 100):
        yield f"kid {strange!r}", sign(payload, keys, algorithm, kid=strange)
    for name, value in {
        "jku": "https://evil.example/keys", "x5u": "https://evil.example/cert", "x5c": ["AA=="],
        "jwk": {"kty": "oct", "k": "AAAA"}, "crit": ["exp"], "zip": "DEF", "cty": "JWT", "x5t": "AA",
    }.items():
        yield f"header {name}", by_hand(json.dumps({**header, name: value}), text, keys, algorithm)
    for kind in ("JWT", "AT+JWT", "application/at+jwt", ""):
        yield f"typ {kind!r}", by_hand(json.dumps({**header, "typ": kind}), text, keys, algorithm)
    yield "no kid", by_hand(json.dumps({k: v for k, v in header.items() if k != "kid"}), text, keys, algorithm)
    yield "alg twice", by_hand(written[:-1] + ', "alg": "none"}', text, keys, algorithm)

    for name, value in {
        "iss": "https://evil.example", "aud": "other", "exp": now - 60, "nbf": now + 3600, "iat": now + 3600,
        "sub": "admin", "epoch": payload["epoch"] + 1, "sid": "../x",
    }.items():
        yield f"claim {name} {value!r}", by_hand(written, json.dumps({**payload, name: value}), keys, algorithm)
    yield "a life of a year", by_hand(written, json.dumps({**payload, "exp": now + 31_536_000}), keys, algorithm)
    yield "another user", by_hand(written, json.dumps({**payload, "sub": "999"}), keys, algorithm)
    yield "audience as a list", by_hand(written, json.dumps({**payload, "aud": ["geoclimate"]}), keys, algorithm)
    yield "an unknown claim", by_hand(written, json.dumps({**payload, "admin": True}), keys, algorithm)
    for name in ("iss", "aud", "exp", "nbf", "iat", "sub", "epoch", "sid", "jti"):
        rest = {k: v for k, v in payload.items() if k != name}
        yield f"without {name}", by_hand(written, json.dumps(rest), keys, algorithm)
    yield "sub twice", by_hand(written, text[:-1] + f', "sub": "{payload["sub"]}"}}', keys, algorithm)
    yield "a token in a token", by_hand(written, token, keys, algorithm)
    yield "claims of 4 KiB", by_hand(written, text + " " * 4096, keys, algorithm)

    # Other spellings of a token that holds.
    yield "padding", token + "="
    yield "a fourth part", token + ".AAAA"
    yield "two parts", f"{head}.{body}"
    yield "the other alphabet", token.replace("_", "/").replace("-", "+") + "+"
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    yield "bits left over", token[:-1] + alphabet[alphabet.index(token[-1]) + 1]
    for place in (5, len(head) + 5, len(token) - 5):
        changed = "A" if token[place] != "A" else "B"
        yield f"another letter at {place}", token[:place] + changed + token[place + 1:]
