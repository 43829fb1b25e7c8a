"""Mail servers: one that does everything right, and one that plays a script of misbehaviour."""

import email
import email.policy
import queue
import socket
import threading
import time

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword


class Inbox:
    """aiosmtpd's handler: keeps what arrives, and may refuse recipients first."""

    def __init__(self):
        self.mails = queue.Queue()
        self.refusals = queue.Queue()
        self.logins = []

    async def handle_RCPT(self, server, session, envelope, address, options):
        if not self.refusals.empty():
            return self.refusals.get()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.mails.put((envelope, session.ssl is not None, session.authenticated))
        return "250 taken"

    def next(self, seconds=20):
        """The next mail as a parsed message, with its envelope beside it."""
        envelope, encrypted, authenticated = self.mails.get(timeout=seconds)
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        return message, envelope, encrypted, authenticated


class MailServer:
    """aiosmtpd on a free port; asks for STARTTLS and a password where it is given a context and a password."""

    def __init__(self, context=None, password=None):
        self.inbox = Inbox()

        def authenticate(server, session, envelope, mechanism, data):
            given = data.password.decode() if isinstance(data, LoginPassword) else None
            self.inbox.logins.append((mechanism, given == password))
            return AuthResult(success=given == password, handled=False)

        self.controller = Controller(
            self.inbox, hostname="127.0.0.1", port=free_port(), tls_context=context,
            require_starttls=context is not None, authenticator=authenticate if password else None,
            auth_required=password is not None, auth_require_tls=context is not None)

    @property
    def port(self):
        return self.controller.port

    def __enter__(self):
        self.controller.start()
        return self

    def __exit__(self, *_):
        self.controller.stop()


class ScriptedServer:
    """Answers each line of a client with the next of a script, on one port, connection after connection.

    A step is bytes to send, a number of seconds to wait, or None to close; a function gets the socket.
    """

    def __init__(self, *steps):
        self.steps = steps
        self.connections = 0
        self.heard = []
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        self.thread = threading.Thread(target=self._serve, daemon=True)

    def _serve(self):
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._talk, args=(connection,), daemon=True).start()

    def _talk(self, connection):
        with connection:
            try:
                for index, step in enumerate(self.steps):
                    if index:
                        line = connection.recv(65536)
                        if not line:
                            return
                        self.heard.append(line)
                    if step is None:
                        return
                    if callable(step):
                        step(connection)
                    elif isinstance(step, bytes):
                        connection.sendall(step)
                    else:
                        time.sleep(step)
            except OSError:
                return

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.listener.close()


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


def endless_line(connection):
    """A line that never ends, until the other side has had enough."""
    connection.settimeout(10)
    while True:
        connection.sendall(b"x" * 4096)


def endless_reply(connection):
    """An answer of lines that never is the last."""
    connection.settimeout(10)
    while True:
        connection.sendall(b"250-more\r\n" * 100)
