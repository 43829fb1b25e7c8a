#!/usr/bin/env python3
"""Records scrapes of an exporter, and turns a recording into the file that TelemetryBenchmark replays.

record.py scrape URL COUNT SECONDS > scrapes.txt
record.py convert STEP_MILLISECONDS EVERY < scrapes.txt > samples.rec

The clock is moved: scrape number i is stamped i * STEP later than the first, plus how far the real one was off its
own schedule. EVERY takes each so manieth scrape. The file has the number of series and of scrapes as a line of text,
each series' labels as a line of JSON, and then for each scrape its time (int64, milliseconds) and a float64 for each
series, all little-endian; ABSENT stands for no sample.
"""
import array, json, re, struct, sys, time, urllib.request

ABSENT = struct.unpack("<d", struct.pack("<Q", 0x7FF8DEADDEADDEAD))[0]
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"')
START = 1_700_006_400_000


def scrape(url, count, seconds):
    due = time.time()
    for _ in range(count):
        stamp = int(time.time() * 1000)
        sys.stdout.buffer.write(b"# SCRAPE %d\n" % stamp + urllib.request.urlopen(url, timeout=10).read())
        sys.stdout.buffer.flush()
        due += seconds
        time.sleep(max(0, due - time.time()))


def labels(key):
    name, _, rest = key.partition("{")
    found = {"__name__": name, "job": "node", "instance": "127.0.0.1:9100"}
    unescape = {"\\n": "\n", '\\"': '"', "\\\\": "\\"}
    for label, value in LABEL.findall(rest):
        found[label] = re.sub(r'\\[n"\\]', lambda match: unescape[match.group()], value)
    return found


def convert(step, every):
    numbers, rows, row, stamp, seen = {}, [], None, 0, 0
    for line in sys.stdin:
        if line.startswith("# SCRAPE "):
            if row is not None:
                rows.append((stamp, row))
            row, stamp, seen = ({} if seen % every == 0 else None), int(line[9:]), seen + 1
        elif row is not None and line[0] != "#":
            key, _, value = line.rstrip().rpartition(" ")
            row[numbers.setdefault(key, len(numbers))] = float(value)
    if row is not None:
        rows.append((stamp, row))
    period = (rows[-1][0] - rows[0][0]) / (len(rows) - 1)
    out = sys.stdout.buffer
    out.write(b"%d %d\n" % (len(numbers), len(rows)))
    for key in numbers:
        out.write(json.dumps(labels(key)).encode() + b"\n")
    previous = 0
    for index, (stamp, row) in enumerate(rows):
        # A scrape that came late by the recording's own pauses must not overtake the next one.
        late = round(stamp - rows[0][0] - index * period)
        moved = max(START + step * (index + 1) + max(-20, min(20, late)), previous + 1)
        previous = moved
        values = array.array("d", [ABSENT]) * len(numbers)
        for number, value in row.items():
            values[number] = value
        out.write(struct.pack("<q", moved) + values.tobytes())


if __name__ == "__main__":
    if sys.argv[1:2] == ["scrape"] and len(sys.argv) == 5:
        scrape(sys.argv[2], int(sys.argv[3]), float(sys.argv[4]))
    elif sys.argv[1:2] == ["convert"] and len(sys.argv) == 4:
        convert(int(sys.argv[2]), int(sys.argv[3]))
    else:
        sys.exit(__doc__)
