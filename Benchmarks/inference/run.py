"""Measures our engine beside its peers, on the same models and rows, in turns, and prints a Markdown table.

Usage: run.py --binary PATH [--venv PATH] [--scratch PATH] [--beijing PATH] [--rounds N] [--json PATH]
"""

import argparse
import json
import os
import pathlib
import platform
import subprocess
import sys


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--binary", required=True, help="the release build of InferenceBenchmark")
    parser.add_argument("--venv", help="a virtual environment with requirements.txt; default: this interpreter")
    parser.add_argument("--scratch", default=".bench-inference", help="where models and compiled peers are kept")
    parser.add_argument("--beijing", help="folder of the Beijing measurements (*.csv.gz); left out without")
    parser.add_argument("--rounds", type=int, default=3, help="turns that every engine gets; the best one counts")
    parser.add_argument("--json", help="also write all figures here")
    return parser.parse_args()


def ours(binary, case):
    command = [binary, case["model"], case["rows"], case["expected"], str(case["width"])]
    answer = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return answer


def measure(options):
    import numpy

    import data
    import peers

    report = []
    for case in data.prepare(options.scratch, options.beijing):
        rows = numpy.fromfile(case["rows"], dtype="<f8").reshape(-1, case["width"])
        figures, description = {}, {}
        for _ in range(options.rounds):
            description = ours(options.binary, case)
            keep(figures, "ours", description["row_us"], description["batch1_rows_s"], description["batch2_rows_s"])
            for engine in peers.ENGINES[case["library"]]:
                try:
                    name, one, batch = engine(case, rows, options.scratch)
                except Exception as problem:  # noqa: BLE001 - a peer that fails is named, not hidden
                    print(f"{engine.__name__} failed on {case['model']}: {problem}", file=sys.stderr)
                    continue
                keep(figures, name, one * 1e6, len(rows) / batch[1], len(rows) / batch[2])
        report.append(
            {"library": case["library"], "data": case["data"], "layout": description["layout"],
             "different_bits": description["different_bits"], "memory_bytes": description["memory_bytes"],
             "figures": figures})
        if options.json:
            pathlib.Path(options.json).write_text(json.dumps(report, indent=2))
    return report


def keep(figures, name, row, batch1, batch2):
    """The best of the rounds."""
    old = figures.get(name, {"row_us": float("inf"), "batch1": 0, "batch2": 0})
    figures[name] = {
        "row_us": min(old["row_us"], row), "batch1": max(old["batch1"], batch1), "batch2": max(old["batch2"], batch2)}


def table(report):
    print(f"Machine: {platform.machine()}, {os.cpu_count()} cores. Best of all turns; ours x = how many times ours.\n")
    print("| model | engine | one row, us | ours x | 100,000 rows, rows/s | ours x | two threads, rows/s | ours x |")
    print("|---|---|--:|--:|--:|--:|--:|--:|")
    for entry in report:
        us = entry["figures"]["ours"]
        for name, it in entry["figures"].items():
            print(
                f"| {entry['library']}, {entry['data']} | {name} | {it['row_us']:.2f} | {it['row_us'] / us['row_us']:.1f}"
                f" | {it['batch1']:,.0f} | {us['batch1'] / it['batch1']:.1f}"
                f" | {it['batch2']:,.0f} | {us['batch2'] / it['batch2']:.1f} |")
    print()
    for entry in report:
        us = entry["figures"]["ours"]
        print(
            f"- {entry['library']}, {entry['data']}: {entry['layout']}, {entry['memory_bytes'] / 1e6:.1f} MB, "
            f"rows with other bits than the library: {entry['different_bits']}, "
            f"two threads / one: {us['batch2'] / us['batch1']:.2f}")


def main():
    options = arguments()
    if options.venv and pathlib.Path(sys.prefix).resolve() != pathlib.Path(options.venv).resolve():
        python = str(pathlib.Path(options.venv) / "bin" / "python")
        os.execv(python, [python, *sys.argv])
    sys.path.insert(0, str(pathlib.Path(__file__).parent))
    report = measure(options)
    table(report)
    if any(entry["different_bits"] for entry in report):
        sys.exit("Some rows differ from the library.")


if __name__ == "__main__":
    main()
