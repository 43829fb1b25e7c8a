"""What stands between a client and a server: a door that wants a token, a proxy, and servers that misbehave."""

import base64
import http.client
import select
import socket
import time

import blobs


def token_door(address, token):
    """Passes on requests that bring the token; fake-gcs-server itself asks for none."""

    class Door(blobs.Handler):
        def pass_on(self):
            content = self.body()
            if self.headers.get("Authorization") != f"Bearer {token}":
                return self.answer(401)
            connection = http.client.HTTPConnection(address, timeout=30)
            headers = {name: value for name, value in self.headers.items() if name.lower() != "host"}
            connection.putrequest(self.command, self.path, skip_accept_encoding=True)
            for name, value in headers.items():
                connection.putheader(name, value)
            connection.endheaders(content)
            answer = connection.getresponse()
            kept = {name.replace("-", "_"): value for name, value in answer.getheaders()
                    if name.lower() not in ("connection", "transfer-encoding", "date", "content-length", "server")}
            length = answer.getheader("Content-Length")
            body = answer.read()
            if self.command == "HEAD" and length is not None:
                kept["Content_Length"] = length
            self.answer(answer.status, body, **kept)
            connection.close()
            return None

        do_GET = do_PUT = do_HEAD = do_DELETE = do_POST = pass_on

    return Door


def proxy(user, password, connections):
    """Tunnels for those who know the password; notes where to."""
    wanted = "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()

    class Proxy(blobs.Handler):
        def do_CONNECT(self):
            if self.headers.get("Proxy-Authorization") != wanted:
                return self.answer(407, Proxy_Authenticate="Basic")
            host, port = self.path.rsplit(":", 1)
            with socket.create_connection((host, int(port)), timeout=30) as there:
                connections.append(self.path)
                self.send_response(200)
                self.end_headers()
                self.tunnel(there)
            self.close_connection = True
            return None

        def tunnel(self, there):
            ends = {self.connection: there, there: self.connection}
            while True:
                ready, _, _ = select.select(list(ends), [], [], 60)
                for end in ready:
                    data = end.recv(65536)
                    if not data:
                        return
                    ends[end].sendall(data)
                if not ready:
                    return

    return Proxy


class Misbehaving(blobs.Handler):
    """Answers objects wrongly, each as its name says, and everything else with an error."""

    def do_GET(self):
        what = self.url.path.rsplit("/", 1)[-1]
        getattr(self, "answer_" + what.replace("-", "_"), self.answer_other)()
        self.close_connection = True

    def answer_other(self):
        self.answer(404, b"<Error><Code>NoSuchKey</Code></Error>")

    def answer_truncated(self):
        self.send_response(200)
        self.send_header("Content-Length", "100")
        self.end_headers()
        self.wfile.write(b"only this")

    def answer_endless(self):
        self.send_response(206)
        self.send_header("Content-Range", "bytes 0-9/10")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"10000\r\n" + bytes(65536) + b"\r\n")
        except OSError:
            pass

    def answer_announced(self):
        self.send_response(206)
        self.send_header("Content-Range", "bytes 0-9/10")
        self.send_header("Content-Length", str(1 << 40))
        self.end_headers()

    def answer_redirect(self):
        self.answer(307, b"<Error><Code>TemporaryRedirect</Code></Error>", Location="http://127.0.0.1:1/elsewhere",
                    x_amz_bucket_region="eu-west-9")

    def answer_long_error(self):
        self.answer(403, b"<Error><Code>AccessDenied</Code><Message>" + bytes(1 << 20) + b"</Message></Error>")

    def answer_bomb(self):
        self.answer(403, b'<!DOCTYPE a [<!ENTITY b "' + b"b" * 1000 + b'">]><Error><Code>&b;</Code></Error>')

    def answer_stall(self):
        time.sleep(5)

    def answer_reset(self):
        self.connection.close()
