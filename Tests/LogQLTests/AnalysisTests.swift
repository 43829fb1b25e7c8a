import LogQL
import Signals
import Testing

struct AnalysisTests {
    @Test(arguments: [
        ("level=WARN x", "warn"), (#"{"a":{"severity":"Fatal"},"msg":"info"}"#, "fatal"), ("just text", "unknown"),
        ("2026 INFO started", "info"), ("[err] broken", "error"), ("lvl=dbg level=err", "error"),
        ("Level=trc", "trace"), ("{broken level=error}", "unknown"), ("a=b [WARN] c", "warn"), ("", "unknown"),
        (#"{"level":3}"#, "unknown"), ("level=information", "info"), ("CRITICAL: x", "critical"),
    ])
    func levelsOfLines(_ line: String, _ level: String) {
        #expect(LevelDetector.level(of: Array(line.utf8)[...], labels: [], metadata: []) == level)
    }

    @Test func labelsAndMetadataSayTheLevelFirst() {
        func level(_ labels: [Label], _ metadata: [Label]) -> String {
            LevelDetector.level(of: Array("level=debug".utf8)[...], labels: labels, metadata: metadata)
        }
        #expect(level([Label("severity", "WRN")], [Label("level", "error")]) == "warn")
        #expect(level([], [Label("level", "error")]) == "error")
        #expect(level([Label("level", "notice")], []) == "notice")
        #expect(level([], [Label("severity_number", "17")]) == "error")
        #expect(level([], [Label("severity_number", "0")]) == "unknown")
        #expect(level([], []) == "debug")
    }

    @Test(arguments: [
        ("12", FieldType.int), ("1.5", .float), ("true", .boolean), ("1m30s", .duration), ("5KB", .bytes),
        ("x", .string),
        ("", .string), ("-3", .int),
    ])
    func types(_ value: String, _ type: FieldType) {
        #expect(FieldType(of: value) == type)
    }

    private func fields(_ query: String) throws -> [DetectedField] {
        let source = MemorySource()
        try source.append(["app": "a"], [(1, #"{"n":1,"t":"1s","app":"x"}"#), (2, #"{"n":2.5,"t":"1s"}"#)])
        try source.append(["app": "a"], [(3, "n=3 s=5KB")], [Label("trace", "x")])
        guard case .log(let expression) = try Query(query) else { return [] }
        return try LogQLEngine(source: source, detectsLevel: false)
            .detectedFields(expression, LogOptions(range: 0..<10, limit: 1_000))
    }

    @Test func fieldsOfLines() throws {
        #expect(
            try fields("{app=`a`}").map { "\($0.label) \($0.type) \($0.cardinality) \($0.parsers)" } == [
                #"n float 3 ["json", "logfmt"]"#, #"app_extracted string 1 ["json"]"#, #"s bytes 1 ["logfmt"]"#,
                #"t duration 1 ["json"]"#, "trace string 1 []",
            ])
        #expect(try fields("{app=`a`} | logfmt | s!=``").map(\.label) == ["n", "s", "trace"])
        #expect(try fields("{app=`a`} | logfmt | s!=``").first?.parsers == ["logfmt"])
    }

    @Test func labelsOfStreams() throws {
        let streams = try [("a", "1"), ("b", "2"), ("a", "6f9619ff-8b86-d011-b42d-00cf4fc964ff")].map {
            try LabelSet([Label("app", $0.0), Label("id", $0.1), Label("pod", "7")])
        }
        #expect(
            LabelDetector.labels(of: streams).map { "\($0.label) \($0.cardinality)" } == ["app 2", "pod 1"])
    }

    @Test func volumes() throws {
        let streams = try [("a", "x", 5), ("a", "y", 7), ("b", "x", 12)].map {
            (labels: try LabelSet([Label("app", $0.0), Label("env", $0.1)]), bytes: UInt64($0.2))
        }
        func text(_ grouping: Volume.Grouping, matched: [String] = ["app"], limit: Int = 10) -> [String] {
            let matchers = matched.map { LabelMatcher($0, .notEqual("")) }
            return Volume.groups(of: streams, by: grouping, matchers: matchers, limit: limit)
                .map { "\($0.labels.labels.map { "\($0.name)=\($0.value)" }) \($0.bytes)" }
        }
        #expect(text(.series([])) == [#"["app=a"] 12"#, #"["app=b"] 12"#])
        #expect(
            text(.series([]), matched: [])
                == [#"["app=b", "env=x"] 12"#, #"["app=a", "env=y"] 7"#, #"["app=a", "env=x"] 5"#])
        #expect(text(.series(["env"]), matched: []) == [#"["env=x"] 17"#, #"["env=y"] 7"#])
        #expect(text(.series(["env", "app"]), limit: 1) == [#"["app=b", "env=x"] 12"#])
        #expect(text(.labels([])) == [#"["app=app"] 24"#, #"["env=env"] 24"#])
        #expect(text(.labels(["env"])) == [#"["env=env"] 24"#])
    }
}
