"""Makes hours of samples out of some minutes of a real exporter, always the same for the same recording.

The recording is gone through to and fro, scrape after scrape. A gauge lies at a random place between two neighbouring
values of the recording, and a counter grows by something between two neighbouring growths. Both move in the steps in which
they moved there: their digits, whole pages of memory, whole ticks of the clock. So a series has about as much chance in it
as a real one, and the noise of the recording is not merely repeated. What was constant stays constant.
"""
import array
import json
import math
import random
import re
import struct

LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"')
UNESCAPE = {"\\n": "\n", '\\"': '"', "\\\\": "\\"}
STEP = 15_000
# Nothing lies on a full second, where versions of Prometheus differ in what belongs to a range.
OFFSET = 137


class Samples:
    """Series that have a sample at each of the same times; `columns` holds a value for each time."""

    def __init__(self, labels, times, columns):
        self.labels, self.times, self.columns = labels, times, columns

    def __add__(self, other):
        return Samples(self.labels + other.labels, self.times, self.columns + other.columns)

    @property
    def count(self):
        return len(self.times) * len(self.columns)

    def write(self, path):
        """The number of series and of scrapes as a line of text, each series' labels as a line of JSON, and then for each
        scrape its time (int64, milliseconds) and a float64 for each series, all little-endian."""
        with open(path, "wb") as out:
            out.write(b"%d %d\n" % (len(self.labels), len(self.times)))
            for labels in self.labels:
                out.write(json.dumps(labels).encode() + b"\n")
            for time, row in zip(self.times, zip(*self.columns)):
                out.write(struct.pack("<q", time) + array.array("d", row).tobytes())


def times(end, count):
    """As many times as asked for, in milliseconds; each up to 20 ms off its schedule, as scrapes are."""
    jitter = random.Random(2)
    start = end // STEP * STEP - count * STEP + OFFSET
    return [start + STEP * index + jitter.randint(-20, 20) for index in range(count)]


def read(path):
    """The scrapes of a recording, each a dictionary of texts, and the names that are counters."""
    scrapes, counters = [], set()
    with open(path) as file:
        for line in file:
            if line.startswith("# SCRAPE "):
                scrapes.append({})
            elif line.startswith("# TYPE "):
                _, _, name, kind = line.split()
                if kind == "counter":
                    counters.add(name)
                elif kind in ("summary", "histogram"):
                    counters.update((name + "_sum", name + "_count", name + "_bucket"))
            elif line.strip() and not line.startswith("#"):
                key, _, value = line.rstrip().rpartition(" ")
                scrapes[-1][key] = value
    return scrapes, counters


def labels_of(key):
    name, _, rest = key.partition("{")
    found = {"__name__": name, "job": "node", "instance": "127.0.0.1:9100"}
    for label, value in LABEL.findall(rest):
        found[label] = re.sub(r'\\[n"\\]', lambda match: UNESCAPE[match.group()], value)
    return found


def digits(texts):
    """How many decimal digits the values need; None where that many make no whole number of a float64."""
    most = 0
    for text in texts:
        mantissa, _, exponent = text.partition("e")
        most = max(most, len(mantissa.partition(".")[2]) - int(exponent or 0))
    largest = max(abs(float(text)) for text in texts)
    return most if most <= 15 and largest * 10 ** most < 2 ** 53 else None


def column(texts, is_counter, count, chance):
    values = [float(text) for text in texts]
    if any(value != value or value in (float("inf"), float("-inf")) for value in values) or len(set(texts)) == 1:
        return array.array("d", [values[0]]) * count
    places = digits(texts)
    scale = 10 ** places if places is not None else None
    if scale:
        values = [round(value * scale) for value in values]
        pace = math.gcd(*(after - before for before, after in zip(values, values[1:])))

    def whole(value):
        return round(value / pace) * pace if scale else value

    grows = is_counter or all(after > before for before, after in zip(values, values[1:]))
    out, value = array.array("d"), values[0]
    # A counter that began anew tells nothing of its growth.
    turns = [max(0, after - before) for before, after in zip(values, values[1:])] if grows else values
    last = len(turns) - 1
    for index in range(count):
        # To and fro: 0, 1, ... last - 1, last - 1, ... 0, 0, 1, ...
        place = index % (2 * last)
        place = place if place < last else 2 * last - 1 - place
        before, after = turns[place], turns[place + 1]
        turn = before + (whole((after - before) * chance.random()) if before != after else 0)
        value = value + turn if grows else turn
        out.append(value / scale if scale else value)
    return out


def extend(path, end, count):
    """So many scrapes made of the recording at a path, until an end in milliseconds."""
    scrapes, counters = read(path)
    chance = random.Random(1)
    keys = [key for key in scrapes[0] if all(key in scrape for scrape in scrapes)]
    columns = [column([scrape[key] for scrape in scrapes], key.partition("{")[0] in counters, count, chance)
               for key in keys]
    return Samples([labels_of(key) for key in keys], times(end, count), columns)


def requests(end, count):
    """The request histograms of twelve servers with three routes each: what dashboards ask for."""
    chance = random.Random(3)
    bounds = ["0.001", "0.0025", "0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "+Inf"]
    labels, columns = [], []
    for server in range(12):
        for route in ("/predict", "/models", "/health"):
            common = {"job": "api", "instance": f"10.0.0.{server}:8080", "route": route}
            buckets, sums, total = [array.array("d") for _ in bounds], array.array("d"), 0.0
            held = [0] * len(bounds)
            for _ in range(count):
                left = chance.randrange(400)
                for place in range(len(bounds)):
                    took = left if place == len(bounds) - 1 else round(left * chance.random() * 0.6)
                    left -= took
                    held[place] += took
                    total += took * (0.0007 + 0.002 * 2 ** place * chance.random())
                running = 0
                for bucket, holds in zip(buckets, held):
                    running += holds
                    bucket.append(running)
                sums.append(round(total, 6))
            for bound, bucket in zip(bounds, buckets):
                labels.append({"__name__": "http_request_duration_seconds_bucket", "le": bound, **common})
                columns.append(bucket)
            labels += [{"__name__": "http_request_duration_seconds_" + part, **common} for part in ("sum", "count")]
            columns += [sums, buckets[-1]]
    return Samples(labels, times(end, count), columns)
