import PromQL
import Testing

/// What is no query is refused in the words of Prometheus, with the place.
@Suite struct ParseErrorTests {
    @Test(
        arguments: [
            ("", "unknown position: parse error: no expression found in input"),
            ("foo bar", "1:5: parse error: unexpected identifier \"bar\""),
            ("1+", "1:3: parse error: unexpected end of input"),
            ("1 +\n  *", "2:3: parse error: unexpected <op:*>"),
            ("sum(1 +)", "1:8: parse error: unexpected \")\" in aggregation"),
            ("(1", "1:3: parse error: unclosed left parenthesis"),
            ("1)", "1:2: parse error: unexpected right parenthesis ')'"),
            ("foo{", "1:5: parse error: unexpected end of input inside braces"),
            ("foo{a=}", "1:7: parse error: unexpected \"}\" in label matching, expected string"),
            ("foo{a}", "1:6: parse error: unexpected \"}\" in label matching, expected label matching operator"),
            ("foo{,}", "1:5: parse error: unexpected \",\" in label matching, expected identifier or \"}\""),
            (
                "foo{a=\"1\" b=\"2\"}",
                "1:11: parse error: unexpected identifier \"b\" in label matching, expected \",\" or \"}\""
            ),
            ("foo{1}", "1:5: parse error: unexpected character inside braces: '1'"),
            ("foo[5m", "1:7: parse error: unclosed left bracket"),
            ("foo[5mm]", "1:5: parse error: bad number or duration syntax: \"5mm\""),
            ("foo[0m]", "1:5: parse error: duration must be greater than 0"),
            ("foo offset", "1:11: parse error: unexpected end of input in offset, expected number or duration"),
            ("foo offset 5m offset 5m", "1:1: parse error: offset may not be set multiple times"),
            (
                "1 offset 5m",
                """
                1:1: parse error: offset modifier must be preceded by an instant vector selector or range vector selector \
                or a subquery
                """
            ),
            ("foo @", "1:6: parse error: unexpected end of input in @, expected timestamp"),
            ("foo @ Inf", "1:1: parse error: timestamp out of bounds for @ modifier: +Inf"),
            ("foo offset 1m[5m]", "1:14: parse error: no offset modifiers allowed before range"),
            ("foo @ 5 [5m]", "1:9: parse error: no @ modifiers allowed before range"),
            ("(foo)[5m]", "1:6: parse error: ranges only allowed for vector selectors"),
            ("1 == 1", "1:3: parse error: comparisons between scalars must use BOOL modifier"),
            ("1 + bool 2", "1:3: parse error: bool modifier can only be used on comparison operators"),
            ("1 and 1", "1:1: parse error: set operator \"and\" not allowed in binary scalar expression"),
            ("a and on(x) group_left b", "1:1: parse error: no grouping allowed for \"and\" operation"),
            (
                "a + on(x) group_left(x) b",
                "1:3: parse error: label \"x\" must not occur in ON and GROUP clause at once"
            ),
            ("1 + on(x) b", "1:1: parse error: vector matching only allowed between instant vectors"),
            ("a[1m] + 1", "1:1: parse error: binary expression must contain only scalar and instant vector types"),
            ("a - on(b) ignoring(c) d", "1:11: parse error: unexpected <ignoring>"),
            ("sum(a) by b", "1:11: parse error: unexpected identifier \"b\" in grouping opts, expected \"(\""),
            (
                "sum by (b c) (a)",
                "1:11: parse error: unexpected identifier \"c\" in grouping opts, expected \",\" or \")\""
            ),
            ("sum by (1) (a)", "1:9: parse error: unexpected number \"1\" in grouping opts, expected label"),
            ("sum()", "1:1: parse error: no arguments for aggregate expression provided"),
            (
                "topk(a)",
                """
                1:1: parse error: wrong number of arguments for aggregate expression provided, expected 2, got 1
                """
            ),
            ("topk(a, b)", "1:6: parse error: expected type scalar in aggregation parameter, got instant vector"),
            ("sum(1)", "1:5: parse error: expected type instant vector in aggregation expression, got scalar"),
            (
                "limitk(1, a)",
                """
                1:1: parse error: limitk() is experimental and must be enabled with \
                --enable-feature=promql-experimental-functions
                """
            ),
            ("mad_over_time(a[1m])", "1:1: parse error: function \"mad_over_time\" is not enabled"),
            (
                "rate(foo)",
                "1:6: parse error: expected type range vector in call to function \"rate\", got instant vector"
            ),
            ("abs()", "1:1: parse error: expected 1 argument(s) in call to \"abs\", got 0"),
            ("round(a, 1, 2)", "1:1: parse error: expected at most 2 argument(s) in call to \"round\", got 3"),
            ("label_join(a)", "1:1: parse error: expected at least 3 argument(s) in call to \"label_join\", got 1"),
            ("abs(a,)", "1:6: parse error: trailing commas not allowed in function call args"),
            ("nosuch(1)", "1:1: parse error: unknown function with name \"nosuch\""),
            (
                "-foo[5m]",
                """
                1:1: parse error: unary expression only allowed on expressions of type scalar or instant vector, \
                got "range vector"
                """
            ),
            (
                "rate(foo[5m])[5m:1m][5m:]",
                "1:1: parse error: subquery is only allowed on instant vector, got matrix instead"
            ),
            ("{}", "1:1: parse error: vector selector must contain at least one non-empty matcher"),
            ("{a=~\".*\"}", "1:1: parse error: vector selector must contain at least one non-empty matcher"),
            ("foo{__name__=\"x\"}", "1:1: parse error: metric name must not be set twice: \"foo\" or \"x\""),
            ("a{b=~\"[\"}", "1:3: parse error: error parsing regexp: missing closing ]: `[`"),
            ("a{b=~\"(x\"}", "1:3: parse error: error parsing regexp: missing closing ): `(x`"),
            ("a{b=~\"*\"}", "1:3: parse error: error parsing regexp: missing argument to repetition operator: `*`"),
            ("!1", "1:1: parse error: unexpected character after '!': '1'"),
            ("\"a", "1:1: parse error: unterminated quoted string"),
            ("\"\\z\"", "1:1: parse error: unknown escape sequence U+007A 'z'"),
            ("`a", "1:1: parse error: unterminated raw string"),
            ("a # comment", nil),
            (
                "1e400",
                """
                1:1: parse error: error parsing number: strconv.ParseFloat: parsing "1e400": value out of range
                """
            ),
            ("§", "1:1: parse error: unexpected character: '§'"),
        ] as [(String, String?)])
    func refuses(_ query: String, _ message: String?) {
        guard let message else {
            #expect(throws: Never.self) { try Parser.expression(query) }
            return
        }
        let error = #expect(throws: ParseError.self) { try Parser.expression(query) }
        #expect(error?.description == message)
    }

    @Test func boundsTheHeightOfTheTreeWhateverItsShape() throws {
        // Each pair of parentheses begins a chain anew, so that neither is deep while the tree is.
        let links = 20
        let tower = { (floors: Int) in
            String(repeating: "(", count: floors) + "1"
                + String(repeating: String(repeating: "+1", count: links) + ")", count: floors)
        }
        #expect(throws: Never.self) { try Parser.expression(tower(10)) }
        let error = #expect(throws: ParseError.self) { try Parser.expression(tower(200)) }
        #expect(error?.message.contains("more than \(Limits.expressions) expressions") == true)
    }

    @Test func boundsTheDepth() throws {
        let fits =
            String(repeating: "(", count: Limits.depth - 1) + "1" + String(repeating: ")", count: Limits.depth - 1)
        #expect(throws: Never.self) { try Parser.expression(fits) }
        for hostile in [
            String(repeating: "(", count: 100_000), String(repeating: "-", count: 100_000) + "1",
            "1" + String(repeating: "+1", count: 100_000), "a" + String(repeating: "[1m:1m]", count: 100_000),
            String(repeating: "sum(", count: 100_000), String(repeating: "2^", count: 100_000) + "2",
        ] {
            let error = #expect(throws: ParseError.self) { try Parser.expression(hostile) }
            #expect(error?.message.contains("levels deep") == true || error?.message.contains("matrix") == true)
        }
    }
}
