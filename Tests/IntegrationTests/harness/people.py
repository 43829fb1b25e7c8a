"""Accounts and API keys in a data directory, made by command as an operator would."""

import json
import secrets

from . import daemon


def make_user(data_dir, name, tier="free", role="user"):
    """Makes a user with a password that nobody knows; returns its id."""
    done = daemon.run(
        "user", "create", name, "--email", f"{name}@example.org", "--tier", tier, "--role", role, "--password-stdin",
        "--json", data_dir=data_dir, stdin=secrets.token_urlsafe(24).encode() + b"\n", check=True)
    return json.loads(done.stdout)["id"]


def make_key(data_dir, user, name, *options):
    """Makes a key for a user of that name; returns the key."""
    return daemon.run_json("user", "key", "create", "--user", user, "--name", name, *options, data_dir=data_dir)["key"]
