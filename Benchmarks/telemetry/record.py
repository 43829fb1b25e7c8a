#!/usr/bin/env python3
"""Records scrapes of an exporter: record.py URL COUNT SECONDS > scrapes.txt

Each scrape begins with a line `# SCRAPE MILLISECONDS`.
"""
import sys
import time
import urllib.request


def scrape(url, count, seconds):
    due = time.time()
    for number in range(count):
        stamp = int(time.time() * 1000)
        sys.stdout.buffer.write(b"# SCRAPE %d\n" % stamp + urllib.request.urlopen(url, timeout=10).read())
        sys.stdout.buffer.flush()
        due += seconds
        if number + 1 < count:
            time.sleep(max(0, due - time.time()))


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    scrape(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]))
