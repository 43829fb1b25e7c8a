"""Requests that are malformed, ambiguous or on the edge, made by rules; each with the answers that it may get.

A case is (name, bytes, statuses). Every case but those of `accepted` must be refused and its connection closed, and none may ever get
more than one answer: the bytes behind the refused request are a whole good request, which nobody may see.
"""

HOST = b"Host: localhost\r\n"
TRAP = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n"
CONTROLS = [c for c in range(0x20) if c not in (0x09, 0x0A, 0x0D)] + [0x7F]
NOT_TOKEN = b'"(),/:;<=>?@[\\]{}'


def request(line=b"GET /health/live HTTP/1.1", fields=HOST, body=b"", end=b"\r\n"):
    return line + b"\r\n" + fields + end + body


def post(fields, body=b""):
    return request(b"POST /password-reset HTTP/1.1", HOST + b"Content-Type: application/json\r\n" + fields, body)


def chunked(body):
    return post(b"Transfer-Encoding: chunked\r\n", body)


def request_lines():
    for byte in CONTROLS:
        yield f"method with {byte:#04x}", request(b"G" + bytes([byte]) + b"T /health/live HTTP/1.1"), {400}
        yield f"target with {byte:#04x}", request(b"GET /health/li" + bytes([byte]) + b"ve HTTP/1.1"), {400}
    for byte in NOT_TOKEN:
        yield f"method with {chr(byte)}", request(b"G" + bytes([byte]) + b"T /health/live HTTP/1.1"), {400}
    for byte in (0x80, 0xC3, 0xE9, 0xFF):
        yield f"target with {byte:#04x}", request(b"GET /" + bytes([byte]) + b" HTTP/1.1"), {400}
    for name, line in {
        "no method": b" /health/live HTTP/1.1", "no target": b"GET HTTP/1.1", "empty target": b"GET  HTTP/1.1",
        "two spaces after the method": b"GET  /health/live HTTP/1.1",
        "two spaces before the version": b"GET /health/live  HTTP/1.1",
        "space at the end": b"GET /health/live HTTP/1.1 ", "space at the beginning": b" GET /health/live HTTP/1.1",
        "tabs": b"GET\t/health/live\tHTTP/1.1", "space in the target": b"GET /health /live HTTP/1.1",
        "no version": b"GET /health/live", "no path": b"GET", "version in lower case": b"GET /health/live http/1.1",
        "version of two digits": b"GET /health/live HTTP/1.11", "version without a dot": b"GET /health/live HTTP/11",
        "version with a comma": b"GET /health/live HTTP/1,1", "another protocol": b"GET /health/live ICAP/1.1",
        "fragment": b"GET /health/live#a HTTP/1.1", "authority-form": b"GET localhost:80 HTTP/1.1",
        "asterisk": b"GET * HTTP/1.1", "relative target": b"GET health/live HTTP/1.1",
        "connect": b"CONNECT localhost:80 HTTP/1.1", "another scheme": b"GET ftp://localhost/ HTTP/1.1",
        "no host in a URL": b"GET http:///health/live HTTP/1.1", "user in a URL": b"GET http://a@localhost/ HTTP/1.1",
        "another host in a URL": b"GET http://example.org/health/live HTTP/1.1",
        "another port in a URL": b"GET http://localhost:81/health/live HTTP/1.1",
        "colon at the end": b"GET /health/live HTTP/1.1:", "endless method": b"G" * 5000,
    }.items():
        yield name, request(line), {400}
    for version in ("0.9", "1.2", "1.9", "2.0", "2.1", "3.0", "9.9"):
        yield f"version {version}", request(b"GET /health/live HTTP/" + version.encode()), {505}
    yield "preface of HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", {400, 505}
    for method in (b"FOO", b"get", b"GETT", b"X-Y", b"BREW"):
        yield f"method {method.decode()}", request(method + b" /health/live HTTP/1.1"), {501}
    yield "target over 8 KiB", request(b"GET /" + b"a" * 8192 + b" HTTP/1.1"), {414}
    yield "target of 100 KiB", request(b"GET /" + b"a" * 102400 + b" HTTP/1.1"), {414}


def line_ends():
    head = request(fields=HOST + b"A: b\r\n")
    ends = [i for i in range(len(head)) if head[i : i + 2] == b"\r\n"]
    for number, at in enumerate(ends):
        yield f"bare LF at line {number}", head[:at] + head[at + 1 :], {400}
        yield f"bare CR at line {number}", head[:at + 1] + head[at + 2 :], {400}
        yield f"LF CR at line {number}", head[:at] + b"\n\r" + head[at + 2 :], {400}
        yield f"two CR at line {number}", head[:at] + b"\r" + head[at:], {400}
        yield f"NUL before the end of line {number}", head[:at] + b"\0" + head[at:], {400}
    yield "only line feeds", head.replace(b"\r\n", b"\n"), {400}
    yield "only carriage returns", head.replace(b"\r\n", b"\r"), {400}
    yield "an empty line first", b"\r\n" + request(), {400}
    yield "two empty lines first", b"\r\n\r\n" + request(), {400}
    yield "an empty line with a line feed first", b"\n" + request(), {400}
    yield "TLS", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", {400}


def field_lines():
    for byte in CONTROLS:
        text = bytes([byte])
        yield f"name with {byte:#04x}", request(fields=HOST + b"A" + text + b"b: c\r\n"), {400}
        yield f"value with {byte:#04x}", request(fields=HOST + b"A: b" + text + b"c\r\n"), {400}
    for byte in NOT_TOKEN.replace(b":", b"") + bytes([0x80, 0xE9, 0xFF]):
        yield f"name with {byte:#04x}", request(fields=HOST + b"A" + bytes([byte]) + b"b: c\r\n"), {400}
    for name, line in {
        "space before the colon": b"A : b", "tab before the colon": b"A\t: b", "no colon": b"Ab", "no name": b": b",
        "folded": b"A: b\r\n c", "folded with a tab": b"A: b\r\n\tc", "folded and empty": b"A: b\r\n ",
        "space before the name": b" A: b", "space in the name": b"A b: c", "CR in the value": b"A: b\rc",
        "only a colon": b":", "only a space": b" ",
    }.items():
        yield name, request(fields=HOST + line + b"\r\n"), {400}
        yield f"{name}, first", request(fields=line + b"\r\n" + HOST), {400}
    yield "101 fields", request(fields=HOST + b"A: b\r\n" * 100), {431}
    yield "1,000 fields", request(fields=HOST + b"A: b\r\n" * 1000), {431}
    yield "header over 16 KiB", request(fields=HOST + b"A: " + b"a" * 16384 + b"\r\n"), {431}
    yield "header over 16 KiB in many", request(fields=HOST + (b"A: " + b"a" * 1000 + b"\r\n") * 17), {431}
    yield "header of 100 KiB", request(fields=HOST + b"A: " + b"a" * 102400 + b"\r\n"), {431}
    yield "name of 20 KiB", request(fields=HOST + b"A" * 20480 + b": b\r\n"), {431}


def hosts():
    yield "no Host", request(fields=b""), {400}
    for name, value in {
        "empty": b"", "list": b"localhost, example.org", "comma": b"localhost,example.org", "space": b"local host",
        "path": b"localhost/", "user": b"a@localhost", "URL": b"http://localhost", "port of letters": b"localhost:a",
        "port of six digits": b"localhost:123456", "two ports": b"localhost:1:2", "open bracket": b"[::1",
        "text behind a bracket": b"[::1]a", "empty brackets": b"[]", "only a port": b":80", "query": b"localhost?",
        "fragment": b"localhost#", "quote": b'"localhost"', "umlaut": "löcalhost".encode(), "backslash": b"local\\host",
        "brackets with a name": b"[localhost]",
    }.items():
        yield f"Host {name}", request(fields=b"Host: " + value + b"\r\n"), {400}
    for second in (b"localhost", b"example.org", b""):
        yield f"Host and {second!r}", request(fields=HOST + b"hOsT: " + second + b"\r\n"), {400}
        yield f"{second!r} and Host", request(fields=b"HOST: " + second + b"\r\n" + HOST), {400}


def lengths():
    good = b"Content-Length: 2\r\n"
    for name, value in {
        "plus": b"+2", "minus": b"-2", "hexadecimal": b"0x2", "empty": b"", "blank": b" ", "list": b"2, 2",
        "list of two": b"2,3", "two numbers": b"2 2", "letter": b"2a", "fraction": b"2.0", "exponent": b"2e0",
        "underscore": b"0_2", "semicolon": b"2;", "quoted": b'"2"', "beyond 64 bits": b"18446744073709551618",
        "beyond 32 bits, signed": b"-4294967294", "a hundred digits": b"0" * 99 + b"2", "Arabic digit": "٢".encode(),
        "vertical tab": b"\x0b2", "chunked": b"chunked", "minus zero": b"-0",
    }.items():
        yield f"Content-Length {name}", post(b"Content-Length: " + value + b"\r\n", b"{}"), {400}
    for second in (b"2", b"3", b"0", b"", b"x"):
        yield f"Content-Length and {second!r}", post(good + b"content-length: " + second + b"\r\n", b"{}"), {400}
    for spelling in (b"Content-Length : 2", b"Content-Length\t: 2", b"Content Length: 2", b"\x0bContent-Length: 2"):
        yield f"field {spelling!r}", post(spelling + b"\r\n", b"{}"), {400}


def codings():
    two = b"2\r\n{}\r\n0\r\n\r\n"
    for name, value in {
        "gzip": b"gzip", "identity": b"identity", "gzip, chunked": b"gzip, chunked", "chunked, gzip": b"chunked, gzip",
        "chunked twice": b"chunked, chunked", "empty": b"", "blank": b" ", "xchunked": b"xchunked",
        "chunkedx": b"chunkedx", "parameter": b"chunked;q=1", "quoted": b'"chunked"', "comma": b"chunked,",
        "comma first": b",chunked", "chunked identity": b"chunked identity", "deflate": b"deflate", "0": b"0",
        "umlaut": "chünked".encode(), "apostrophes": b"'chunked'", "cow": b"cow", "colon": b": chunked",
        "chunk": b"chunk", "list with identity": b"identity, chunked",
    }.items():
        yield f"Transfer-Encoding {name}", post(b"Transfer-Encoding: " + value + b"\r\n", two), {400, 501}
    yield "Transfer-Encoding VT", post(b"Transfer-Encoding: \x0bchunked\r\n", two), {400}
    for first in (b"chunked", b"identity", b"gzip", b""):
        for second in (b"chunked", b"identity", b"x"):
            fields = b"Transfer-Encoding: " + first + b"\r\nTransfer-Encoding: " + second + b"\r\n"
            yield f"Transfer-Encoding {first!r} and {second!r}", post(fields, two), {400, 501}
    for length in (b"0", b"2", b"5", b"12"):
        both = [b"Content-Length: " + length + b"\r\n", b"Transfer-Encoding: chunked\r\n"]
        yield f"Content-Length {length!r} then chunked", post(both[0] + both[1], two), {400}
        yield f"chunked then Content-Length {length!r}", post(both[1] + both[0], two), {400}
        fields = b"transfer-ENCODING:\tCHUNKED\r\nX: y\r\n" + both[0]
        yield f"chunked, another, Content-Length {length!r}", post(fields, two), {400}
    yield "chunked in HTTP/1.0", request(b"POST /password-reset HTTP/1.0", HOST + b"Transfer-Encoding: chunked\r\n", two), {400, 501}
    for spelling in (b"Transfer-Encoding : chunked", b"Transfer Encoding: chunked", b"Transfer-Encoding\t:chunked"):
        yield f"field {spelling!r}", post(spelling + b"\r\n", two), {400}
    yield "folded chunked", post(b"Transfer-Encoding:\r\n chunked\r\n", two), {400, 501}


def chunks():
    for name, body in {
        "bare LF after the size": b"2\n{}\r\n0\r\n\r\n", "bare LF after the data": b"2\r\n{}\n0\r\n\r\n",
        "bare CR after the size": b"2\r{}\r\n0\r\n\r\n", "bare CR after the data": b"2\r\n{}\r0\r\n\r\n",
        "no size": b"\r\n{}\r\n0\r\n\r\n", "minus": b"-2\r\n{}\r\n0\r\n\r\n", "plus": b"+2\r\n{}\r\n0\r\n\r\n",
        "0x": b"0x2\r\n{}\r\n0\r\n\r\n", "letter": b"g\r\n{}\r\n0\r\n\r\n", "space first": b" 2\r\n{}\r\n0\r\n\r\n",
        "space last": b"2 \r\n{}\r\n0\r\n\r\n", "tab last": b"2\t\r\n{}\r\n0\r\n\r\n",
        "17 digits": b"1" * 17 + b"\r\n{}\r\n0\r\n\r\n", "beyond 64 bits": b"f" * 20 + b"\r\n{}\r\n0\r\n\r\n",
        "40 zeros": b"0" * 40 + b"2\r\n{}\r\n0\r\n\r\n", "data too long": b"2\r\n{} \r\n0\r\n\r\n",
        "data too short": b"3\r\n{}\r\n0\r\n\r\n", "comma": b"2,\r\n{}\r\n0\r\n\r\n",
        "bare LF in an extension": b"2;a\n{}\r\n0\r\n\r\n", "bare CR in an extension": b"2;a\rb\r\n{}\r\n0\r\n\r\n",
        "NUL in an extension": b"2;a\0b\r\n{}\r\n0\r\n\r\n", "DEL in an extension": b"2;a\x7f\r\n{}\r\n0\r\n\r\n",
        "long extension": b"2;" + b"a" * 500 + b"\r\n{}\r\n0\r\n\r\n",
        "endless extension": b"2;" + b"a" * 50000 + b"\r\n{}\r\n0\r\n\r\n",
        "last line with a bare LF": b"2\r\n{}\r\n0\r\n\n", "last size with a bare LF": b"2\r\n{}\r\n0\n\r\n",
        "CR CR LF after the data": b"2\r\n{}\r\r\n0\r\n\r\n", "dot": b"2.0\r\n{}\r\n0\r\n\r\n",
        "empty extension only": b";a\r\n{}\r\n0\r\n\r\n", "underscore": b"0_2\r\n{}\r\n0\r\n\r\n",
    }.items():
        yield f"chunk with {name}", chunked(body), {400}
    for name, trailer in {
        "space before the colon": b"A : b", "no colon": b"A", "folded": b"A: b\r\n c", "NUL": b"A: \0",
        "Content-Length": b"Content-Length: 5", "Transfer-Encoding": b"Transfer-Encoding: chunked", "Host": b"Host: a",
        "bare LF": b"A: b\nC: d", "20 KiB": b"A: " + b"a" * 20480, "101 fields": b"\r\n".join([b"A: b"] * 101),
        "Authorization": b"Authorization: Bearer a", "Connection": b"Connection: close",
    }.items():
        yield f"trailer with {name}", chunked(b"2\r\n{}\r\n0\r\n" + trailer + b"\r\n\r\n"), {400, 431}


def expectations():
    for value in (b"200-ok", b"100-continue, x", b"", b"100", b"100-continued"):
        yield f"Expect {value!r}", post(b"Expect: " + value + b"\r\nContent-Length: 2\r\n", b"{}"), {417}


def accepted():
    """On the edge, but good: one answer, and the connection may go on."""
    yield "plain", request(), {200}
    yield "a URL", request(b"GET http://localhost/health/live HTTP/1.1"), {200}
    yield "a URL in capitals", request(b"GET HTTP://LOCALHOST/health/live HTTP/1.1"), {200}
    yield "empty value", request(fields=HOST + b"A:\r\n"), {200}
    yield "tabs around a value", request(fields=b"Host:\tlocalhost\t\r\n"), {200}
    yield "high bytes in a value", request(fields=HOST + b"A: \xe9\xff\r\n"), {200}
    yield "100 fields", request(fields=HOST + b"A: b\r\n" * 99), {200}
    yield "header of 16,000 bytes", request(fields=HOST + b"A: " + b"a" * 15000 + b"\r\n"), {200}
    yield "target of 8 KiB", request(b"GET /" + b"a" * 8191 + b" HTTP/1.1"), {404}
    yield "all token characters", request(fields=HOST + b"!#$%&'*+-.^_`|~09azAZ: b\r\n"), {200}
    yield "zeros before a length", post(b"Content-Length: 0002\r\n", b"{}"), {422}
    yield "a chunk", chunked(b"2\r\n{}\r\n0\r\n\r\n"), {422}
    yield "a chunk in capitals with an extension", chunked(b'0A;a="b"\r\n{        }\r\n0;c\r\n\r\n'), {422}
    yield "a trailer", chunked(b"2\r\n{}\r\n0\r\nA: b\r\n\r\n"), {422}
    yield "a body that nobody reads", request(fields=HOST + b"Content-Length: 2\r\n", body=b"{}"), {200}


REFUSED = [request_lines, line_ends, field_lines, hosts, lengths, codings, chunks, expectations]


def refused_cases():
    return [case for family in REFUSED for case in family()]


def accepted_cases():
    return list(accepted())
