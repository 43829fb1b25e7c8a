"""Generated series for the comparison of PromQL engines, and the ways to hand them to a database.

Every sample lies at an odd offset from whole seconds, and queries are asked at another one, so that no sample is ever
on the boundary of a range or of the lookback: Prometheus before 3.0 included the left boundary, later ones do not.
"""

import random
import struct
import urllib.error
import urllib.request

START = 1_700_000_000_000  # milliseconds
INTERVAL = 15_000
SAMPLES = 480  # two hours
BOUNDS = ["0.005", "0.05", "0.25", "1", "5", "+Inf"]


def generate(seed):
    """A list of (labels, [(milliseconds, value)])."""
    rng = random.Random(seed)
    series = []

    def times(offset, keep=1.0, hole=None):
        for index in range(SAMPLES):
            if rng.random() < keep and not (hole and hole[0] <= index < hole[1]):
                yield START + index * INTERVAL + offset

    for job in ("api", "web"):
        for instance in ("a:1", "b:1", "c:1"):
            for code in ("200", "404", "500"):
                value = rng.uniform(1e6, 3e6)
                points = []
                for time in times(137 + 1000 * rng.randrange(9), keep=0.97):
                    value += rng.choice((0, 0, 1, 3, 12.5, 40))
                    if rng.random() < 0.01:
                        value *= 0.6
                    points.append((time, round(value, 2)))
                series.append(({"__name__": "requests_total", "job": job, "instance": instance, "code": code}, points))
            value = rng.uniform(-20, 60)
            hole = rng.randrange(100, 300)
            points = []
            for time in times(137 + 1000 * rng.randrange(9), keep=0.95, hole=(hole, hole + 60)):
                value += rng.uniform(-2, 2)
                points.append((time, round(value, 3)))
            series.append(({"__name__": "temperature", "job": job, "instance": instance}, points))
            counts = [rng.uniform(1e5, 2e5) * (index + 1) for index in range(len(BOUNDS))]
            columns = [[] for _ in BOUNDS]
            for time in times(137 + 1000 * rng.randrange(9), keep=0.98):
                for index in range(len(BOUNDS)):
                    for column in range(index, len(BOUNDS)):
                        counts[column] += rng.choice((0, 0, 1, 2, 5)) / (index + 1)
                for column, count in zip(columns, counts):
                    column.append((time, round(count)))
            for bound, column in zip(BOUNDS, columns):
                series.append(
                    ({"__name__": "latency_seconds_bucket", "job": job, "instance": instance, "le": bound}, column))
            series.append(({"__name__": "build_info", "job": job, "instance": instance,
                            "version": rng.choice(("1.0", "1.1"))}, [(time, 1) for time in times(137)]))
    for name, values in (("odd", ["NaN", "+Inf", "-Inf", 0, -1, 2.5]), ("even", [0, 2, 4]), ("flat", [7])):
        for zone in ("x", "y", "z"):
            series.append(({"__name__": name, "zone": zone, "path": f"/{zone}/{name}"},
                           [(time, rng.choice(values)) for time in times(137 + 1000 * rng.randrange(9), keep=0.9)]))
    return series


def text(value):
    return value if isinstance(value, str) else repr(float(value))


def open_metrics(series):
    """The series as OpenMetrics text, for `promtool tsdb create-blocks-from openmetrics`."""
    lines = []
    for labels, points in series:
        inner = ",".join(f'{name}="{value}"' for name, value in labels.items() if name != "__name__")
        lines += [f'{labels["__name__"]}{{{inner}}} {text(value)} {time / 1000:.3f}' for time, value in points]
    return "\n".join(lines) + "\n# EOF\n"


def varint(number):
    out = bytearray()
    while number > 127:
        out.append(number & 127 | 128)
        number >>= 7
    out.append(number)
    return bytes(out)


def field(number, payload):
    return varint(number << 3 | 2) + varint(len(payload)) + payload


def write_request(series):
    """A remote-write 1.0 request: protobuf in snappy's block format, stored without compression."""
    body = b""
    for labels, points in series:
        message = b"".join(
            field(1, field(1, name.encode()) + field(2, value.encode())) for name, value in sorted(labels.items()))
        for time, value in points:
            number = float(value.replace("Inf", "inf")) if isinstance(value, str) else float(value)
            message += field(2, b"\x09" + struct.pack("<d", number) + b"\x10" + varint(time))
        body += field(1, message)
    out = varint(len(body))
    for start in range(0, len(body), 65536):
        chunk = body[start:start + 65536]
        out += b"\xf4" + struct.pack("<H", len(chunk) - 1) + chunk
    return out


def remote_write(url, series, headers):
    """Sends the series to a receiver of remote write, half an hour of all of them at a time, as a sender would."""
    window = 1_800_000
    starts = {time // window for _, points in series for time, _ in points}
    for start in sorted(starts):
        part = [(labels, [(time, value) for time, value in points if time // window == start])
                for labels, points in series]
        request = urllib.request.Request(
            url + "/api/v1/write", data=write_request([one for one in part if one[1]]), method="POST",
            headers={"Content-Type": "application/x-protobuf", "Content-Encoding": "snappy",
                     "X-Prometheus-Remote-Write-Version": "0.1.0", **headers})
        try:
            urllib.request.urlopen(request).read()
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{error.code}: {error.read().decode()}") from error
