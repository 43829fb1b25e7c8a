"""Generated PromQL: every operator, aggregation and function, nested at random."""

import random

from series import INTERVAL, SAMPLES, START

RANGE_FUNCTIONS = """irate delta idelta deriv changes resets avg_over_time min_over_time max_over_time
sum_over_time count_over_time stddev_over_time stdvar_over_time last_over_time present_over_time""".split()
VALUE_FUNCTIONS = """abs ceil floor exp ln log2 log10 sqrt sgn sin cos tan asin acos atan sinh cosh tanh asinh acosh
atanh deg rad timestamp minute hour day_of_week day_of_month day_of_year days_in_month month year""".split()
AGGREGATIONS = "sum avg count min max group stddev stdvar".split()
ARITHMETIC = ["+", "-", "*", "/", "%", "^", "atan2"]
COMPARISONS = ["==", "!=", "<", "<=", ">", ">="]


class Generator:
    def __init__(self, seed):
        self.rng = random.Random(seed)

    def pick(self, items):
        return self.rng.choice(items)

    def chance(self, share):
        return self.rng.random() < share

    def number(self):
        return self.pick(["0", "1", "2", "0.5", "-1", "10", "100", "1e3", "0x1F", "Inf", "NaN"])

    def scalar(self, depth):
        kind = self.rng.randrange(6 if depth > 0 else 3)
        if kind < 3:
            return self.number()
        if kind == 3:
            return f"scalar({self.vector(depth - 1)})"
        if kind == 4:
            return f"({self.scalar(depth - 1)} {self.pick(ARITHMETIC)} {self.scalar(depth - 1)})"
        return self.pick(["time()", "pi()", f"({self.scalar(depth - 1)} {self.pick(COMPARISONS)} bool "
                          f"{self.scalar(depth - 1)})"])

    def selector(self):
        name = self.pick(["requests_total", "requests_total", "temperature", "temperature",
                          "latency_seconds_bucket", "build_info", "odd", "even", "flat"])
        keys = {"odd": ["zone", "path"], "even": ["zone", "path"], "flat": ["zone", "path"]}.get(
            name, ["job", "instance", "code", "version", "le"])
        matchers = []
        if self.chance(0.4):
            key = self.pick(keys)
            value = self.pick(["api", "web", "a:1", "b:1", "200", "500", "x", "y", "1.0", ""])
            operation = self.pick(["=", "!=", "=~", "!~"])
            if operation in ("=~", "!~"):
                value = self.pick([".*", ".+", "a.*", "api|b:1", "[ab]:1", "x|y", "(?i)API", "5.."])
            matchers.append(f'{key}{operation}"{value}"')
        if self.chance(0.1):
            return f'{{__name__="{name}"' + "".join("," + matcher for matcher in matchers) + "}"
        return name + ("{" + ",".join(matchers) + "}" if matchers else "")

    def modifiers(self):
        text = ""
        if self.chance(0.15):
            text += " offset " + self.pick(["1m", "5m", "-3m", "90s", "1h"])
        if self.chance(0.1):
            text += " @ " + self.pick(["start()", "end()", str((START + 3_000_000) / 1000 + 0.333)])
        return text

    def duration(self):
        return self.pick(["20s", "1m", "2m", "5m", "10m", "1h", "1m30s"])

    def matrix(self, depth):
        if depth > 0 and self.chance(0.2):
            step = self.pick(["", "30s", "1m", "2m"])
            inner = self.vector(depth - 1)
            return f"({inner})[{self.pick(['5m', '10m', '20m'])}:{step}]" + self.modifiers()
        return f"{self.selector()}[{self.duration()}]" + self.modifiers()

    def grouping(self):
        labels = self.rng.sample(["job", "instance", "code", "le", "zone", "version"], self.rng.randrange(3))
        return self.pick(["", f" by ({', '.join(labels)}) ", f" without ({', '.join(labels)}) "])

    def matching(self, is_set):
        labels = ", ".join(self.rng.sample(["job", "instance", "code", "zone"], self.rng.randrange(1, 3)))
        text = self.pick(["", "", f"on ({labels})", f"ignoring ({labels})", "ignoring (code, version, le)"])
        if text and not is_set and self.chance(0.5):
            text += " " + self.pick(["group_left", "group_right"])
            if self.chance(0.4):
                text += " (version)"
            else:
                text += " ()"
        return text

    def vector(self, depth):
        if depth <= 0 or self.chance(0.15):
            return self.selector() + self.modifiers()
        kinds = [self.range_function, self.range_function, self.range_function, self.value_function,
                 self.aggregation, self.aggregation, self.binary, self.binary, self.special, self.matched]
        return self.pick(kinds)(depth)

    def range_function(self, depth):
        kind = self.rng.randrange(24)
        matrix = self.matrix(depth)
        if kind == 0:
            return f"quantile_over_time({self.pick(['0', '0.25', '0.9', '1', '-1', '2', 'NaN'])}, {matrix})"
        if kind == 1:
            return f"predict_linear({matrix}, {self.pick(['60', '3600', '-100'])})"
        if kind == 2:
            return f"double_exponential_smoothing({matrix}, 0.3, 0.6)"
        if kind == 3:
            return f"absent_over_time({matrix})"
        if kind < 10:
            # Rates only of counters far from zero: how far one near it is extended has changed after 2.42.
            name = self.pick(["requests_total", "latency_seconds_bucket"])
            window = self.pick([f"{name}[{self.duration()}]", f"{name}[{self.duration()}]", f"{name}[10m:1m]"])
            return f"{self.pick(['rate', 'increase'])}({window}{self.modifiers()})"
        return f"{self.pick(RANGE_FUNCTIONS)}({matrix})"

    def value_function(self, depth):
        vector = self.vector(depth - 1)
        kind = self.rng.randrange(8)
        if kind == 0:
            return f"round({vector}, {self.pick(['1', '5', '0.1', '10'])})"
        if kind == 1:
            return f"clamp({vector}, {self.pick(['-5', '0', '10'])}, {self.pick(['5', '1e3', '-10'])})"
        if kind == 2:
            return f"{self.pick(['clamp_min', 'clamp_max'])}({vector}, {self.scalar(depth - 1)})"
        return f"{self.pick(VALUE_FUNCTIONS)}({vector})"

    def aggregation(self, depth):
        vector = self.vector(depth - 1)
        kind = self.rng.randrange(10)
        grouping = self.grouping()
        if kind == 0:
            return f"{self.pick(['topk', 'bottomk'])}{grouping}({self.pick(['1', '2', '3', '100'])}, {vector})"
        if kind == 1:
            return f"quantile{grouping}({self.pick(['0', '0.3', '0.99', '1', '-0.1', '1.1'])}, {vector})"
        if kind == 2:
            return f"count_values{grouping}(\"value\", {self.pick(['even', 'flat', 'build_info', 'odd'])})"
        return f"{self.pick(AGGREGATIONS)}{grouping}({vector})"

    def binary(self, depth):
        operation = self.pick(ARITHMETIC + COMPARISONS)
        flag = " bool" if operation in COMPARISONS and self.chance(0.4) else ""
        sides = [f"({self.vector(depth - 1)})", f"({self.scalar(depth - 1)})"]
        self.rng.shuffle(sides)
        return f"{sides[0]} {operation}{flag} {sides[1]}"

    def matched(self, depth):
        operation = self.pick(ARITHMETIC + COMPARISONS + ["and", "or", "unless"])
        is_set = operation in ("and", "or", "unless")
        flag = " bool" if operation in COMPARISONS and self.chance(0.4) else ""
        left = f"({self.vector(depth - 1)})"
        right = left if self.chance(0.35) else f"({self.vector(depth - 1)})"
        if self.chance(0.25):
            left, right, matching = "requests_total", "build_info", "on (job, instance) group_left (version)"
            if is_set:
                matching = "on (job, instance)"
        else:
            matching = self.matching(is_set)
        return f"{left} {operation}{flag} {matching} {right}"

    def special(self, depth):
        kind = self.rng.randrange(8)
        if kind == 0:
            inner = self.pick(["latency_seconds_bucket", "rate(latency_seconds_bucket[5m])",
                               "sum by (le, job) (rate(latency_seconds_bucket[10m]))",
                               "sum by (le) (latency_seconds_bucket)"])
            return f"histogram_quantile({self.pick(['0', '0.5', '0.9', '0.99', '1', '-1', '2', 'NaN'])}, {inner})"
        if kind == 1:
            return (f"label_replace({self.vector(depth - 1)}, \"{self.pick(['new', 'job', 'instance'])}\", "
                    f"\"{self.pick(['$1', '${1}-x', 'pre$1', 'k', ''])}\", \"{self.pick(['job', 'path', 'nope'])}\", "
                    f"\"{self.pick(['(.*)', '(a).*', '/([xy])/.*', 'b.*'])}\")")
        if kind == 2:
            return f"label_join({self.vector(depth - 1)}, \"{self.pick(['new', 'job'])}\", \"-\", \"job\", \"code\")"
        if kind == 3:
            return f"absent({self.pick([self.selector(), 'nothing{job=' + chr(34) + 'x' + chr(34) + '}'])})"
        if kind == 4:
            return f"vector({self.scalar(depth - 1)})"
        if kind == 5:
            return f"{self.pick(['sort', 'sort_desc'])}({self.vector(depth - 1)})"
        if kind == 6:
            return self.pick(["minute()", "hour()", "day_of_week()", "year()", "day_of_year()", "days_in_month()"])
        return f"-({self.vector(depth - 1)})"


def generate(count, seed):
    """Queries with times: {"q", "start", "end", "step"} in milliseconds; step 0 is an instant query."""
    generator = Generator(seed)
    rng = random.Random(seed + 1)
    for _ in range(count):
        # Whole seconds plus 333 ms: samples are at 137 ms, subqueries at whole seconds.
        start = START + rng.randrange(0, SAMPLES * INTERVAL // 1000) * 1000 + 333
        kind = rng.randrange(3)
        query = generator.vector(rng.randrange(1, 4)) if rng.random() < 0.95 else generator.scalar(3)
        if kind == 0:
            yield {"q": query, "start": start, "end": start, "step": 0}
        else:
            step = rng.choice([15_000, 47_000, 60_000])
            yield {"q": query, "start": start, "end": start + step * rng.randrange(1, 40), "step": step}
