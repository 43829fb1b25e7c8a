import LogQL
import Testing

struct ParserTests {
    static let refused: [(String, String)] = [
        ("", "parse error at line 1, col 1: syntax error: unexpected $end"),
        ("{", "parse error at line 1, col 2: syntax error: unexpected $end, expecting IDENTIFIER"),
        ("{}", "queries require at least one regexp or equality matcher"),
        ("{app=~`.*`}", "queries require at least one regexp or equality matcher"),
        ("{app!=`a`}", "queries require at least one regexp or equality matcher"),
        ("{app=`a`", "col 9: syntax error: unexpected $end, expecting } or ,"),
        ("{app=`a`} |", "col 12: syntax error: unexpected $end, expecting IDENTIFIER"),
        ("{app=a}", "col 6: syntax error: unexpected IDENTIFIER, expecting STRING"),
        ("{app=\"a}", "col 6: literal not terminated"),
        ("{app=`a`} |= \"\\q\"", "invalid char escape"),
        ("{app=`a`}\n| json |", "parse error at line 2, col 9: syntax error: unexpected $end"),
        ("unk({ foo = \"bar\" }[5m])", "parse error at line 1, col 1: syntax error: unexpected IDENTIFIER"),
        ("rate({ foo = \"bar\" }[5minutes])", "not a valid duration string: \"5minutes\""),
        ("rate({ foo = \"bar\" }[5)", "missing closing ']' in duration"),
        ("min({ foo = \"bar\" }[5m])", "syntax error: unexpected {"),
        ("label_replace(rate({ foo = \"bar\" }[5m]),\"\")", "col 43: syntax error: unexpected ), expecting ,"),
        ("absent_over_time({foo=`bar`}[5h]) by (foo)", "grouping not allowed for absent_over_time aggregation"),
        ("sum_over_time({foo=`bar`}[5h])", "invalid aggregation sum_over_time without unwrap"),
        ("count_over_time({foo=`bar`} | unwrap a [5h])", "invalid aggregation count_over_time with unwrap"),
        ("quantile_over_time({foo=`bar`} | unwrap a [5h])", "parameter required for operation quantile_over_time"),
        ("topk(rate({foo=`bar`}[5h]))", "parameter required for operation topk"),
        ("sum(3, rate({foo=`bar`}[5h]))", "unsupported parameter for operation sum"),
        ("topk(0, rate({foo=`bar`}[5h]))", "must be greater than 0"),
        ("1 and rate({foo=`bar`}[5h])", "unexpected literal for left leg of logical/set binary operation (and)"),
        ("{a=`b`} | logfmt | addr>=ip(\"1.2.3.4\")", "unexpected ip, expecting BYTES or NUMBER or DURATION"),
        ("{a=`b`} |~ `(`", "error parsing regexp"),
        ("{a=`b`} | regexp `a`", "at least one named capture must be supplied"),
        ("{a=`b`} | regexp `(?P<a>.)(?P<a>.)`", "duplicate extracted label name"),
        ("{a=`b`} | pattern `<a><b>`", "found consecutive capture"),
        ("{a=`b`} | pattern `abc`", "at least one capture is required"),
        ("{a=`b`} | line_format `{{ .x `", "unclosed action"),
        ("{a=`b`} | line_format `{{ nope .x }}`", "function \"nope\" not defined"),
        ("{a=`b`} | label_format x=`a`,x=`b`", "multiple label name 'x' not allowed"),
        ("{a=`b`} | label_format __error__=`a`", "__error__ cannot be formatted"),
        ("{a=`b`} | logfmt --nope", "unknown flag --nope"),
        ("{a=`b`} ;", "unexpected character ';'"),
        ("{a=`b`} rate", "syntax error: unexpected IDENTIFIER"),
        ("rate({a=`b`})", "expecting RANGE"),
        ("vector(", "expecting NUMBER"),
    ]

    @Test(arguments: refused) func refuses(_ query: String, _ message: String) {
        let error = #expect(throws: LogQLError.self) { try Query(query) }
        #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }

    @Test(arguments: [
        "{a=\"b\",} # a comment\n |= `x`", "{json=`x`, by=`y`}", "({a=`b`} | json)", "{a=`b`} | json | json=`x`",
        "sum by (a,) (rate(({a=`b`} | logfmt | unwrap c | __error__=``)[5m]))", "rate({a=`b`}[5m] | json | unwrap x)",
        "SUM(rate({a=`b`}[5m])) OR vector(1)", "{a=`b`} | x>1 OR y<2 AND z=3",
        "sum without() (rate({a=`b`} [5m] offset -1h))", "{a=`b`} | x >= 1.5e3 | y == 10MiB | z < 1h30m",
        "{a=`b`} | drop a, c=`d`, e=~`f` | keep x", "rate({a=`b`}[1.5h])", "count_over_time({a=`b`}[1w2d])",
    ])
    func accepts(_ query: String) {
        if query.hasPrefix("SUM") {
            #expect(throws: LogQLError.self) { try Query(query) }
        } else {
            #expect(throws: Never.self) { try Query(query) }
        }
    }

    @Test func nestingAndSizeAreBounded() {
        func nested(_ count: Int) -> String {
            String(repeating: "(", count: count) + "1" + String(repeating: ")", count: count)
        }
        #expect(throws: Never.self) { try Query(nested(Limits.queryDepth - 1)) }
        #expect(throws: LogQLError.self) { try Query(nested(Limits.queryDepth)) }
        #expect(throws: LogQLError.self) { try Query(nested(5_000)) }
        let chain = "1" + String(repeating: "+1", count: Limits.queryDepth)
        #expect(throws: Never.self) { try Query(chain) }
        #expect(throws: LogQLError.self) { try Query(chain + "+1") }
        let stages = String(repeating: "|=`a`", count: Limits.stages)
        #expect(throws: Never.self) { try Query("{a=`b`}" + stages) }
        #expect(throws: LogQLError.self) { try Query("{a=`b`}" + stages + "|=`a`") }
        let padding = String(repeating: " ", count: Limits.queryBytes - 7)
        #expect(throws: Never.self) { try Query("{a=`b`}" + padding) }
        #expect(throws: LogQLError.self) { try Query("{a=`b`} " + padding) }
        let filters = "{a=`b`} | " + String(repeating: "(", count: 5_000)
        #expect(throws: LogQLError.self) { try Query(filters) }
        let commas = "{a=`b`} | x=1" + String(repeating: ",x=1", count: 2_000)
        #expect(throws: LogQLError.self) { try Query(commas) }
    }

    @Test(arguments: [
        ("5s", 5_000_000_000), ("1h30m", 5_400_000_000_000), ("1.5h", 5_400_000_000_000), ("-20µs", -20_000),
        ("1d", 86_400_000_000_000), ("0", 0), ("1ms500us", 1_500_000),
    ])
    func durations(_ text: String, _ nanoseconds: Int64) {
        #expect(Units.duration(text) == nanoseconds)
    }

    @Test(arguments: ["", "5", "s", "5x", "1..5s", "99999999999h", "-", "5 s"])
    func noDurations(_ text: String) {
        #expect(Units.duration(text) == nil)
    }

    @Test(arguments: [
        ("5KB", 5_000 as UInt64), ("1.5KiB", 1_536), ("42", 42), ("1 MB", 1_000_000), ("2gib", 2 << 30),
        ("1,024", 1_024),
    ])
    func sizes(_ text: String, _ bytes: UInt64) {
        #expect(Units.bytes(text) == bytes)
    }

    @Test(arguments: ["", "B", "5Q", "-1KB", "99EB9"]) func noSizes(_ text: String) {
        #expect(Units.bytes(text) == nil)
    }

    @Test(arguments: [
        (1.0, "1"), (0.5, "0.5"), (1e21, "1e+21"), (1e20, "100000000000000000000"), (1.5e-7, "1.5e-07"),
        (-0.25, "-0.25"), (.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN"), (123_456_789.125, "123456789.125"),
    ])
    func numbers(_ value: Double, _ text: String) {
        #expect(NumberText.string(value) == text)
    }
}
