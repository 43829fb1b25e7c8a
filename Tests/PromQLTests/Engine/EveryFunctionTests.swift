import Signals
import Testing

@testable import PromQL

/// What the parser takes, the engine does: a function that only one of them knows would be an error at run time.
@Suite struct EveryFunctionTests {
    @Test(arguments: Function.all.map(\.name))
    func isEvaluated(name: String) throws {
        let function = try #require(Function.named(name))
        let arguments = function.arguments.enumerated().map { place, type in
            switch type {
            // The second argument of info is labels alone.
            case .vector: place == 0 ? "m_total" : "{job=\"a\"}"
            case .matrix: "m_total[5m]"
            case .string: "\"a\""
            // Smoothing factors and quantiles lie between 0 and 1.
            default: "0.5"
            }
        }
        var options = EngineOptions()
        options.parser.allowsExperimental = true
        let source = try MemorySource(["__name__": "m_total"], (0..<100).map(Double.init))
        let query = "\(name)(\(arguments.joined(separator: ", ")))"
        #expect(throws: Never.self, "\(query)") {
            try Engine(options: options).instant(query, at: 900_000, from: source)
        }
    }
}
