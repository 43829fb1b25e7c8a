#!/usr/bin/env python3
"""Writes small files in the form of the EPA's daily ones, with the index worked out from the published breakpoints.

The sums are exact fractions from decimal text, so nothing of the Swift code is in them. Run it in its own folder.
"""

import csv
from fractions import Fraction
from math import floor

# (concentration low, high, index low, high), EPA 454/B-18-007 table 5 and EPA-454/B-24-002 table 6
PM25_2012 = [
    ("0.0", "12.0", 0, 50), ("12.1", "35.4", 51, 100), ("35.5", "55.4", 101, 150), ("55.5", "150.4", 151, 200),
    ("150.5", "250.4", 201, 300), ("250.5", "350.4", 301, 400), ("350.5", "500.4", 401, 500),
]  # fmt: skip
PM25_2024 = [
    ("0.0", "9.0", 0, 50), ("9.1", "35.4", 51, 100), ("35.5", "55.4", 101, 150), ("55.5", "125.4", 151, 200),
    ("125.5", "225.4", 201, 300), ("225.5", "325.4", 301, 500),
]  # fmt: skip
OZONE = [
    ("0.000", "0.054", 0, 50), ("0.055", "0.070", 51, 100), ("0.071", "0.085", 101, 150), ("0.086", "0.105", 151, 200),
    ("0.106", "0.200", 201, 300),
]  # fmt: skip

OLDER = (
    "Date,Source,Site ID,POC,{column},UNITS,DAILY_AQI_VALUE,Site Name,DAILY_OBS_COUNT,PERCENT_COMPLETE,"
    "SITE_LATITUDE,SITE_LONGITUDE"
)
NEWER = (
    "Date,Source,Site ID,POC,{column},Units,Daily AQI Value,Local Site Name,Daily Obs Count,Percent Complete,"
    "Site Latitude,Site Longitude"
)

FILES = [
    ("epa-older-pm25.csv", OLDER, "Daily Mean PM2.5 Concentration", "ug/m3 LC", PM25_2012, 1, ["-3.4", "35.45", "600"]),
    ("epa-newer-pm25.csv", NEWER, "Daily Mean PM2.5 Concentration", "ug/m3 LC", PM25_2024, 1, ["9.05", "35.49", "425.4"]),
    ("epa-older-ozone.csv", OLDER, "Daily Max 8-hour Ozone Concentration", "ppm", OZONE, 3, ["0.0709", "0.07853333"]),
]  # fmt: skip


def index(text, rows, decimals):
    scale = 10**decimals
    concentration = max(Fraction(floor(Fraction(text) * scale), scale), Fraction(0))
    for low, high, index_low, index_high in rows:
        if concentration <= Fraction(high):
            break
    slope = Fraction(index_high - index_low) / (Fraction(high) - Fraction(low))
    return floor(slope * (concentration - Fraction(low)) + index_low + Fraction(1, 2))


def main():
    for name, header, column, unit, rows, decimals, extra in FILES:
        texts = list(extra)
        for low, high, _, _ in rows:
            middle = (Fraction(low) + Fraction(high)) / 2
            texts += [low, high, f"{float(middle):.{decimals + 1}f}"]
        with open(name, "w", newline="") as file:
            file.write(",".join(f'"{title}"' for title in header.format(column=column).split(",")) + "\n")
            out = csv.writer(file, quoting=csv.QUOTE_ALL, lineterminator="\n")
            for number, text in enumerate(texts):
                out.writerow(
                    [f"02/{number + 1:02}/2020", "AQS", "999990001", "1", text, unit, index(text, rows, decimals),
                     'HILL, "NORTH"', "24", "100.0000", "40.5", "-73.25"])  # fmt: skip


if __name__ == "__main__":
    main()
