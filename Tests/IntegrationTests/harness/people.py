"""Accounts and API keys in a data directory, with the command line where it has the command."""

import hashlib
import json
import os
import secrets
import sqlite3
import string
import time
import zlib

from . import daemon

BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase


def make_user(data_dir, name, tier="free", role="user"):
    """Makes a user by command; returns its id."""
    password = secrets.token_urlsafe(24).encode() + b"\n"
    done = daemon.run(
        "user", "create", name, "--email", f"{name}@example.org", "--tier", tier, "--role", role, "--password-stdin",
        "--json", data_dir=data_dir, stdin=password, check=True)
    return json.loads(done.stdout)["id"]


def make_key(data_dir, user_id, name):
    """Makes a key as a row of the database, as `user key create` does; returns the key.

    The lock is the one that every writer of the directory takes.
    """
    import fcntl

    text = "gsc_" + "".join(secrets.choice(BASE62) for _ in range(30))
    checksum, digits = zlib.crc32(text.encode()), ""
    for _ in range(6):
        checksum, digit = divmod(checksum, 62)
        digits = BASE62[digit] + digits
    key = text + digits
    with open(os.path.join(data_dir, "writer.lock"), "rb+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        database = sqlite3.connect(os.path.join(data_dir, "appliance.db"), isolation_level=None)
        database.execute(
            "INSERT INTO api_keys (user_id, name, digest, last_four, created_at) VALUES (?, ?, ?, ?, ?)",
            (user_id, name, hashlib.sha256(key.encode()).digest(), key[-4:], int(time.time() * 1000)))
        database.close()
    return key
