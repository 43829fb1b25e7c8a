"""Good requests with one to three bytes, tokens or lines changed, from a seed."""

import random

import corpus

PIECES = [
    b"\r", b"\n", b"\r\n", b"\0", b" ", b"\t", b":", b",", b";", b"\x0b", b"\x7f", b"\x80", b"0", b"1", b"-", b"+", b"chunked",
    b"Content-Length: 5\r\n", b"Transfer-Encoding: chunked\r\n", b"Host: a\r\n", b"Connection: close\r\n", b"HTTP/1.0", b"0\r\n\r\n",
    b"Expect: 100-continue\r\n", b" \r\n", b"\r\n ", b"GET / HTTP/1.1\r\n",
]


def bases():
    return [
        corpus.request(), corpus.post(b"Content-Length: 2\r\n", b"{}"), corpus.chunked(b"2\r\n{}\r\n0\r\n\r\n"),
        corpus.chunked(b"1\r\n{\r\n1;a=b\r\n}\r\n0\r\nA: b\r\n\r\n"), corpus.request(fields=corpus.HOST + b"Connection: close\r\n"),
        corpus.request(b"GET /health/live HTTP/1.0"), corpus.request(b"GET http://localhost/health/live HTTP/1.1"),
    ]


def cases(seed, count):
    """`count` byte strings, each one mutated request and a good one behind it."""
    chance = random.Random(seed)
    good = bases()
    for _ in range(count):
        data = bytearray(chance.choice(good))
        for _ in range(chance.randint(1, 3)):
            at = chance.randrange(len(data) + 1)
            kind = chance.randrange(4)
            if kind == 0:
                data[at:at] = chance.choice(PIECES)
            elif kind == 1:
                del data[at : at + chance.randint(1, 4)]
            elif kind == 2 and at < len(data):
                data[at] = chance.randrange(256)
            else:
                lines = bytes(data).split(b"\r\n")
                line = chance.randrange(len(lines))
                lines.insert(chance.randrange(len(lines)), lines[line])
                data = bytearray(b"\r\n".join(lines))
        yield bytes(data) + corpus.TRAP
