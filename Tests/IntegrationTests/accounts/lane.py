"""Runs the tests of accounts: `python -m accounts.lane`, with GEOCLIMATE_BINARY naming the program."""

from harness import lane

if __name__ == "__main__":
    lane.main("accounts.first_run", "accounts.imports", "accounts.logins", "accounts.timing")
