"""Second factors of a real authenticator library, lock-out, and changes of one's own account."""

import time

import pyotp

from accounts.people import PASSWORD, People, bearer, log_in
from harness import daemon


def send(served, method, path, body, headers):
    return served.request(method, path, body, dict(headers))


class Logins(People):
    def test_second_factor(self):
        self.make_user("ada")
        with daemon.Daemon(self.data_dir, administrator=False) as served:
            me = bearer(log_in(served, "ada"))
            self.assertEqual(send(served, "POST", "/users/me/totp", {"password": "wrong"}, me).status, 403)
            begun = send(served, "POST", "/users/me/totp", {"password": PASSWORD}, me).json()
            parsed = pyotp.parse_uri(begun["otpauth_url"])
            self.assertEqual(parsed.secret, begun["secret"])
            self.assertEqual((parsed.name, parsed.issuer), ("ada", "GeoClimate"))
            self.assertEqual(log_in(served, "ada").status, 200, "not required before it is confirmed")
            # The code before this one, so that this one is left for the login.
            now = time.time()
            code = parsed.at(now - 30)
            self.assertEqual(send(served, "POST", "/users/me/totp/confirm", {"code": "000000"}, me).status, 422)
            confirmed = send(served, "POST", "/users/me/totp/confirm", {"code": code}, me)
            self.assertEqual(confirmed.status, 200, confirmed.body)
            recovery = confirmed.json()["recovery_codes"]
            self.assertEqual(send(served, "GET", "/users/me", None, me).status, 401, "sessions without it have ended")
            self.assertEqual(len(set(recovery)), 10)
            self.assertNotEqual(log_in(served, "ada").status, 200)
            self.assertNotEqual(log_in(served, "ada", totp=code).status, 200, "a code works once")
            fresh = parsed.now()
            self.assertEqual(log_in(served, "ada", totp=fresh).status, 200)
            self.assertNotEqual(log_in(served, "ada", totp=fresh).status, 200)
            self.assertEqual(log_in(served, "ada", totp=recovery[0].upper()).status, 200)
            self.assertNotEqual(log_in(served, "ada", totp=recovery[0]).status, 200)
            self.command("user", "totp", "disable", "ada")
            self.assertEqual(log_in(served, "ada").status, 200)
        self.assertNotIn(recovery[0].encode(), (self.folder / "data" / "appliance.db").read_bytes())

    def test_lockout_is_the_same_for_names_that_nobody_has(self):
        self.make_user("ada")
        config = self.folder / "config.yaml"
        # Long enough that a busy machine does not sit the wait out between two logins.
        config.write_text("auth:\n  lockout.first_wait_seconds: 5\n")
        with daemon.Daemon(self.data_dir, "serve", "--config", config, administrator=False) as served:
            answers = {}
            for name in ("ada", "nobody"):
                answers[name] = [self.outcome(log_in(served, name, "wrong")) for _ in range(6)]
            self.assertEqual([status for status, _ in answers["ada"]], [400] * 5 + [429])
            self.assertEqual([status for status, _ in answers["nobody"]], [400] * 5 + [429])
            for name, rows in answers.items():
                self.assertTrue(all(retry is None for _, retry in rows[:5]), name)
                self.assertIn(int(rows[5][1]), range(1, 6), name)
            time.sleep(5.1)
            self.assertEqual(log_in(served, "ada").status, 200)

    @staticmethod
    def outcome(answer):
        return answer.status, answer.headers["Retry-After"]

    def test_own_password(self):
        self.make_user("ada")
        with daemon.Daemon(self.data_dir, administrator=False) as served:
            me = bearer(log_in(served, "ada"))
            change = {"current_password": PASSWORD, "new_password": "passwordpassword"}
            self.assertEqual(send(served, "POST", "/users/me/password", change, me).status, 422)
            change["new_password"] = "another staple entirely"
            wrong = {**change, "current_password": "wrong"}
            self.assertEqual(send(served, "POST", "/users/me/password", wrong, me).status, 403)
            self.assertEqual(send(served, "POST", "/users/me/password", change, me).status, 204)
            self.assertEqual(send(served, "GET", "/users/me", None, me).status, 401, "the session has ended")
            self.assertNotEqual(log_in(served, "ada").status, 200)
            me = bearer(log_in(served, "ada", "another staple entirely"))
            self.assertEqual(send(served, "PATCH", "/users/me", {"email": "x@example.org"}, me).status, 422)
            patch = {"email": "x@example.org", "current_password": "another staple entirely"}
            self.assertEqual(send(served, "PATCH", "/users/me", patch, me).json()["email"], "x@example.org")

    def test_commands_beside_the_daemon(self):
        self.make_user("ada", role="admin")
        self.make_user("grace")
        with daemon.Daemon(self.data_dir, administrator=False) as served:
            grace = bearer(log_in(served, "grace"))
            self.assertEqual(send(served, "GET", "/users/me", None, grace).status, 200)
            self.command("user", "disable", "grace")
            self.within(2, lambda: send(served, "GET", "/users/me", None, grace).status == 401)
            self.assertNotEqual(log_in(served, "grace").status, 200)
            self.command("user", "enable", "grace")
            self.assertEqual(send(served, "GET", "/users/me", None, grace).status, 401, "its sessions stay ended")
            self.assertEqual(log_in(served, "grace").status, 200)
            self.command("user", "password", "grace", password="another staple entirely")
            self.assertEqual(log_in(served, "grace", "another staple entirely").status, 200)
            self.command("user", "update", "grace", "--tier", "pro", "--role", "viewer")
            shown = daemon.run_json("user", "show", "grace", data_dir=self.data_dir)
            self.assertEqual((shown["tier"], shown["roles"]), ("pro", ["viewer"]))
            self.assertEqual([user["username"] for user in daemon.run_json("user", "list", data_dir=self.data_dir)],
                             ["ada", "grace"])
            self.command("user", "role", "create", "ops", "--permission", "logs:*")
            self.command("user", "role", "delete", "ops")
            self.command("user", "role", "delete", "admin", code=1)
            for words in (["disable", "ada"], ["delete", "ada"], ["update", "ada", "--role", "user"]):
                self.command("user", *words, code=1)
            self.command("user", "delete", "grace")
        self.assertNotIn("grace@", "".join(row[0] for row in self.rows("SELECT email FROM users")))
        self.assertIn("user.deleted", self.actions())

    def within(self, seconds, condition):
        deadline = time.monotonic() + seconds
        while not condition():
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.05)

    def test_passwords_of_commands(self):
        for password in ("short", "passwordpassword", "ada ada ada ada ada", "x" * 1_025, "tab\tin the middle of it"):
            done = self.command("user", "create", "ada", "--email", "ada@example.org", password=password, code=1)
            self.assertNotIn(password, done.stderr.decode())
        done = daemon.run("user", "create", "ada", "--email", "ada@example.org", data_dir=self.data_dir, stdin=b"")
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"--password-stdin", done.stderr)
