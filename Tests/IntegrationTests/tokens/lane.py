"""Access and refresh tokens of the real binary, checked and attacked with PyJWT."""

import concurrent.futures
import json
import pathlib
import sys
import tempfile
import time
import unittest
import urllib.parse

import jwt

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import attacks  # noqa: E402
from harness import daemon, lane  # noqa: E402

PASSWORD = "correct horse battery staple"
FORM = "application/x-www-form-urlencoded"
REFRESHES = 500
FOLLOWS_SECONDS = 5


class Tokens(unittest.TestCase):
    algorithm = "HS256"

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="geoclimate-tokens-")
        self.addCleanup(folder.cleanup)
        self.data_dir = pathlib.Path(folder.name) / "data"
        daemon.run("user", "create", "ada", "--email", "ada@example.org", "--role", "user", "--password-stdin",
                   data_dir=self.data_dir, stdin=PASSWORD.encode(), check=True)
        config = pathlib.Path(folder.name) / "geoclimate.yaml"
        config.write_text(f"auth:\n  access_token_algorithm: {self.algorithm}\n  issuer: https://air.example\n"
                          "limits:\n  anonymous.requests_per_minute: 10000\n  anonymous.burst: 10000\n")
        self.served = daemon.Daemon(self.data_dir, "serve", "--config", config)
        self.addCleanup(self.served.kill)

    # Parts

    def form(self, path, **fields):
        return self.served.post(path, urllib.parse.urlencode(fields), FORM)

    def log_in(self):
        answer = self.form("/token", grant_type="password", username="ada", password=PASSWORD)
        self.assertEqual(answer.status, 200, answer.body)
        return answer.json()

    def refresh(self, token):
        return self.form("/token", grant_type="refresh_token", refresh_token=token)

    def refresh_from(self, address, token):
        fields = urllib.parse.urlencode({"grant_type": "refresh_token", "refresh_token": token})
        return self.served.request("POST", "/token", fields, {"Content-Type": FORM}, source=address)

    def status_with(self, token):
        """What a route that needs a permission answers to a token."""
        return self.served.get("/models", Authorization="Bearer " + token).status

    def keys(self):
        return json.loads((self.data_dir / "token-keys.json").read_text())

    def key(self):
        """The secret, or for EdDSA the public key, that tokens of the moment are checked with."""
        kept = self.keys()["current"]
        if self.algorithm == "HS256":
            return attacks.decode(kept["secret"])
        published = self.served.get("/.well-known/jwks.json").json()["keys"]
        return jwt.PyJWK(next(key for key in published if key["kid"] == kept["kid"])).key

    def wait_for(self, what, holds):
        deadline = time.monotonic() + FOLLOWS_SECONDS
        while not holds():
            if time.monotonic() > deadline:
                self.fail(f"{what}: not within {FOLLOWS_SECONDS} s")
            time.sleep(0.05)

    # Tests

    def test_the_library_believes_ours(self):
        token = self.log_in()["access_token"]
        header = jwt.get_unverified_header(token)
        self.assertEqual(header, {"alg": self.algorithm, "typ": "at+jwt", "kid": self.keys()["current"]["kid"]})
        claims = jwt.decode(token, self.key(), algorithms=[self.algorithm], audience="geoclimate",
                            issuer="https://air.example",
                            options={"require": ["exp", "nbf", "iat", "iss", "aud", "sub", "jti"]})
        self.assertEqual(claims["exp"] - claims["iat"], 900)
        self.assertEqual(self.status_with(token), 200)

    def test_no_attack_gets_in(self):
        token = self.log_in()["access_token"]
        rows = list(attacks.rows(token, self.keys(), self.algorithm))
        self.assertGreaterEqual(len(rows), 50)
        for name, attack in rows:
            with self.subTest(name):
                self.assertEqual(self.status_with(attack), 401)
        self.assertEqual(self.status_with(token), 200)
        print(f"{self.algorithm}: {len(rows)} attacks", file=sys.stderr)

    def test_a_token_of_the_library_with_our_key_holds(self):
        """So the attacks fail for what they attack, and not for how the library writes a token."""
        token = self.log_in()["access_token"]
        again = attacks.sign(attacks.claims(token), self.keys(), self.algorithm)
        self.assertEqual(self.status_with(again), 200)

    def test_one_successor(self):
        token = self.log_in()["refresh_token"]
        with concurrent.futures.ThreadPoolExecutor(64) as pool:
            answers = list(pool.map(lambda number: self.refresh_from(f"127.0.0.{2 + number % 8}", token), range(REFRESHES)))
        self.assertEqual({answer.status for answer in answers}, {200})
        successors = {answer.json()["refresh_token"] for answer in answers}
        self.assertEqual(len(successors), 1)
        print(f"{REFRESHES} refreshes at once, {len(successors)} successor", file=sys.stderr)
        self.assertEqual(self.refresh(successors.pop()).status, 200)

    def test_reuse_ends_the_session(self):
        first = self.log_in()
        second = self.refresh(first["refresh_token"]).json()
        self.assertEqual(self.refresh(second["refresh_token"]).status, 200)
        reuse = self.refresh(first["refresh_token"])
        self.assertEqual((reuse.status, reuse.json()["error"]), (400, "invalid_grant"))
        for tokens in (first, second):
            self.assertEqual(self.status_with(tokens["access_token"]), 401)
            self.assertEqual(self.refresh(tokens["refresh_token"]).status, 400)

    def test_revocation(self):
        self.assertEqual(self.form("/token/revoke", token="nonsense").status, 200)
        for kind in ("access_token", "refresh_token"):
            tokens = self.log_in()
            self.assertEqual(self.form("/token/revoke", token=tokens[kind]).status, 200)
            self.assertEqual(self.status_with(tokens["access_token"]), 401)
            self.assertEqual(self.refresh(tokens["refresh_token"]).status, 400)

    def test_keys_rotate_beside_the_daemon(self):
        tokens = self.log_in()
        old = self.keys()
        new = daemon.run_json("auth", "rotate-keys", "--config", self.data_dir.parent / "geoclimate.yaml",
                              data_dir=self.data_dir)
        self.assertEqual(new["kid"], old["next"]["kid"])
        self.wait_for("the new key", lambda: jwt.get_unverified_header(
            self.log_in()["access_token"])["kid"] == new["kid"])
        self.assertEqual(self.status_with(tokens["access_token"]), 200)
        daemon.run_json("auth", "rotate-keys", "--end-all", "--config", self.data_dir.parent / "geoclimate.yaml",
                        data_dir=self.data_dir)
        self.wait_for("the end of old tokens", lambda: self.status_with(tokens["access_token"]) == 401)
        self.assertEqual(self.refresh(tokens["refresh_token"]).status, 200)
        self.assertEqual((self.data_dir / "token-keys.json").stat().st_mode & 0o777, 0o600)

    def test_tokens_survive_a_crash(self):
        tokens = self.log_in()
        successor = self.refresh(tokens["refresh_token"]).json()["refresh_token"]
        self.served.kill()
        self.served = daemon.Daemon(self.data_dir, "serve", "--config", self.data_dir.parent / "geoclimate.yaml")
        self.addCleanup(self.served.kill)
        self.assertEqual(self.status_with(tokens["access_token"]), 200)
        self.assertEqual(self.refresh(tokens["refresh_token"]).json()["refresh_token"], successor)


class EdDSATokens(Tokens):
    algorithm = "EdDSA"


if __name__ == "__main__":
    lane.main()
