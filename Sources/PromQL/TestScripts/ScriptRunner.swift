/// What came of a script.
public struct ScriptReport: Sendable {
    /// One evaluation that did not turn out as expected, or a line that cannot be read.
    public struct Failure: Sendable, CustomStringConvertible {
        /// The name of the script.
        public let file: String
        /// From 1.
        public let line: Int
        /// What is wrong, in one sentence.
        public let message: String

        /// `file:line: message`.
        public var description: String { "\(file):\(line): \(message)" }
    }

    /// Evaluations that turned out as expected.
    public internal(set) var passed = 0
    /// In the order of the script.
    public internal(set) var failures: [Failure] = []
}

/// Runs scripts in the format of Prometheus's promqltest against the engine.
///
/// Commands are `clear`, `load STEP` with series, and `eval instant at TIME QUERY` or `eval range from TIME to TIME step
/// STEP QUERY` with what is expected. Values may differ by a millionth. Every instant evaluation is repeated as the
/// middle of a range, and where its selectors allow it, from other times with `@`. As in Prometheus's own harness,
/// names are removed at the end unless the options say otherwise, and experimental functions are known.
public struct ScriptRunner: Sendable {
    let engine: Engine

    /// A runner with the options of Prometheus's harness.
    public init() {
        var options = EngineOptions()
        options.delaysNameRemoval = true
        options.parser.allowsExperimental = true
        self.init(options: options)
    }

    /// A runner with options of its own.
    public init(options: EngineOptions) {
        engine = Engine(options: options)
    }

    /// Runs a script; a line that cannot be read ends it with a failure.
    public func run(_ script: String, named file: String) -> ScriptReport {
        var report = ScriptReport()
        var reader = ScriptReader(script)
        var source = ScriptSource()
        do {
            while let command = try reader.command() {
                switch command.action {
                case .clear: source.clear()
                case .load(let series): source.load(series)
                case .evaluate(let evaluation):
                    let problems = ScriptCheck(engine: engine, source: source, evaluation: evaluation).problems()
                    if problems.isEmpty { report.passed += 1 }
                    report.failures += problems.prefix(1).map {
                        ScriptReport.Failure(file: file, line: command.line, message: $0)
                    }
                }
            }
        } catch {
            report.failures.append(ScriptReport.Failure(file: file, line: error.line, message: error.message))
        }
        return report
    }
}
