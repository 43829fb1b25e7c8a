import PromQL
import Support
import Testing

/// Whatever the text, the answer is a result or an error, and what parses prints as itself.
@Suite struct MutatedQueryTests {
    private static let seeds = [
        "sum by (job, le) (rate(m_total{a=~\"b.*\", c!=\"\"}[5m:30s] offset -1m @ end())) / on(job) group_left(x) m",
        "histogram_quantile(0.9, m) or topk(3, -m ^ 2) unless m > bool 0x1F and vector(1h30m)",
        "label_replace(m, \"d\", \"$1${2}\", \"s\", \"(.*)\") # comment",
        "quantile_over_time(0.5, {\"a.b\", \"c\"='d\\n'}[1d]) + time() % 1_000.5e-3 atan2 Inf",
        "count_values without (a) (\"v\", predict_linear(m_total[1h] @ 1.5, 60))",
    ]

    @Test func neverCrashes() throws {
        var random = SplitMix64(seed: 2027)
        let source = try MemorySource(["__name__": "m_total", "job": "x", "le": "1"], (0..<40).map(Double.init))
        let extra = Array("()[]{}\"'`,:@+-*/%^=!<>~#0123456789._eExX \n\\smhdwy\u{e9}".utf8)
        var options = EngineOptions()
        options.maximumSamples = 100_000
        options.parser.allowsExperimental = true
        let engine = Engine(options: options)
        var parsed = 0
        for round in 0..<4_000 {
            var bytes = Array(Self.seeds[round % Self.seeds.count].utf8)
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<4, using: &random) {
                case 0: bytes[place] = extra.randomElement(using: &random) ?? 0
                case 1: bytes.insert(extra.randomElement(using: &random) ?? 0, at: place)
                case 2: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...9, using: &random)))
                default: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 20)], at: place)
                }
                if bytes.isEmpty { bytes = [UInt8(ascii: "m")] }
            }
            let query = String(decoding: bytes, as: UTF8.self)
            guard let expression = try? Parser.expression(query, options: options.parser) else { continue }
            parsed += 1
            let text = expression.description
            #expect(try Parser.expression(text, options: options.parser).description == text)
            _ = expression.pretty
            _ = try? engine.instant(query, at: 300_000, from: source)
            _ = try? engine.range(query, from: 0, through: 600_000, step: 60_000, from: source)
        }
        #expect(parsed > 200)
    }
}
