#!/usr/bin/env python3
"""Makes up a day of a service's histograms in the form that TelemetryBenchmark replays.

generate.py INSTANCES > samples.rec

Each instance has two handlers with a histogram of twelve buckets each, and a counter of bytes; scraped every 15 seconds.
"""
import array, json, random, struct, sys

START = 1_700_006_400_000
BOUNDS = ["0.005", "0.01", "0.025", "0.05", "0.1", "0.25", "0.5", "1", "2.5", "5", "10", "+Inf"]


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    draw = random.Random(1)
    labels = []
    for instance in range(int(sys.argv[1])):
        common = {"job": "bench", "instance": f"10.0.0.{instance}:8080"}
        for handler in ("/a", "/b"):
            for bound in BOUNDS:
                labels.append({"__name__": "bench_request_seconds_bucket", "handler": handler, "le": bound, **common})
        labels.append({"__name__": "bench_sent_bytes_total", **common})
    out = sys.stdout.buffer
    out.write(b"%d %d\n" % (len(labels), 5760))
    for one in labels:
        out.write(json.dumps(one).encode() + b"\n")
    values = array.array("d", [0.0]) * len(labels)
    for scrape in range(5760):
        for number, one in enumerate(labels):
            if "le" not in one:
                values[number] += draw.randrange(100_000)
            elif one["le"] == BOUNDS[0]:
                total = 0
                for offset in range(len(BOUNDS)):
                    total += draw.randrange(8)
                    values[number + offset] += total
        out.write(struct.pack("<q", START + 15_000 * (scrape + 1) + draw.randrange(-5, 5)) + values.tobytes())


if __name__ == "__main__":
    main()
