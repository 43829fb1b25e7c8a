#!/usr/bin/env python3
"""Asks Prometheus the queries of queries.txt over the day of a recording, and prints the milliseconds of each.

queries.py BLOCKS PORT START STEP POINTS ROUNDS

BLOCKS is the directory that peers.py has promtool write. START is in seconds; each query is asked ROUNDS times, and the
best time counts. The points of all series are counted too, to be compared with those of TelemetryBenchmark.
"""
import json, os, subprocess, sys, time, urllib.parse, urllib.request


def main():
    if len(sys.argv) != 7:
        sys.exit(__doc__)
    blocks, port = sys.argv[1], int(sys.argv[2])
    start, step, points, rounds = float(sys.argv[3]), float(sys.argv[4]), int(sys.argv[5]), int(sys.argv[6])
    with open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "queries.txt")) as file:
        queries = [line.strip() for line in file if line.strip()]
    server = subprocess.Popen(
        ["prometheus", "--config.file=/dev/null", f"--storage.tsdb.path={blocks}",
         "--storage.tsdb.retention.time=100y", f"--web.listen-address=127.0.0.1:{port}"],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    base = f"http://127.0.0.1:{port}"
    try:
        for _ in range(200):
            try:
                urllib.request.urlopen(base + "/-/ready", timeout=1).read()
                break
            except OSError:
                time.sleep(0.1)
        for query in queries:
            parameters = urllib.parse.urlencode(
                {"query": query, "start": start, "end": start + (points - 1) * step, "step": step})
            best = float("inf")
            for _ in range(rounds):
                # What the engine and the storage took, without the answer's JSON, is not told by 2.42; so all of it counts.
                before = time.perf_counter()
                body = urllib.request.urlopen(f"{base}/api/v1/query_range?{parameters}", timeout=120).read()
                best = min(best, time.perf_counter() - before)
            result = json.loads(body)["data"]["result"]
            print(f"{best * 1000:9.1f} ms {sum(len(one['values']) for one in result):8d} points  {query}", flush=True)
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
