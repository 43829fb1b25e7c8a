#!/usr/bin/env python3
"""Stores the samples of a recording in Prometheus and VictoriaMetrics, and prints the bytes a sample they take.

peers.py samples.rec DIRECTORY PORT

The recording is what record.py converts. DIRECTORY must not exist. Prometheus gets its blocks from promtool, whose
chunks and index are those of the server after compaction; VictoriaMetrics gets an import, a flush and a forced merge.
"""
import json, os, struct, subprocess, sys, time, urllib.request

ABSENT = struct.pack("<Q", 0x7FF8DEADDEADDEAD)


def read(path):
    with open(path, "rb") as file:
        series, scrapes = map(int, file.readline().split())
        labels = [json.loads(file.readline()) for _ in range(series)]
        columns = [([], []) for _ in range(series)]
        for _ in range(scrapes):
            (stamp,) = struct.unpack("<q", file.read(8))
            row = file.read(8 * series)
            for number in range(series):
                bits = row[8 * number : 8 * number + 8]
                if bits != ABSENT:
                    columns[number][0].append(stamp)
                    columns[number][1].append(struct.unpack("<d", bits)[0])
    return labels, columns


def size(path):
    return sum(os.path.getsize(os.path.join(base, name)) for base, _, names in os.walk(path) for name in names)


def name(labels):
    rest = ",".join(f"{key}={json.dumps(value)}" for key, value in sorted(labels.items()) if key != "__name__")
    return f"{labels['__name__']}{{{rest}}}"


def prometheus(labels, columns, directory):
    text = os.path.join(directory, "samples.om")
    with open(text, "w") as file:
        for one, (times, values) in sorted(zip(labels, columns), key=lambda pair: pair[0]["__name__"]):
            key = name(one)
            for stamp, value in zip(times, values):
                file.write(f"{key} {value!r} {stamp / 1000:.3f}\n")
        file.write("# EOF\n")
    blocks = os.path.join(directory, "prometheus")
    subprocess.run(
        ["promtool", "tsdb", "create-blocks-from", "openmetrics", "--quiet", text, blocks], check=True,
        stdout=subprocess.DEVNULL)
    os.remove(text)
    return size(blocks)


def victoria(labels, columns, directory, port):
    data = os.path.join(directory, "victoria")
    server = subprocess.Popen(
        ["victoria-metrics", f"-storageDataPath={data}", f"-httpListenAddr=127.0.0.1:{port}", "-retentionPeriod=100y"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    base = f"http://127.0.0.1:{port}"
    try:
        for _ in range(100):
            try:
                urllib.request.urlopen(base + "/health", timeout=1).read()
                break
            except OSError:
                time.sleep(0.1)
        for one, (times, values) in zip(labels, columns):
            line = json.dumps({"metric": one, "values": values, "timestamps": times})
            urllib.request.urlopen(base + "/api/v1/import", line.encode(), timeout=60).read()
        for step in ("force_flush", "force_merge"):
            urllib.request.urlopen(f"{base}/internal/{step}", timeout=60).read()
        time.sleep(5)
    finally:
        server.terminate()
        server.wait()
    return size(data)


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    path, directory, port = sys.argv[1:]
    os.mkdir(directory)
    labels, columns = read(path)
    samples = sum(len(times) for times, _ in columns)
    print(f"samples: {samples}")
    for peer, taken in (
        ("Prometheus", prometheus(labels, columns, directory)),
        ("VictoriaMetrics", victoria(labels, columns, directory, port)),
    ):
        print(f"{peer}: {taken} bytes, {taken / samples:.3f} a sample")


if __name__ == "__main__":
    main()
