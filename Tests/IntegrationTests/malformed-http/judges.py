"""What others make of the same bytes: h11, and Caddy where its binary runs."""

import os
import pathlib
import socket
import subprocess
import sys
import time

import h11

import wire


def h11_verdict(data):
    """How many heads h11 finds before it refuses or the bytes end, and whether it refuses."""
    connection = h11.Connection(h11.SERVER, max_incomplete_event_size=32768)
    heads = 0
    try:
        connection.receive_data(data)
        connection.receive_data(b"")
        while True:
            event = connection.next_event()
            if event is h11.NEED_DATA or event is h11.PAUSED and connection.our_state is not h11.DONE:
                return heads, False
            if isinstance(event, h11.ConnectionClosed):
                return heads, False
            heads += isinstance(event, h11.Request)
            if isinstance(event, h11.EndOfMessage):
                connection.send(h11.Response(status_code=200, headers=[(b"content-length", b"0")]))
                connection.send(h11.EndOfMessage())
                if connection.our_state is not h11.DONE or connection.their_state is not h11.DONE:
                    return heads, False
                connection.start_next_cycle()
    except h11.RemoteProtocolError:
        return heads, True
    except h11.LocalProtocolError:
        return heads, False  # CONNECT, after which it speaks HTTP no more.


class Caddy:
    """Caddy on a free port of loopback, answering 200 to everything."""

    def __init__(self, folder):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.address = probe.getsockname()
        config = pathlib.Path(folder) / "Caddyfile"
        config.write_text(
            "{\n admin off\n auto_https off\n}\n"
            f"http://:{self.address[1]} {{\n bind 127.0.0.1\n respond \"ok\" 200\n}}\n")
        binary = pathlib.Path(sys.executable).parent / "caddy"
        self.process = subprocess.Popen(
            [binary, "run", "--config", config, "--adapter", "caddyfile"], stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, env=dict(os.environ, HOME=str(folder)))
        for _ in range(100):
            try:
                socket.create_connection(self.address, timeout=1).close()
                return
            except OSError:
                time.sleep(0.1)
        raise AssertionError("Caddy does not listen")

    def refuses(self, data):
        """Whether Caddy answers the first request with an error, or closes without an answer."""
        _, received = wire.exchange(self.address, data, half_close=True, seconds=2)
        found, _ = wire.answers(received)
        return not found or found[0].status >= 400

    def stop(self):
        self.process.terminate()
        self.process.wait(10)
