"""Password reset and proof of an address over the real binary and real connections."""

import json
import pathlib
import re
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from harness import daemon, lane  # noqa: E402
from mail.certificates import Authority  # noqa: E402
from mail.servers import MailServer, ScriptedServer, endless_line, endless_reply  # noqa: E402

PASSWORD = "canary-smtp-password"
OLD = "an old and long password"
NEW = "a new and long password"
PUBLIC_URL = "https://air.example.org"


class Scene(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="geoclimate-mail-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.data_dir = self.folder / "data"
        daemon.run("user", "create", "ada", "--email", "ada@example.org", "--role", "user", "--password-stdin",
                   data_dir=self.data_dir, stdin=OLD.encode(), check=True)

    def serve(self, port, **settings):
        lines = {"host": "127.0.0.1", "port": port, "from": "noreply@example.org", **settings}
        config = self.folder / "geoclimate.yaml"
        config.write_text("server:\n  public_url: %s\nmail:\n" % PUBLIC_URL + "".join(
            f"  {key}: {json.dumps(str(value))}\n" for key, value in lines.items()))
        served = daemon.Daemon(self.data_dir, "serve", "--config", config)
        self.addCleanup(served.kill)
        return served

    def ask(self, served, email="ada@example.org"):
        answer = served.post("/password-reset", {"email": email})
        self.assertEqual(answer.status, 202, answer.body)
        return answer

    def token(self, message):
        links = re.findall(r"https?://\S+", message.get_content())
        self.assertEqual(len(links), 1, "one link and no other")
        found = re.fullmatch(re.escape(PUBLIC_URL) + r"/[a-z/-]+\?token=([A-Za-z0-9_-]{43})", links[0])
        self.assertIsNotNone(found, links)
        return found.group(1)

    def log_lines(self, served, text, seconds=20):
        """The log's lines with a text, once there is one."""
        deadline = time.monotonic() + seconds
        while True:
            lines = [json.loads(line) for line in pathlib.Path(served.log_path).read_text().splitlines()
                     if text in line]
            if lines or time.monotonic() > deadline:
                return lines
            time.sleep(0.1)


class Delivery(Scene):
    def test_reset_over_starttls_with_a_password(self):
        authority = Authority(self.folder)
        with MailServer(authority.server_context(), PASSWORD) as server:
            served = self.serve(server.port, tls="starttls", username="daemon", password=PASSWORD,
                                ca_file=authority.path)
            self.ask(served)
            message, envelope, encrypted, authenticated = server.inbox.next()
            self.assertTrue(encrypted and authenticated)
            self.assertEqual(envelope.mail_from, "noreply@example.org")
            self.assertEqual(envelope.rcpt_tos, ["ada@example.org"])
            self.assertEqual(message["Auto-Submitted"], "auto-generated")
            self.assertIsNotNone(message["Date"].datetime)
            token = self.token(message)

            page = served.get(f"/password-reset/confirm?token={token}")
            self.assertEqual(page.status, 200)
            self.assertIn(token.encode(), page.body)
            short = served.post("/password-reset/confirm", {"token": token, "password": "short"})
            self.assertEqual(short.status, 422, "a refused password does not use the token up")
            done = served.post("/password-reset/confirm", {"token": token, "password": NEW})
            self.assertEqual(done.status, 200, done.body)
            again = served.post("/password-reset/confirm", {"token": token, "password": NEW})
            self.assertEqual(again.status, 400)
            self.assertEqual(served.stop(), 0)
            log = pathlib.Path(served.log_path).read_text()
            for secret in (PASSWORD, token, NEW, "ada@example.org"):
                self.assertNotIn(secret, log)

    def test_unknown_addresses_get_the_same_answer_and_no_mail(self):
        with MailServer() as server:
            served = self.serve(server.port)
            known = self.ask(served)
            unknown = self.ask(served, "nobody@example.org")
            self.assertEqual(known.body, unknown.body)
            server.inbox.next()
            for _ in range(5):
                self.ask(served)
            time.sleep(1)
            self.assertTrue(server.inbox.mails.empty(), "no second mail within the pause, none to nobody")

    def test_a_certificate_for_another_name_is_refused(self):
        authority = Authority(self.folder)
        with MailServer(authority.server_context(names=("mail.example.com",), addresses=("127.0.0.2",)), PASSWORD) as server:
            served = self.serve(server.port, tls="starttls", username="daemon", password=PASSWORD,
                                ca_file=authority.path)
            self.ask(served)
            self.assertTrue(self.log_lines(served, "could not be sent"))
            self.assertEqual(server.inbox.logins, [])
            self.assertTrue(server.inbox.mails.empty())

    def test_an_authority_that_is_not_trusted_is_refused(self):
        authority = Authority(self.folder)
        with MailServer(authority.server_context(), PASSWORD) as server:
            served = self.serve(server.port, tls="starttls", username="daemon", password=PASSWORD)
            self.ask(served)
            self.assertTrue(self.log_lines(served, "could not be sent"))
            self.assertEqual(server.inbox.logins, [])

    def test_without_starttls_neither_password_nor_mail_is_sent(self):
        with ScriptedServer(b"220 hi\r\n", b"250-me\r\n250 AUTH PLAIN LOGIN\r\n", b"250 ok\r\n") as server:
            served = self.serve(server.port, tls="starttls", username="daemon", password=PASSWORD)
            self.ask(served)
            lines = self.log_lines(served, "could not be sent")
            self.assertIn("does not offer STARTTLS", json.dumps(lines))
            self.assertEqual([line[:4] for line in server.heard], [b"EHLO"])

    def test_what_is_said_before_tls_is_not_believed(self):
        with ScriptedServer(b"220 hi\r\n", b"250-me\r\n250 STARTTLS\r\n", b"220 go\r\n250 injected\r\n", 5) as server:
            served = self.serve(server.port, tls="starttls")
            self.ask(served)
            self.assertTrue(self.log_lines(served, "could not be sent"))
            self.assertEqual(len(server.heard), 2)

    def test_a_wrong_password_gives_the_mail_up(self):
        authority = Authority(self.folder)
        with MailServer(authority.server_context(), PASSWORD) as server:
            served = self.serve(server.port, tls="starttls", username="daemon", password="wrong",
                                ca_file=authority.path)
            self.ask(served)
            lines = self.log_lines(served, "A mail is given up.")
            self.assertIn("refused the user name or password", json.dumps(lines))
            self.assertEqual(server.inbox.logins, [("PLAIN", False)])

    def test_a_refusal_for_now_is_tried_again(self):
        with MailServer() as server:
            server.inbox.refusals.put("451 4.7.1 come back later")
            served = self.serve(server.port)
            self.ask(served)
            self.token(server.inbox.next()[0])
            self.assertEqual(len(self.log_lines(served, "will be tried again")), 1)

    def test_a_refusal_for_good_is_given_up(self):
        with MailServer() as server:
            server.inbox.refusals.put("550 5.1.1 no such mailbox")
            served = self.serve(server.port)
            self.ask(served)
            self.assertIn("no such mailbox", json.dumps(self.log_lines(served, "A mail is given up.")))
            metrics = served.get("/metrics").body.decode()
            self.assertIn('mail_messages_total{outcome="given_up"} 1', metrics)
            self.assertIn('outgoing_circuit_open{target="mail"} 0', metrics)


class BadServers(Scene):
    """Whatever the server does, requests are answered at once and the daemon stops when told."""

    SCRIPTS = {
        "drops at once": (None,),
        "drops after EHLO": (b"220 hi\r\n", None),
        "drops in the mail": (b"220 hi\r\n", b"250 me\r\n", b"250 ok\r\n", b"250 ok\r\n", b"354 go\r\n", None),
        "says nothing": (30,),
        "endless line": (endless_line,),
        "endless reply": (b"220 hi\r\n", endless_reply),
        "another protocol": (b"HTTP/1.1 400 Bad Request\r\n\r\n",),
        "binary": (bytes(range(256)) * 4 + b"\n",),
        "not ready": (b"421 too busy\r\n",),
        "no service": (b"554 none\r\n",),
    }

    def test_all(self):
        for name, script in self.SCRIPTS.items():
            with self.subTest(name), ScriptedServer(*script) as server:
                served = self.serve(server.port)
                began = time.monotonic()
                self.ask(served)
                self.assertLess(time.monotonic() - began, 1, "the request does not wait for the mail server")
                lines = self.log_lines(served, "will be tried again", seconds=25)
                self.assertTrue(lines, served.tail())
                self.assertEqual(served.get("/health").status, 200)
                began = time.monotonic()
                self.assertEqual(served.stop(), 0)
                self.assertLess(time.monotonic() - began, 10)
                self.assertTrue(self.log_lines(served, "lost at shutdown", seconds=1), "what is lost is said")
                # The link is still waiting in the database: the next request within the pause sends no second one.
                pathlib.Path(served.log_path).unlink()
                self.setUp()

    def test_a_server_that_is_down_opens_the_breaker_and_mail_arrives_when_it_is_back(self):
        from mail.servers import free_port

        served = self.serve(free_port())
        self.ask(served)
        lines = self.log_lines(served, "could not be sent")
        self.assertTrue(lines)
        self.assertIn('outgoing_failures_total{target="mail"}', served.get("/metrics").body.decode())


class CommandLine(Scene):
    def test_links_are_handed_out_beside_the_running_daemon(self):
        with daemon.Daemon(self.data_dir) as served:
            handed = daemon.run_json("user", "reset-password", "ada", data_dir=self.data_dir)
            token = handed["link"].split("?token=")[1]
            done = served.post("/password-reset/confirm", {"token": token, "password": NEW})
            self.assertEqual(done.status, 200, done.body)
            handed = daemon.run_json("user", "verify-email", "ada", data_dir=self.data_dir)
            token = handed["link"].split("?token=")[1]
            self.assertEqual(served.post("/verify-email", {"token": token}).status, 200)
            self.assertEqual(served.post("/verify-email", {"token": token}).status, 400)
            self.assertIn("user_email_verified 1", served.get("/metrics").body.decode())

    def test_an_unknown_name_is_refused(self):
        done = daemon.run("user", "reset-password", "nobody", data_dir=self.data_dir)
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stdout, b"")


if __name__ == "__main__":
    lane.main()
