"""Who may: API keys over HTTP and on the command line, also while the daemon runs."""

import os
import time

from contract.case import RFC3339_UTC, DemoCase
from harness.daemon import run, run_json

FOLLOWS_SECONDS = 2


class Keys(DemoCase):
    def make(self, **terms):
        answer = self.demo.post("/api-keys", {"name": "lane", **terms})
        self.assertEqual(answer.status, 201, answer.body)
        return answer.json()

    def wait_for(self, status, key):
        """The daemon follows what another process changes."""
        deadline = time.monotonic() + FOLLOWS_SECONDS
        while (found := self.demo.ask("GET", "/models", key=key).status) != status:
            self.assertLess(time.monotonic(), deadline, f"still {found}")
            time.sleep(0.02)

    def test_strangers_are_asked_for_a_credential(self):
        for method, path in (("POST", "/predict"), ("GET", "/models"), ("GET", "/api-keys"), ("POST", "/api-keys")):
            answer = self.demo.ask(method, path)
            self.assertProblem(answer, 401)
            self.assertTrue(answer.headers["WWW-Authenticate"].startswith("Bearer"))

    def test_a_key_in_either_field(self):
        key = self.demo.key
        for headers in ({"X-API-Key": key}, {"Authorization": f"Bearer {key}"},
                        {"X-API-Key": key, "Authorization": f"Bearer {key}"}):
            self.assertEqual(self.demo.request("GET", "/models", headers=headers).status, 200)
        other = self.make()["key"]
        answer = self.demo.request("GET", "/models", headers={"X-API-Key": key, "Authorization": f"Bearer {other}"})
        self.assertProblem(answer, 400)

    def test_a_mistyped_key(self):
        key = self.demo.key
        for wrong in (key[:-1], key + "0", key.replace("gsc_", "gsk_"), key[:10] + "!" + key[11:],
                      key[:10] + ("a" if key[10] != "a" else "b") + key[11:]):
            self.assertProblem(self.demo.ask("GET", "/models", key=wrong), 401)

    def test_created_shown_once_listed_and_revoked(self):
        made = self.make(scopes=["model:read"], expires_in_days=30)
        self.assertRegex(made["key"], r"^gsc_[0-9A-Za-z]{36}$")
        self.assertRegex(made["expires_at"], RFC3339_UTC)
        self.assertEqual(self.demo.ask("GET", "/models", key=made["key"]).status, 200)
        self.assertProblem(self.demo.ask("POST", "/predict", {"data": {}}, key=made["key"]), 403)
        listed = self.demo.get("/api-keys")
        self.assertNotIn(made["key"].encode(), listed.body)
        self.assertIn(made["id"], [key["id"] for key in listed.json()])
        self.assertEqual(self.demo.request("DELETE", f"/api-keys/{made['id']}").status, 204)
        self.assertProblem(self.demo.ask("GET", "/models", key=made["key"]), 401)

    def test_rotation_over_http(self):
        made = self.make()
        answer = self.demo.request("POST", f"/api-keys/{made['id']}/rotate")
        self.assertEqual(answer.status, 201, answer.body)
        for key in (made["key"], answer.json()["key"]):
            self.assertEqual(self.demo.ask("GET", "/models", key=key).status, 200)
        self.assertProblem(self.demo.request("POST", f"/api-keys/{made['id']}/rotate"), 409)

    def test_commands_beside_the_daemon(self):
        run("user", "create", "ada", "--email", "ada@example.org", "--role", "api_user", "--password-stdin",
            data_dir=self.data_dir, stdin=b"a password of the lane", check=True)
        made = run_json("user", "key", "create", "--user", "ada", "--name", "lane", "--scope", "model:read",
                        "--expires-days", "7", data_dir=self.data_dir)
        self.wait_for(200, made["key"])
        self.assertProblem(self.demo.ask("DELETE", "/api-keys/1", key=made["key"]), 404)
        self.assertProblem(self.demo.request("DELETE", f"/api-keys/{made['id']}"), 404)
        new = run_json("user", "key", "rotate", made["id"], "--grace-hours", "0", data_dir=self.data_dir)
        self.wait_for(401, made["key"])
        self.wait_for(200, new["key"])
        run("user", "key", "revoke", new["id"], data_dir=self.data_dir, check=True)
        self.wait_for(401, new["key"])
        listed = run_json("user", "key", "list", "--user", "ada", "--include-revoked", data_dir=self.data_dir)
        self.assertEqual([key["id"] for key in listed], [made["id"], new["id"]])
        refused = run("user", "key", "create", "--user", "ada", "--name", "x", "--scope", "user:write",
                      data_dir=self.data_dir)
        self.assertEqual(refused.returncode, 1)
        self.assertIn(b"user:write", refused.stderr)

    def test_metrics_are_for_this_machine_and_not_for_a_proxy_on_it(self):
        self.assertEqual(self.demo.ask("GET", "/metrics").status, 200)
        key, self.demo.key = self.demo.key, None
        try:
            for field in ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"):
                self.assertProblem(self.demo.request("GET", "/metrics", headers={field: "for=192.0.2.1"}), 401)
            answer = self.demo.request("GET", "/metrics", headers={"X-Forwarded-For": "192.0.2.1", "X-API-Key": key})
            self.assertEqual(answer.status, 200)
        finally:
            self.demo.key = key

    def test_no_key_in_database_or_log(self):
        made = self.make()
        self.demo.ask("GET", "/models", key=made["key"])
        self.demo.ask("GET", "/models", key=made["key"][:-1])
        for folder, _, files in os.walk(self.folder):
            for name in files:
                with open(os.path.join(folder, name), "rb") as file:
                    self.assertNotIn(made["key"][4:34].encode(), file.read(), name)
