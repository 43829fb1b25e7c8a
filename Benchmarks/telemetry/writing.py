"""Remote write 1.0, the same requests to several servers."""
import contextlib
import struct
import time
import urllib.request

from peers import Server, processor_seconds, resident_bytes

# Series of one request: what a sender puts into one.
PER_REQUEST = 5_000
STEP = 15_000


def varint(number):
    out = bytearray()
    while number >= 0x80:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def field(number, content):
    return varint(number << 3 | 2) + varint(len(content)) + content


def labels_of(number):
    """Targets of 500 series each, as exporters have them."""
    target, place = divmod(number, 500)
    return {"__name__": f"written_metric_{place // 5}_total", "instance": f"10.1.{target // 250}.{target % 250}:9100",
            "job": "written", "place": str(place % 5), "zone": f"zone-{target % 7}"}


class Writer:
    """Makes the requests of each scrape; the labels, which do not change, are encoded once."""

    def __init__(self, series):
        self.series = series
        self.prefixes = [
            b"".join(field(1, field(1, name.encode()) + field(2, value.encode()))
                     for name, value in labels_of(number).items()) for number in range(series)]

    @staticmethod
    def value(number, scrape):
        """Constants, counters and decimals, in about the shares that exporters have."""
        if number % 10 < 7:
            return float(number)
        return float(scrape * (number % 500 + 1)) if number % 10 < 9 else scrape * number % 9973 / 100

    def requests(self, scrape, stamp):
        """Snappy's block format, with nothing compressed."""
        end = b"\x10" + varint(stamp)
        pack = struct.Struct("<d").pack
        for start in range(0, self.series, PER_REQUEST):
            body = b"".join(
                field(1, self.prefixes[number] + field(2, b"\x09" + pack(self.value(number, scrape)) + end))
                for number in range(start, min(start + PER_REQUEST, self.series)))
            yield varint(len(body)) + b"".join(
                b"\xf4" + struct.pack("<H", len(chunk) - 1) + chunk
                for chunk in (body[at:at + 65536] for at in range(0, len(body), 65536)))


def send(server, body):
    request = urllib.request.Request(server.url + "/api/v1/write", data=body, headers={
        "Content-Type": "application/x-protobuf", "Content-Encoding": "snappy",
        "X-Prometheus-Remote-Write-Version": "0.1.0", **server.headers})
    with contextlib.closing(urllib.request.urlopen(request, timeout=120)) as answer:
        answer.read()


def write(servers: list[Server], series, scrapes, settle_seconds):
    """What each server needs to take so many scrapes of so many series: samples a second of its processor time and of the
    clock, without the first scrape, by which the series are made; and bytes of resident memory a series, all together."""
    writer = Writer(series)
    resident = {server.name: resident_bytes(server.pid) for server in servers}
    processor = {}
    clock = {server.name: 0.0 for server in servers}
    first = int(time.time() * 1000) // STEP * STEP - scrapes * STEP
    for scrape in range(scrapes):
        bodies = list(writer.requests(scrape, first + scrape * STEP))
        for server in servers:
            began = time.monotonic()
            for body in bodies:
                send(server, body)
            clock[server.name] += time.monotonic() - began if scrape > 0 else 0
        if scrape == 0:
            time.sleep(settle_seconds)
            processor = {server.name: processor_seconds(server.pid) for server in servers}
    # What they do later belongs to it: writing to the disk, compaction.
    time.sleep(settle_seconds)
    samples, results = series * (scrapes - 1), {}
    for server in servers:
        grown = resident_bytes(server.pid) - resident[server.name]
        results[server.name] = {
            "processor": samples / max(0.01, processor_seconds(server.pid) - processor[server.name]),
            "clock": samples / max(0.001, clock[server.name]), "bytes": grown / series, "grown": grown}
    return results
