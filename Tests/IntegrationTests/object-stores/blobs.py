"""What the small servers beside this file share: objects in memory, and the plumbing of HTTP."""

import email.utils
import http.server
import re
import threading
import urllib.parse


class Objects:
    """Objects under names, and what was uploaded of others."""

    def __init__(self):
        self.lock = threading.Lock()
        self.stored = {}
        self.blocks = {}

    def write(self, name, content, create_only):
        """Stores an object; false when it is there and must not be."""
        with self.lock:
            if create_only and name in self.stored:
                return False
            self.stored[name] = content
            self.blocks.pop(name, None)
            return True

    def page(self, prefix, start, limit):
        """Names behind `start`, in the order of bytes, and whether there are more."""
        with self.lock:
            names = sorted((name for name in self.stored if name.startswith(prefix) and name > start),
                           key=lambda name: name.encode())
            return [(name, len(self.stored[name])) for name in names[:limit]], len(names) > limit


class Handler(http.server.BaseHTTPRequestHandler):
    """Answers with bodies of known length and keeps connections."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def setup(self):
        super().setup()
        self.connection.settimeout(60)

    @property
    def url(self):
        return urllib.parse.urlsplit(self.path)

    @property
    def raw_query(self):
        """Names and values as they came, not decoded."""
        parts = (pair.partition("=") for pair in self.url.query.split("&") if pair)
        return {name: value for name, _, value in parts}

    @property
    def query(self):
        return {name: urllib.parse.unquote(value) for name, value in self.raw_query.items()}

    def body(self):
        assert "chunked" not in self.headers.get("Transfer-Encoding", ""), "bodies come with their length"
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def answer(self, status, content=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def answer_object(self, content, asked_range, **headers):
        """An object, or the bytes of it that were asked for."""
        if self.command == "HEAD":
            return self.answer(200, Content_Length=str(len(content)), **headers)
        if not asked_range:
            return self.answer(200, content, **headers)
        first, last = map(int, re.fullmatch(r"bytes=(\d+)-(\d+)", asked_range).groups())
        if first >= len(content):
            return self.refuse(416, "InvalidRange", Content_Range=f"bytes */{len(content)}")
        part = content[first:last + 1]
        return self.answer(206, part, Content_Range=f"bytes {first}-{first + len(part) - 1}/{len(content)}", **headers)


class Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256


def serve(handler, context=None):
    """A server of a handler on a free port, encrypted when there is a context for it."""
    server = Server(("127.0.0.1", 0), handler)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def is_far(date, seconds=900):
    """Whether a date is further from now than services bear."""
    now = email.utils.localtime()
    return abs((email.utils.parsedate_to_datetime(date) - now).total_seconds()) > seconds
