"""Runs the tests of the standby: `python -m standby.lane`; GEOCLIMATE_BINARY names the program."""

from harness import lane

if __name__ == "__main__":
    lane.main("standby.failover")
