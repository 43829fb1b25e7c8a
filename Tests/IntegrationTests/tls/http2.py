"""An HTTP/2 client that can do what none should."""

import socket
import ssl

import h2.config
import h2.connection
import h2.events
import h2.exceptions


class Client:
    def __init__(self, address):
        context = ssl.create_default_context()
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        context.set_alpn_protocols(["h2"])
        self.socket = context.wrap_socket(socket.create_connection(address, timeout=10), server_hostname="localhost")
        if self.socket.selected_alpn_protocol() != "h2":
            raise AssertionError("no h2")
        config = h2.config.H2Configuration(
            client_side=True, validate_outbound_headers=False, normalize_outbound_headers=False)
        self.h2 = h2.connection.H2Connection(config)
        self.h2.initiate_connection()
        self.flush()

    def flush(self):
        self.socket.sendall(self.h2.data_to_send())

    def head(self, method="GET", path="/health/live", fields=()):
        return [(":method", method), (":path", path), (":scheme", "https"), (":authority", "localhost"), *fields]

    def ask(self, *head, body=None, fields=()):
        """The status and the fields of an answer; None where the stream or the connection was closed without one."""
        stream = self.h2.get_next_available_stream_id()
        self.h2.send_headers(stream, self.head(*head, fields=fields), end_stream=body is None)
        if body is not None:
            self.h2.send_data(stream, body, end_stream=True)
        self.flush()
        for event in self.events():
            if isinstance(event, h2.events.ResponseReceived) and event.stream_id == stream:
                found = dict((n.decode(), v.decode()) for n, v in event.headers)
                return int(found[":status"]), found
            if isinstance(event, h2.events.StreamReset) and event.stream_id == stream:
                return None
        return None

    def events(self):
        """What comes, until the other side closes."""
        while data := self.receive():
            try:
                events = self.h2.receive_data(data)
            except h2.exceptions.ProtocolError:
                return
            yield from events
            self.flush()

    def receive(self):
        try:
            return self.socket.recv(65536)
        except (ConnectionError, ssl.SSLError):
            return b""

    def is_closed_within(self, seconds):
        """Whether the other side ends the connection in this time."""
        self.socket.settimeout(seconds)
        try:
            while self.socket.recv(65536):
                pass
            return True
        except TimeoutError:
            return False
        except OSError:
            return True

    def send_raw(self, data):
        """Sends bytes; false where the connection is gone."""
        try:
            self.socket.sendall(data)
            return True
        except OSError:
            return False

    def close(self):
        self.socket.close()


def frame(kind, flags, stream, payload=b""):
    """A frame of HTTP/2 (RFC 9113, 4.1)."""
    return len(payload).to_bytes(3) + bytes([kind, flags]) + stream.to_bytes(4) + payload
