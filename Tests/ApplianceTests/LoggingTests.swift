import Foundation
import JSONText
import Logging
import Storage
import Synchronization
import Telemetry
import Testing

@testable import Appliance

@Suite struct LoggingTests {
    private static let time = Timestamp(millisecondsSince1970: 1_700_000_000_123)

    @Test func jsonLineHasTimeLevelLoggerMessageAndMetadata() {
        let output = LogOutput(format: .json)
        var logger = output.system.logger("test")
        logger[metadataKey: "a"] = "logger"
        logger[metadataKey: "b"] = "logger"
        logger.notice("Line\n\"two\" \u{1B}[31m", metadata: ["b": "own", "list": ["x", ["y": "z"]], "level": "mine"])
        #expect(
            output.text
                == #"{"time":"2023-11-14T22:13:20.123Z","level":"notice","logger":"test","#
                + #""message":"Line\n\"two\" \u001b[31m","a":"logger","b":"own","level_":"mine","#
                + #""list":["x",{"y":"z"}]}"# + "\n")
    }

    @Test func textLineCannotBeForged() {
        let output = LogOutput(format: .text)
        output.system.logger("test").warning("One\nline", metadata: ["a": "plain", "b": "two words", "c": "\u{7F}\n"])
        #expect(
            output.text == "2023-11-14T22:13:20.123Z WARNING  test: \"One\\nline\" a=plain b=\"two words\" "
                + "c=\"\\u007f\\n\"\n")
    }

    @Test(arguments: LogFormat.allCases)
    func secretsAreNeverPrinted(format: LogFormat) {
        let output = LogOutput(format: format)
        let secret = Logger.MetadataValue.string("hunter2")
        output.system.logger("test").info(
            "Signed in.",
            metadata: [
                "Authorization": secret, "x-api-key": secret, "apiKey": secret, "Set-Cookie": secret,
                "user_password": secret, "refresh_token": secret,
                "headers": ["cookie": secret, "list": [["secret": secret]]],
                "deep": ["a": ["b": ["c": ["token": secret]]]],
            ])
        #expect(!output.text.contains("hunter2"), "\(output.text)")
        #expect(output.text.contains("(redacted)"))
    }

    @Test func requestLineHasEverythingButTheQuery() {
        let output = LogOutput(format: .json)
        output.system.write(Self.request(path: "/models/1?key=hunter2"))
        #expect(
            output.text
                == #"{"time":"2023-11-14T22:13:20.123Z","level":"info","logger":"geoclimate.http","message":"request","#
                + #""method":"GET","route":"/models/{id}","path":"/models/1","status":200,"duration_ms":1.235,"#
                + #""bytes_in":0,"bytes_out":512,"request_id":"r-1","remote":"127.0.0.1"}"# + "\n")
    }

    @Test(arguments: ["/predict", "/a?b", "/ü", ""])
    func bothWaysToWriteARequestAnswerTheSame(path: String) {
        for error in [nil, "No model."] {
            var entry = Self.request(path: path, error: error)
            entry.user = error
            #expect(
                PlainRequestLine.line(entry, time: Self.time, label: "l")
                    == JSONLogEncoder.line(entry, time: Self.time, label: "l"))
        }
    }

    @Test(arguments: [0, 1e-9, 1e-6, 0.000_1, 0.001, 0.01, 0.123_4, 1, 1.5, 59.999_999_9, 86_400, 999_999_999.999_999])
    func bothWaysToWriteADurationAnswerTheSame(seconds: Double) {
        var entry = Self.request(path: "/")
        entry.seconds = seconds
        let line = PlainRequestLine.line(entry, time: Self.time, label: "l")
        #expect(line != nil && line == JSONLogEncoder.line(entry, time: Self.time, label: "l"))
    }

    @Test(arguments: [-1, -0.0, 1e9, .infinity, .nan])
    func durationsOfAClockThatRanAwayTakeTheCarefulWay(seconds: Double) {
        var entry = Self.request(path: "/")
        entry.seconds = seconds
        #expect(PlainRequestLine.line(entry, time: Self.time, label: "l") == nil)
    }

    @Test(arguments: [
        ("Authorization", true), ("X-API-Key", true), ("PASSWORD", true), ("set cookie", true), ("a_to_ken", true),
        ("to\u{212A}en", true), ("ü_Secret", true), ("", false), ("-", false), ("request_id", false), ("pass", false),
        ("tok", false), ("kennwort", false),
    ])
    func secretNamesAreKnown(name: String, isSecret: Bool) {
        #expect(SecretNames.contains(name) == isSecret)
    }

    @Test(arguments: ["/\"", "/\\", "/\n", String(repeating: "a", count: 2_048)])
    func unusualRequestsTakeTheCarefulWay(path: String) {
        #expect(PlainRequestLine.line(Self.request(path: path), time: Self.time, label: "l") == nil)
    }

    @Test func requestLineAsText() {
        let output = LogOutput(format: .text)
        output.system.write(Self.request(path: "/a b?x", status: 503, error: "No model."))
        #expect(
            output.text == "2023-11-14T22:13:20.123Z ERROR    geoclimate.http: GET /a b 503 1.235 ms in=0 out=512 "
                + "request_id=r-1 remote=127.0.0.1 error=\"No model.\"\n")
    }

    @Test func linesBelowTheLevelAreNotWritten() {
        let output = LogOutput(format: .json, level: .warning)
        output.system.logger("test").info("Hidden.")
        output.system.write(Self.request(path: "/"))
        #expect(output.text == "")
        output.system.write(Self.request(path: "/", status: 500))
        #expect(output.text.contains(#""status":500"#))
    }

    @Test(arguments: ["a", "\u{1}", "\"", "€", "\u{1F30D}"])
    func longLinesAreCutAndStayValid(part: String) throws {
        let long = String(repeating: part, count: Limits.logLineBytes)
        let many = Dictionary(uniqueKeysWithValues: (0..<100).map { ("k\($0)", Logger.MetadataValue.string(long)) })
        let metadata: [Logger.Metadata] = [
            many, ["nested": .dictionary(many)], ["list": .array(Array(many.values))], [long: "x"],
        ]
        for metadata in metadata {
            let json = JSONLogEncoder.line(
                LogRecord(time: Self.time, level: .info, label: "l", message: long, error: long, metadata: metadata))
            #expect(json.count <= Limits.logLineBytes)
            let object = try JSONSerialization.jsonObject(with: Data(json)) as? [String: Any]
            #expect(object?["truncated"] as? Bool == true)
            let text = TextLogEncoder.line(
                LogRecord(time: Self.time, level: .info, label: "l", message: long, error: long, metadata: metadata))
            #expect(text.count <= Limits.logLineBytes && text.last == UInt8(ascii: "\n"))
        }
        var entry = Self.request(path: long, error: long)
        entry.user = long
        entry.remote = long
        entry.requestID = long
        entry.route = long
        let line = JSONLogEncoder.line(entry, time: Self.time, label: "l")
        #expect(line.count <= Limits.logLineBytes)
        #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(line)) }
    }

    @Test func textIsCutWhereItNoLongerFits() {
        #expect(LogText.cut("aaaa", to: 4) == "aaaa")
        #expect(LogText.cut("aaaaa", to: 4) == "aaaa")
        #expect(LogText.cut("aa€", to: 4) == "aa")
        #expect(LogText.cut("\n\n", to: 11) == "\n")
        #expect(LogText.cut("\"\"", to: 3) == "\"")
    }

    @Test func linesAreCountedByLevel() throws {
        let output = LogOutput(format: .json)
        let registry = MetricRegistry()
        try registry.register(output.system)
        output.system.logger("test").warning("One.")
        output.system.write(Self.request(path: "/"))
        output.system.write(Self.request(path: "/"))
        let text = ExpositionEncoder(.prometheusText).encode(registry.snapshot())
        #expect(text.contains("log_lines_total{level=\"warning\"} 1\n"))
        #expect(text.contains("log_lines_total{level=\"info\"} 2\n"))
        #expect(text.contains("log_lines_dropped_total 0\n"))
    }

    private static func request(path: String, status: Int = 200, error: String? = nil) -> RequestLogEntry {
        RequestLogEntry(
            method: "GET", route: "/models/{id}", path: path, status: status, seconds: 0.001_234_6, bytesIn: 0,
            bytesOut: 512, requestID: "r-1", remote: "127.0.0.1", user: nil, error: error)
    }
}

/// A log into memory, at a fixed time.
private final class LogOutput: Sendable {
    let system: LogSystem
    private let written: BytesBox

    init(format: LogFormat, level: Logger.Level = .trace) {
        let written = BytesBox()
        self.written = written
        let clock = ApplianceClock(
            now: { Timestamp(millisecondsSince1970: 1_700_000_000_123) }, monotonicNanoseconds: { 0 })
        system = LogSystem(level: level, format: format, clock: clock) { written.append($0) }
    }

    var text: String {
        system.flush()
        return written.text
    }
}

final class BytesBox: Sendable {
    private let bytes = Mutex<[UInt8]>([])

    func append(_ more: [UInt8]) { bytes.withLock { $0 += more } }
    var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }
}
