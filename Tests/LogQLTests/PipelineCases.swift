import Testing

/// A pipeline, a line, and what comes out.
struct PipelineCase: Sendable, CustomTestStringConvertible {
    let pipeline: String
    let line: String
    /// Nil where the line is stopped.
    let labels: [String: String]?
    let output: String?

    init(_ pipeline: String, _ line: String, _ labels: [String: String]?, output: String? = nil) {
        (self.pipeline, self.line, self.labels, self.output) = (pipeline, line, labels, output)
    }

    var testDescription: String { "\(pipeline) on \(line)" }
}

/// Tables for every kind of stage.
enum PipelineCases {
    static let lineFilters: [PipelineCase] = [
        PipelineCase("|= `error`", "an error here", [:]),
        PipelineCase("|= `error`", "an Error here", nil),
        PipelineCase("|= `a` |= `b`", "ab", [:]),
        PipelineCase("|= `a` |= `c`", "ab", nil),
        PipelineCase("|= `x` or `b`", "ab", [:]),
        PipelineCase("|= `x` or `y`", "ab", nil),
        PipelineCase("!= `x` or `b`", "ab", nil),
        PipelineCase("!= `x` or `y`", "ab", [:]),
        PipelineCase("!= `error`", "fine", [:]),
        PipelineCase("|~ `er+or`", "errror", [:]),
        PipelineCase("|~ `(?i)ERROR`", "an error", [:]),
        PipelineCase("|~ `^error$`", "an error", nil),
        PipelineCase("|~ `erx*or`", "eror", [:]),
        PipelineCase("|~ `a.b`", "a\u{e4}b", [:]),
        PipelineCase("!~ `er+or`", "errror", nil),
        PipelineCase("!~ `er+or` or `fi`", "fine", nil),
        PipelineCase("|= ``", "", [:]),
        PipelineCase("|> `<_> level=info <_>`", "x level=info y", [:]),
        PipelineCase("|> `<_> level=info`", "x level=info y", nil),
        PipelineCase("!> `<_> level=info <_>`", "x level=info y", nil),
        PipelineCase("|= ip(`192.168.0.0/16`)", "from 192.168.4.5:8080 to", [:]),
        PipelineCase("|= ip(`192.168.0.0/16`)", "from 10.0.0.1", nil),
        PipelineCase("!= ip(`192.168.4.5-192.168.4.20`)", "from 192.168.4.21", [:]),
        PipelineCase("|= ip(`2001:db8::/32`)", "[2001:db8::17] hello", [:]),
        PipelineCase("|= ip(`::1`)", "from ::1.", [:]),
    ]

    static let parsers: [PipelineCase] = [
        PipelineCase(
            "| json", #"{"a":"x","b":{"c":1.5,"d-e":true},"f":[1,2],"g":null,"h":""}"#,
            [
                "a": "x", "b_c": "1.5", "b_d_e": "true",
            ]),
        PipelineCase(
            "| json", #"{"a":"\u00e4\n\ud83d\ude00\"","1x":"y","app":"z"}"#,
            [
                "a": "ä\n😀\"", "_1x": "y", "app_extracted": "z",
            ]),
        PipelineCase(
            "| json", "no object",
            [
                "__error__": "JSONParserErr",
                "__error_details__": "Value looks like object, but can't find closing '}' symbol",
            ]),
        PipelineCase(
            "| json", #"{"a":"x","b""#,
            ["a": "x", "__error__": "JSONParserErr", "__error_details__": "a colon is missing"]),
        PipelineCase(
            "| json first=`a.b[1].c`, second=`[\"x y\"]`, third=`a`, none=`q`",
            #"{"a":{"b":[1,{"c":"found"}]},"x y":2}"#,
            ["first": "found", "second": "2", "third": #"{"b":[1,{"c":"found"}]}"#]),
        PipelineCase("| json a", #"{"a":"x","b":"y"}"#, ["a": "x"]),
        PipelineCase(
            "| logfmt", #"level=info msg="hello \"you\"" bare empty= d=1.5s"#,
            [
                "level": "info", "msg": "hello \"you\"", "d": "1.5s",
            ]),
        PipelineCase("| logfmt --keep-empty | empty=``", #"a=1 empty="#, ["a": "1"]),
        PipelineCase("| logfmt", #"a=1 b=x=y c=3 ="#, ["a": "1", "c": "3"]),
        PipelineCase(
            "| logfmt --strict", #"a=1 b=x=y c=3"#,
            [
                "a": "1", "__error__": "LogfmtParserErr",
                "__error_details__": "logfmt syntax error at pos 8 : unexpected '='",
            ]),
        PipelineCase("| logfmt lvl=`level`, d", "level=warn d=3 e=4", ["lvl": "warn", "d": "3"]),
        PipelineCase("| logfmt | app_extracted=`y`", "app=y", ["app_extracted": "y"]),
        PipelineCase(
            "| regexp `(?P<method>\\w+) (?P<path>\\S+) (?P<none>x)?`", "GET /a b", ["method": "GET", "path": "/a"]),
        PipelineCase("| regexp `(?P<method>\\d+)`", "GET", [:]),
        PipelineCase(
            "| pattern `<ip> - <_> [<time>] \"<method> <path>\"`", #"1.2.3.4 - - [now] "GET /x""#,
            [
                "ip": "1.2.3.4", "time": "now", "method": "GET", "path": "/x",
            ]),
        PipelineCase("| pattern `x<a>`", "ya", [:]),
        PipelineCase("| pattern `<a>,<b>`", "only", ["a": "only"]),
        PipelineCase("| unpack", #"{"pod":"p","_entry":"the line","n":1}"#, ["pod": "p"], output: "the line"),
        PipelineCase(
            "| unpack", "text",
            [
                "__error__": "JSONParserErr", "__error_details__": "expecting json object(6), but it is not",
            ]),
        PipelineCase("| decolorize", "\u{1B}[31mred\u{1B}[0m", [:], output: "red"),
    ]

    static let labelFilters: [PipelineCase] = [
        PipelineCase("| logfmt | a=`1`", "a=1", ["a": "1"]),
        PipelineCase("| logfmt | a!=`1`", "a=1", nil),
        PipelineCase("| logfmt | a=~`1|2`", "a=2", ["a": "2"]),
        PipelineCase("| logfmt | a=~`1`", "a=12", nil),
        PipelineCase("| logfmt | a!~`1.*`", "a=12", nil),
        PipelineCase("| logfmt | a>1", "a=1.5", ["a": "1.5"]),
        PipelineCase("| logfmt | a>=1.5 and a<2", "a=1.5", ["a": "1.5"]),
        PipelineCase("| logfmt | a==1.5", "a=1.50", ["a": "1.50"]),
        PipelineCase("| logfmt | a=1.5", "a=1.50", ["a": "1.50"]),
        PipelineCase("| logfmt | a>-1", "a=0", ["a": "0"]),
        PipelineCase("| logfmt | a>1", "b=1", nil),
        PipelineCase(
            "| logfmt | a>1", "a=x",
            [
                "a": "x", "__error__": "LabelFilterErr",
                "__error_details__": "strconv.ParseFloat: parsing \"x\": invalid syntax",
            ]),
        PipelineCase("| logfmt | a>1 | __error__=``", "a=x", nil),
        PipelineCase("| logfmt | d>1s", "d=1500ms", ["d": "1500ms"]),
        PipelineCase("| logfmt | d<=1m30s", "d=2m", nil),
        PipelineCase("| logfmt | b>1KB", "b=1.5KiB", ["b": "1.5KiB"]),
        PipelineCase("| logfmt | b<1MiB", "b=2MB", nil),
        PipelineCase("| logfmt | a=`1` or b=`2`", "a=0 b=2", ["a": "0", "b": "2"]),
        PipelineCase("| logfmt | a=`1`, b=`2`", "a=1 b=3", nil),
        PipelineCase("| logfmt | a=`1` b=`2`", "a=1 b=2", ["a": "1", "b": "2"]),
        PipelineCase("| logfmt | (a=`1` or a=`2`) and b=`3`", "a=2 b=3", ["a": "2", "b": "3"]),
        PipelineCase("| logfmt | a=`1` or a=`2` and b=`3`", "a=1 b=4", ["a": "1", "b": "4"]),
        PipelineCase("| logfmt | ip=ip(`10.0.0.0/8`)", "ip=10.1.2.3", ["ip": "10.1.2.3"]),
        PipelineCase("| logfmt | ip!=ip(`10.0.0.0/8`)", "ip=10.1.2.3", nil),
        PipelineCase(
            "| json | __error__!=``", "text",
            [
                "__error__": "JSONParserErr",
                "__error_details__": "Value looks like object, but can't find closing '}' symbol",
            ]),
        PipelineCase("| app=`x`", "any", [:]),
        // Two parsers in one pipeline: labels of both stay, and so does what the second has against the line.
        PipelineCase(
            "| logfmt | json", "a=1 b=2",
            [
                "a": "1", "b": "2", "__error__": "JSONParserErr",
                "__error_details__": "Value looks like object, but can't find closing '}' symbol",
            ]),
        PipelineCase(
            "| logfmt | line_format `{{.msg}}` | json", #"level=info msg="{\"n\":1,\"level\":\"debug\"}""#,
            ["level": "debug", "msg": #"{"n":1,"level":"debug"}"#, "n": "1"], output: #"{"n":1,"level":"debug"}"#),
        PipelineCase(
            "| json | line_format `{{.msg}}` | logfmt", #"{"msg":"n=1 status=500","status":"200"}"#,
            ["msg": "n=1 status=500", "n": "1", "status": "500"], output: "n=1 status=500"),
        PipelineCase("| logfmt | rate=`a`", "rate=a", ["rate": "a"]),
    ]

    static let formats: [PipelineCase] = [
        PipelineCase(
            "| logfmt | line_format `{{.a}}-{{ .b | ToUpper }}`", "a=1 b=x", ["a": "1", "b": "x"], output: "1-X"),
        PipelineCase("| line_format `{{ __line__ | replace \"a\" \"b\" }}`", "aXa", [:], output: "bXb"),
        PipelineCase(
            "| line_format `{{ __timestamp__ | date \"2006-01-02T15:04:05.000Z07:00\" }}`", "", [:],
            output: "2023-11-14T22:13:20.123Z"),
        PipelineCase(
            "| logfmt | line_format `{{ if eq .a \"1\" }}one{{ else if gt (len .a) 3 }}long{{ else }}{{ .a }}{{ end }}`",
            "a=2", ["a": "2"], output: "2"),
        PipelineCase(
            "| line_format `{{ printf \"%-5s|%05d|%.2f\" .app 42 1.005 }}`", "", [:], output: "x    |00042|1.00"),
        PipelineCase("| line_format `{{ .none | default \"d\" }}{{ .none }}`", "", [:], output: "d"),
        PipelineCase("| line_format `{{ $v := .app }}{{ with $v }}<{{ . }}>{{ end }}`", "", [:], output: "<x>"),
        PipelineCase("| line_format `a {{- \" b\" -}} c`", "", [:], output: "a bc"),
        PipelineCase(
            "| line_format `{{ regexReplaceAll \"(a)(.)\" __line__ \"${2}$1\" }}`", "ab ac", [:], output: "ba ca"),
        PipelineCase(
            "| line_format `{{ trunc 3 \"abcdef\" }}{{ substr 1 3 \"abcdef\" }}{{ alignRight 4 \"x\" }}`", "", [:],
            output: "abcbc   x"),
        PipelineCase("| line_format `{{ (fromJson __line__).a.b }}`", #"{"a":{"b":"deep"}}"#, [:], output: "deep"),
        PipelineCase(
            "| line_format `{{ add 1 2 }} {{ divf 1.0 4 }} {{ round 2.345 2 }} {{ duration \"1m\" }}`", "", [:],
            output: "3 0.25 2.35 60"),
        PipelineCase(
            "| line_format `{{ div 1 0 }}`", "kept",
            [
                "__error__": "TemplateFormatErr", "__error_details__": "integer divide by zero",
            ]),
        PipelineCase(
            "| line_format `{{ b64enc \"hello\" }} {{ b64dec \"aGVsbG8=\" }} {{ urlencode \"a b/\" }}`", "", [:],
            output: "aGVsbG8= hello a+b%2F"),
        PipelineCase("| logfmt | label_format c=a, d=`{{.b}}!`", "a=1 b=2", ["c": "1", "b": "2", "d": "2!"]),
        PipelineCase("| label_format new=`{{.app}}`, app=`y`", "", ["new": "x", "app": "y"]),
        PipelineCase("| logfmt | drop a, b=`2`, c=~`x.*`", "a=1 b=2 c=y", ["c": "y"]),
        PipelineCase("| logfmt | keep a, b=`3`", "a=1 b=2 c=y", ["a": "1"]),
        PipelineCase("| json | drop __error__, __error_details__", "text", [:]),
    ]
}
