"""Made-up but plausible rows for the demo's model, the same in every run."""

import csv
import io
import json
import random

FEATURES = (
    "temperature", "humidity", "wind_speed", "pressure", "rain", "pm25", "pm10", "so2", "no2", "co", "o3", "hour",
    "month")
_RANGES = {
    "temperature": (-15, 38), "humidity": (5, 100), "wind_speed": (0, 12), "pressure": (985, 1040), "rain": (0, 8),
    "pm25": (3, 400), "pm10": (5, 500), "so2": (0, 120), "no2": (2, 200), "co": (100, 6000), "o3": (0, 300)}


def make(count, seed=1, missing=0.1):
    """Rows as dictionaries; about one value in ten is None."""
    generator = random.Random(seed)
    rows = []
    for _ in range(count):
        row = {name: round(generator.uniform(*span), 1) for name, span in _RANGES.items()}
        row = {name: None if generator.random() < missing else value for name, value in row.items()}
        rows.append(row | {"hour": generator.randrange(24), "month": generator.randrange(1, 13)})
    return rows


def to_csv(rows, columns=FEATURES):
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow("" if row.get(name) is None else row[name] for name in columns)
    return text.getvalue()


def to_ndjson(rows):
    return "".join(json.dumps(row) + "\n" for row in rows)


def predictions_of_csv(text):
    """The column `prediction` of a CSV that `predict` wrote."""
    return [float(row["prediction"]) for row in csv.DictReader(io.StringIO(text))]
