"""Asks a real Prometheus and another engine the same generated queries about the same generated samples.

    differential.py --url http://127.0.0.1:8000 --header 'X-API-Key: …'     the daemon, fed by remote write
    differential.py --command PROGRAM                                      a program: PROGRAM diff SERIES QUERIES

Prometheus 2.42 and 3.5 agree on everything asked here but what `explained` names.
"""

import argparse
import concurrent.futures
import json
import math
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request

import queries
import series


def fetch(url, path, parameters, headers):
    request = urllib.request.Request(
        url + path, data=urllib.parse.urlencode(parameters).encode(), headers=headers, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=120) as response:
            return json.load(response)
    except urllib.error.HTTPError as error:
        return json.loads(error.read())


def ask(url, query, headers, text):
    if query["step"] == 0:
        answer = fetch(url, "/api/v1/query", {"query": text, "time": query["start"] / 1000}, headers)
    else:
        answer = fetch(url, "/api/v1/query_range", {
            "query": text, "start": query["start"] / 1000, "end": query["end"] / 1000,
            "step": query["step"] / 1000}, headers)
    if answer["status"] == "success":
        return {"result": answer["data"]["result"]}
    return {"error": answer["error"]}


def number(text):
    return float(text.replace("Inf", "inf"))


def close(left, right):
    one, other = number(left), number(right)
    if math.isnan(one) or math.isnan(other):
        return math.isnan(one) and math.isnan(other)
    if math.isinf(one) or math.isinf(other):
        return one == other
    return abs(one - other) <= 1e-9 * max(abs(one), abs(other), 1)


def points(result):
    """{labels: {time: value}} of any kind of result."""
    if result and not isinstance(result[0], dict):
        return {(): {result[0]: result[1]}}
    table = {}
    for one in result:
        values = one["values"] if "values" in one else [one["value"]]
        table[tuple(sorted(one["metric"].items()))] = {round(float(when), 3): value for when, value in values}
    return table


def compare(reference, subject):
    """None where the answers agree, else what differs."""
    if "error" in reference or "error" in subject:
        if "error" in reference and "error" in subject:
            return None
        return f"error: {reference.get('error', 'none')} | {subject.get('error', 'none')}"
    one, other = points(reference["result"]), points(subject["result"])
    if one.keys() != other.keys():
        return f"labels: {sorted(one.keys() - other.keys())[:2]} | {sorted(other.keys() - one.keys())[:2]}"
    for labels, values in one.items():
        if values.keys() != other[labels].keys():
            return f"times of {labels}: {len(values)} | {len(other[labels])}"
        for when, value in values.items():
            if not close(value, other[labels][when]):
                return f"value of {labels} at {when}: {value} | {other[labels][when]}"
    return None


def same_values(reference, subject):
    """Whether the values at each time are the same, whichever series they belong to."""
    tables = []
    for result in (reference["result"], subject["result"]):
        table = {}
        for values in points(result).values():
            for when, value in values.items():
                table.setdefault(when, []).append(value)
        tables.append({when: sorted(values, key=lambda text: (text != "NaN", number(text)))
                       for when, values in table.items()})
    one, other = tables
    return one.keys() == other.keys() and all(
        len(values) == len(other[when]) and all(map(close, values, other[when])) for when, values in one.items())


def explained(query, reference, subject):
    """The change after 2.42 that explains a difference, where there is one."""
    text = query["q"]
    if "is not enabled" in str(subject.get("error")):
        return "experimental since 3.0, and off"
    if "atan2" in text:
        return "atan2 drops the name since 2.47"
    if len(re.findall(r"\[\w+:\w*\]", text)) > 1:
        return "2.42 includes the left boundary, which subqueries in subqueries meet"
    if "predict_linear" in text and "@" in text:
        return "2.42 moves the window of predict_linear in spite of @"
    if ("topk" in text or "bottomk" in text) and "result" in reference and "result" in subject:
        if same_values(reference, subject):
            return "which of several NaN topk keeps"
    if re.search(r"\b(stddev|stdvar)\b", text):
        return "the variance of one value that is infinite or NaN is NaN since 2.52"
    if "timestamp(" in text and re.search(r"offset \S+ @", text):
        return "Prometheus forgets the offset of timestamp(… offset … @ …)"
    if "avg" in text and ("^" in text or "label_" in text):
        return "2.42 averages one after the other, which rounds more, and after label functions in any order"
    if re.search(r"\b(sin|cos|tan)\(", text) and "sum" in text:
        return "the sine of a huge sum shows its rounding"
    return None


def start_prometheus(folder, generated, port):
    with open(folder + "/series.om", "w") as file:
        file.write(series.open_metrics(generated))
    subprocess.run(["promtool", "tsdb", "create-blocks-from", "openmetrics", folder + "/series.om", folder + "/data"],
                   check=True, stdout=subprocess.DEVNULL)
    with open(folder + "/prometheus.yml", "w") as file:
        file.write("global: {scrape_interval: 1h, evaluation_interval: 1m}\n")
    process = subprocess.Popen(
        ["prometheus", f"--config.file={folder}/prometheus.yml", f"--storage.tsdb.path={folder}/data",
         f"--web.listen-address=127.0.0.1:{port}", "--storage.tsdb.retention.time=100y", "--log.level=error"])
    for _ in range(100):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/-/ready", timeout=1).read()
            return process
        except OSError:
            time.sleep(0.2)
    process.terminate()
    sys.exit("prometheus did not start")


def run_command(command, folder, generated, asked):
    with open(folder + "/series.jsonl", "w") as file:
        for labels, samples in generated:
            file.write(json.dumps({"labels": labels, "t": [when for when, _ in samples],
                                   "v": [series.text(value) for _, value in samples]}) + "\n")
    with open(folder + "/queries.jsonl", "w") as file:
        file.writelines(json.dumps(query) + "\n" for query in asked)
    output = subprocess.run([command, "diff", folder + "/series.jsonl", folder + "/queries.jsonl"], check=True,
                            capture_output=True, text=True).stdout
    return [json.loads(line) for line in output.splitlines()]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url")
    parser.add_argument("--header", action="append", default=[])
    parser.add_argument("--command")
    parser.add_argument("--count", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--port", type=int, default=19090)
    parser.add_argument("--show", type=int, default=20)
    options = parser.parse_args()
    generated = series.generate(options.seed)
    asked = list(queries.generate(options.count, options.seed))
    headers = dict(header.split(": ", 1) for header in options.header)
    counts = {"agree": 0, "agree on an error": 0, "same text of the error": 0}
    reasons = {}
    differences = []
    with tempfile.TemporaryDirectory() as folder:
        prometheus = start_prometheus(folder, generated, options.port)
        try:
            url = f"http://127.0.0.1:{options.port}"
            with concurrent.futures.ThreadPoolExecutor(2) as pool:
                reference = list(pool.map(lambda query: ask(url, query, {}, query["q"].replace(
                    "double_exponential_smoothing", "holt_winters")), asked))
        finally:
            prometheus.terminate()
            prometheus.wait()
        if options.command:
            subject = run_command(os.path.abspath(options.command), folder, generated, asked)
        else:
            series.remote_write(options.url, generated, headers)
            subject = [ask(options.url, query, headers, query["q"]) for query in asked]
    values = 0
    for query, one, other in zip(asked, reference, subject):
        difference = compare(one, other)
        if difference is None:
            counts["agree"] += 1
            if "error" in one:
                counts["agree on an error"] += 1
                counts["same text of the error"] += one["error"] == other["error"]
            else:
                values += sum(len(samples) for samples in points(one["result"]).values())
        elif reason := explained(query, one, other):
            reasons[reason] = reasons.get(reason, 0) + 1
        else:
            differences.append((query, difference))
    for query, difference in differences[:options.show]:
        print(f"DIFFERS {query}\n    {difference}")
    print(f"{options.count} queries, {values} values compared; {counts}; known differences {reasons}; "
          f"{len(differences)} others")
    sys.exit(1 if differences or counts["agree"] < options.count * 0.9 else 0)


if __name__ == "__main__":
    main()
