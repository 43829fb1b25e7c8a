"""Bytes to a socket and answers back, with nothing that would put a malformed request right."""

import re
import socket

READ_SECONDS = 5
HEAD = re.compile(rb"HTTP/1\.[01] (\d{3})[^\r\n]*\r\n((?:[^\r\n]+\r\n)*)\r\n")


class Answer:
    def __init__(self, status, fields, body):
        self.status = status
        self.fields = {}
        for line in fields.split(b"\r\n"):
            name, _, value = line.partition(b":")
            self.fields[name.strip().lower().decode()] = value.strip().decode(errors="replace")
        self.body = body

    @property
    def closes(self):
        return self.fields.get("connection", "").lower() == "close"

    def __repr__(self):
        return f"{self.status} {self.body[:120]!r}"


def exchange(address, data, half_close=False, seconds=READ_SECONDS):
    """Sends the bytes and reads until the other side closes; whether it did, and everything that came."""
    received = b""
    with socket.create_connection(address, timeout=seconds) as connection:
        try:
            connection.sendall(data)
            if half_close:
                connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # Refused and closed before all was sent.
        try:
            while chunk := connection.recv(65536):
                received += chunk
        except TimeoutError:
            return False, received
        except OSError:
            pass  # Reset: closed as well.
    return True, received


def answers(received):
    """The answers in what was received, and what is left over; answers of 1xx are none."""
    found, at = [], 0
    while match := HEAD.match(received, at):
        status, fields = int(match[1]), match[2]
        at = match.end()
        if 100 <= status < 200:
            continue
        length = re.search(rb"(?im)^content-length:\s*(\d+)", fields)
        size = int(length[1]) if length else 0
        found.append(Answer(status, fields, received[at : at + size]))
        at += size
    return found, received[at:]
