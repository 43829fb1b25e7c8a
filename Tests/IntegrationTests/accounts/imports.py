"""Users of another system: hashes that the bcrypt package and passlib made."""

import csv

import bcrypt
from passlib.hash import bcrypt as passlib_bcrypt

from accounts.people import PASSWORD, People, log_in
from harness import daemon

LONG = "a passphrase whose bytes go on beyond the seventy-two that bcrypt looks at, and then some"
UNICODE = "zażółć gęślą jaźń 🦆"


def python_bcrypt(password, prefix=b"2b", rounds=5):
    return bcrypt.hashpw(password.encode()[:72], bcrypt.gensalt(rounds, prefix=prefix)).decode()


def hashes():
    """Name, password and hash of each user."""
    yield "plain", PASSWORD, python_bcrypt(PASSWORD)
    yield "older", PASSWORD, python_bcrypt(PASSWORD, prefix=b"2a")
    yield "costly", PASSWORD, python_bcrypt(PASSWORD, rounds=10)
    yield "words", UNICODE, python_bcrypt(UNICODE)
    yield "long", LONG, python_bcrypt(LONG)
    # passlib's own code for the three kinds; its version check of the bcrypt package is broken, the format is not.
    for kind in ("2a", "2b", "2y"):
        text = python_bcrypt(PASSWORD)
        parsed = passlib_bcrypt.from_string(text)
        parsed.ident = f"${kind}$"
        yield f"passlib{kind}", PASSWORD, parsed.to_string()


class Imports(People):
    def write(self, rows, header=("username", "email", "bcrypt_hash", "tier", "roles")):
        path = self.folder / "users.csv"
        with open(path, "w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            if header:
                writer.writerow(header)
            writer.writerows(rows)
        return path

    def test_imported_users_log_in_and_are_hashed_anew(self):
        users = list(hashes())
        path = self.write([[name, f"{name}@example.org", text, "pro", "user viewer"] for name, _, text in users])
        self.command("user", "import", path, "--dry-run")
        self.assertEqual(self.rows("SELECT count(*) FROM users"), [(0,)])
        self.command("user", "import", path)
        with daemon.Daemon(self.data_dir, administrator=False) as served:
            for name, password, text in users:
                with self.subTest(name):
                    self.assertEqual(self.rows("SELECT password_hash FROM users WHERE username = ?", name), [(text,)])
                    self.assertNotEqual(log_in(served, name, password + "x" if name != "long" else "x").status, 200)
                    self.assertEqual(log_in(served, name, password).status, 200)
                    stored = self.rows("SELECT password_hash FROM users WHERE username = ?", name)[0][0]
                    self.assertTrue(stored.startswith("$scrypt$ln=14,r=8,p=5$"), stored)
                    self.assertEqual(log_in(served, name, password).status, 200)
        self.assertEqual(self.actions().count("password.rehashed"), len(users))

    def test_all_or_nothing_with_every_line(self):
        good = python_bcrypt(PASSWORD, rounds=4)
        path = self.write([
            ["ada", "ada@example.org", good, "free", "user"],
            ["grace", "grace@example.org", "md5:abc", "free", "user"],
            ["mary", "mary@example.org", good, "gold", "user"],
            ["Ada", "other@example.org", good, "free", "user"],
            ["joan", "joan@example.org", good, "free", "gods"],
            ["no good", "x", good, "free", "user"],
        ])
        done = self.command("user", "import", path, code=1)
        message = done.stderr.decode()
        for line in (3, 4, 5, 6, 7):
            self.assertIn(f"Line {line}:", message)
        self.assertNotIn("Line 2:", message)
        self.assertNotIn("md5:abc", message)
        self.assertEqual(self.rows("SELECT count(*) FROM users"), [(0,)])
        self.assertEqual(self.actions(), [])
