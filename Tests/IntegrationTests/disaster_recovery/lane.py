"""Runs the tests of disaster recovery: `python -m disaster_recovery.lane`; GEOCLIMATE_BINARY names the program."""

from harness import lane

if __name__ == "__main__":
    lane.main(*(f"disaster_recovery.{name}" for name in ("loss", "rivals", "outage", "operating")))
