import Testing

/// A query and the samples that it gives.
struct MetricCase: Sendable, CustomTestStringConvertible {
    let query: String
    let expected: [String]

    init(_ query: String, _ expected: [String]) {
        (self.query, self.expected) = (query, expected)
    }

    var testDescription: String { query }
}

/// Tables for every construct of metric queries, at second 1,050.
enum MetricCases {
    private static let both = "{app=~`a|b`}"

    static let instants: [MetricCase] = [
        MetricCase("count_over_time({app=`a`}[1m])", ["{app=a,env=p} 6"]),
        MetricCase("count_over_time({app=`a`}[50s])", ["{app=a,env=p} 5"]),
        MetricCase("count_over_time({app=`a`}[50s] offset 10s)", ["{app=a,env=p} 5"]),
        MetricCase("count_over_time({app=`a`}[30s] offset 40s)", ["{app=a,env=p} 2"]),
        MetricCase("count_over_time({app=`a`}[30s] |= `error`)", ["{app=a,env=p} 1"]),
        MetricCase("rate({app=`a`}[1m])", ["{app=a,env=p} 0.1"]),
        MetricCase("bytes_over_time({app=`b`} |= `n=5` [1m])", ["{app=b,env=p} 23"]),
        MetricCase("bytes_rate({app=`b`} |= `n=5` [23s] offset 10s)", ["{app=b,env=p} 1"]),
        MetricCase("absent_over_time({app=`a`,env=~`.+`}[1m])", []),
        MetricCase("absent_over_time({app=`a`,env=~`.+`} |= `none` [1m])", ["{app=a} 1"]),
        MetricCase(
            "sum_over_time({app=`b`} | logfmt | unwrap n [1m]) ",
            [
                "{app=b,env=p,level=info,took=10ms} 10", "{app=b,env=p,level=info,took=11ms} 11",
                "{app=b,env=p,level=info,took=15ms} 15", "{app=b,env=p,level=info,took=1ms} 1",
                "{app=b,env=p,level=info,took=20ms} 20", "{app=b,env=p,level=info,took=5ms} 5",
            ]),
        MetricCase("sum by (app) (sum_over_time(\(both) | logfmt | unwrap n [1m]))", ["{app=a} 21", "{app=b} 62"]),
        MetricCase(
            "avg_over_time(\(both) | logfmt | unwrap duration(took) [1m]) by (app)",
            [
                "{app=a} 3.5", "{app=b} 0.010333333",
            ]),
        MetricCase("max_over_time({app=`a`} | logfmt | unwrap bytes(size) [1m]) by (app)", ["{app=a} 6000"]),
        MetricCase("min_over_time({app=`b`} | logfmt | unwrap n [1m]) by (app)", ["{app=b} 1"]),
        MetricCase("first_over_time({app=`b`} | logfmt | unwrap n [1m]) by (app)", ["{app=b} 10"]),
        MetricCase("last_over_time({app=`b`} | logfmt | unwrap n [1m]) by (app)", ["{app=b} 11"]),
        MetricCase("stdvar_over_time({app=`a`} | logfmt | unwrap n [1m]) by (app)", ["{app=a} 2.916666667"]),
        MetricCase("stddev_over_time({app=`a`} | logfmt | unwrap n [1m]) by (app)", ["{app=a} 1.707825128"]),
        MetricCase("quantile_over_time(0.9, {app=`a`} | logfmt | unwrap n [1m]) by (app)", ["{app=a} 5.5"]),
        MetricCase(
            "quantile_over_time(0.9, {app=`a`} | logfmt | unwrap n [1m]) without (level,took,size)",
            [
                "{app=a,env=p} 5.5"
            ]),
        MetricCase("rate({app=`a`} | logfmt | keep app, n | unwrap n [1m])", ["{app=a} 0.35"]),
        MetricCase("rate_counter({app=`a`} | logfmt | keep n | unwrap n [50s])", ["{} 0.1"]),
        MetricCase("rate_counter({app=`b`} | logfmt | keep n | unwrap n [50s])", ["{} 0.65"]),
        MetricCase("sum(count_over_time(\(both)[1m]))", ["{} 12"]),
        MetricCase("sum by (level) (count_over_time(\(both) | logfmt [1m]))", ["{level=error} 3", "{level=info} 9"]),
        MetricCase(
            "sum(count_over_time(\(both) | logfmt [1m])) without (n, took, size, level)",
            [
                "{app=a,env=p} 6", "{app=b,env=p} 6",
            ]),
        MetricCase("avg(count_over_time(\(both)[1m]))", ["{} 6"]),
        MetricCase("min(sum by (app) (sum_over_time(\(both) | logfmt | unwrap n [1m])))", ["{} 21"]),
        MetricCase("max by (none) (sum by (app) (sum_over_time(\(both) | logfmt | unwrap n [1m])))", ["{} 62"]),
        MetricCase("count(count_over_time(\(both)[1m]))", ["{} 2"]),
        MetricCase("stddev(sum by (app) (sum_over_time(\(both) | logfmt | unwrap n [1m])))", ["{} 20.5"]),
        MetricCase("stdvar(sum by (app) (sum_over_time(\(both) | logfmt | unwrap n [1m])))", ["{} 420.25"]),
        MetricCase("topk(1, sum by (app) (sum_over_time(\(both) | logfmt | unwrap n [1m])))", ["{app=b} 62"]),
        MetricCase("bottomk(1, sum by (app) (sum_over_time(\(both) | logfmt | unwrap n [1m])))", ["{app=a} 21"]),
        MetricCase(
            "sort_desc(sum by (app) (sum_over_time(\(both) | logfmt | unwrap n [1m])))",
            [
                "{app=b} 62", "{app=a} 21",
            ]),
        MetricCase(
            "sort(sum by (app) (sum_over_time(\(both) | logfmt | unwrap n [1m])))", ["{app=a} 21", "{app=b} 62"]),
        MetricCase("vector(1)+vector(1)", ["{} 2"]),
        MetricCase("1 + 2 * 3 ^ 2 ^ 0 - -1", ["8"]),
        MetricCase("7 % 4 / 2", ["1.5"]),
        MetricCase("2 > 1", ["1"]),
        MetricCase("count_over_time(\(both)[1m]) * 2 > 100", []),
        MetricCase("count_over_time({app=`a`}[1m]) > bool 100", ["{app=a,env=p} 0"]),
        MetricCase("100 > count_over_time({app=`a`}[1m])", ["{app=a,env=p} 6"]),
        MetricCase("count_over_time({app=`a`}[1m]) / count_over_time({app=`a`}[30s])", ["{app=a,env=p} 2"]),
        MetricCase("count_over_time({app=`a`}[1m]) + on (env) count_over_time({app=`b`}[30s])", ["{env=p} 9"]),
        MetricCase("count_over_time({app=`a`}[1m]) + ignoring (app) count_over_time({app=`b`}[30s])", ["{env=p} 9"]),
        MetricCase(
            "count_over_time(\(both)[1m]) / on (env) group_left sum by (env) (count_over_time(\(both)[1m]))",
            [
                "{app=a,env=p} 0.5", "{app=b,env=p} 0.5",
            ]),
        MetricCase(
            "sum by (env) (count_over_time(\(both)[1m])) - on (env) group_right count_over_time(\(both)[1m])",
            ["{app=a,env=p} 6", "{app=b,env=p} 6"]),
        MetricCase("count_over_time(\(both)[1m]) and count_over_time({app=`b`}[1m])", ["{app=b,env=p} 6"]),
        MetricCase("count_over_time(\(both)[1m]) unless count_over_time({app=`b`}[1m])", ["{app=a,env=p} 6"]),
        MetricCase(
            "count_over_time({app=`a`}[1m]) or count_over_time(\(both)[30s])",
            [
                "{app=a,env=p} 6", "{app=b,env=p} 3",
            ]),
        MetricCase("sum(count_over_time({app=`none`}[1m])) or vector(0)", ["{} 0"]),
        MetricCase(
            "label_replace(count_over_time({app=`a`}[1m]), `new`, `$1-${2}`, `app`, `(.)(.*)`)",
            ["{app=a,env=p,new=a-} 6"]),
        MetricCase(
            "label_replace(count_over_time({app=`a`}[1m]), `app`, ``, `app`, `.*`)", ["{env=p} 6"]),
        MetricCase(
            "sum by (e) (count_over_time({app=`b`} | logfmt | took > 1 | __error__=`LabelFilterErr` | drop __error_details__ [1m]))",
            [
                "{} 6"
            ]),
        MetricCase("sum_over_time({app=`b`} | logfmt | unwrap took | __error__=`` [1m])", []),
        MetricCase("sum(sum_over_time({app=`b`} | logfmt | unwrap missing [1m]))", []),
    ]

    static let failures: [(String, String)] = [
        ("sum(count_over_time(\(both) | json | x=`` [1m]))", "pipeline error: 'JSONParserErr' for series: '{"),
        ("sum_over_time({app=`b`} | logfmt | unwrap took [1m])", "pipeline error: 'SampleExtractionErr'"),
        ("count_over_time(\(both)[1m]) + on (env) count_over_time({app=`b`}[1m])", "many-to-one matching must be"),
        (
            "count_over_time({app=`b`}[1m]) + on (env) count_over_time(\(both)[1m])",
            "found duplicate series on the right"
        ),
        ("label_replace(count_over_time(\(both)[1m]), `app`, ``, `app`, `.*`)", "same labelset"),
    ]
}
