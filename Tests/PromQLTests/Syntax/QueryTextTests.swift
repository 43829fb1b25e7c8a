import PromQL
import Testing

/// Queries are printed in the standard form of Prometheus, and what is printed reads back as the same.
@Suite struct QueryTextTests {
    @Test(arguments: [
        ("1+1", "1 + 1"),
        ("- 1", "-1"),
        ("-1^2", "-1 ^ 2"),
        ("2 ^ 3 ^ 2", "2 ^ 3 ^ 2"),
        ("0x1F + 1_000 + 017 + .5 + 1e-3 + 5m", "31 + 1000 + 15 + 0.5 + 0.001 + 5m"),
        ("1h30m", "1h30m"),
        ("inf + NaN", "+Inf + NaN"),
        ("a{}", "a"),
        ("a{c='d', b!~\"e.*\"}", "a{b!~\"e.*\",c=\"d\"}"),
        ("{\"metric.name\", \"a.b\"=\"c\"}", "{\"a.b\"=\"c\",__name__=\"metric.name\"}"),
        ("{__name__=~\"a|b\"}", "{__name__=~\"a|b\"}"),
        ("a{b=`\\d`}", "a{b=\"\\\\d\"}"),
        ("a{b=\"\\u00e9\\n\\x41\"}", "a{b=\"é\\nA\"}"),
        ("a offset -5m @ 1.5", "a @ 1.500 offset -5m"),
        ("rate(a[5m] @ end() offset 1w)", "rate(a[5m] @ end() offset 1w)"),
        ("max_over_time(a[1h:5m] offset 90s)", "max_over_time(a[1h:5m] offset 1m30s)"),
        ("min_over_time(a[60:])", "min_over_time(a[1m:])"),
        ("SUM BY (b, c) (a)", "sum by (b, c) (a)"),
        ("sum(a) without (b)", "sum without (b) (a)"),
        ("sum(a) by ()", "sum(a)"),
        ("sum by (\"a.b\") (c)", "sum by (\"a.b\") (c)"),
        ("topk(3, a)", "topk(3, a)"),
        ("count_values(\"v\", a)", "count_values(\"v\", a)"),
        ("a / on(b) group_left(c) d", "a / on (b) group_left (c) d"),
        ("a * ignoring(b) group_right d", "a * ignoring (b) group_right () d"),
        ("a > bool b or (c unless d)", "a > bool b or (c unless d)"),
        ("a + on() b", "a + on () b"),
        ("sum + by + offset + start + and and or or unless", "sum + by + offset + start + and and or or unless"),
        ("a{offset=\"1\",sum=\"2\",on=\"3\"}", "a{offset=\"1\",on=\"3\",sum=\"2\"}"),
        (
            "sum by (on, bool, offset, sum, and, start, group_left) (a)",
            "sum by (on, bool, offset, sum, and, start, group_left) (a)"
        ),
        ("a:b:c # comment", "a:b:c"),
        ("time() - timestamp(a)", "time() - timestamp(a)"),
    ])
    func prints(_ query: String, _ expected: String) throws {
        let text = try Parser.expression(query).description
        #expect(text == expected)
        #expect(try Parser.expression(text).description == expected)
    }

    @Test func breaksLongQueries() throws {
        let query = """
            histogram_quantile(0.99, sum by (le, route) (rate(http_request_duration_seconds_bucket{job="api"}[5m]))) \
            / on (route) group_left () (sum by (route) (limits) > 0)
            """
        #expect(
            try Parser.expression(query).pretty == """
                  histogram_quantile(
                    0.99,
                    sum by (le, route) (rate(http_request_duration_seconds_bucket{job="api"}[5m]))
                  )
                / on (route) group_left ()
                  (sum by (route) (limits) > 0)
                """)
        #expect(try Parser.expression("sum(rate(a[5m]))").pretty == "sum(rate(a[5m]))")
    }

    @Test(arguments: [
        (0.0, "0"), (-0.0, "-0"), (1, "1"), (100, "100"), (0.00001, "0.00001"), (1e21, "1000000000000000000000"),
        (123.456, "123.456"), (1.7976931348623157e308, "17976931348623157" + String(repeating: "0", count: 292)),
        (.leastNonzeroMagnitude, "0." + String(repeating: "0", count: 323) + "5"), (.infinity, "+Inf"),
        (-.infinity, "-Inf"),
        (.nan, "NaN"), (0.1, "0.1"), (1234567890123456768, "1234567890123456800"),
        (-2.5, "-2.5"), (10, "10"), (0.0001, "0.0001"), (1e15, "1000000000000000"), (1e16, "10000000000000000"),
        (-1_234_567_890.123, "-1234567890.123"),
    ])
    func printsValues(_ value: Double, _ text: String) {
        #expect(SampleText.format(value) == text)
    }

    @Test(
        arguments: [
            ("1y2w3d4h5m6s7ms", 33_019_506_007), ("0", 0), ("90s", 90_000), ("1h30m", 5_400_000),
            ("292y", 9_208_512_000_000),
        ] as [(String, Int64)])
    func readsDurations(_ text: String, _ milliseconds: Int64) throws {
        #expect(try DurationText.milliseconds(text) == milliseconds)
        #expect(try DurationText.milliseconds(DurationText.format(milliseconds)) == milliseconds)
    }

    @Test(arguments: ["", "5", "m", "1m1h", "1s1s", "1.5m", "293y", "99999999999999999999s", "1µs"])
    func refusesDurations(_ text: String) {
        #expect(throws: DurationError.self) { try DurationText.milliseconds(text) }
    }
}
