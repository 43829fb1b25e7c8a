import Inference

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Measures one model file on one file of rows and prints one line of JSON.
///
/// Usage: `InferenceBenchmark MODEL ROWS EXPECTED WIDTH [LEVEL]`. Rows and expected margins are little-endian doubles.
@main
enum InferenceBenchmark {
    static func main() throws {
        let arguments = CommandLine.arguments
        guard arguments.count >= 5, let width = Int(arguments[4]), width > 0 else {
            print("Usage: InferenceBenchmark MODEL ROWS EXPECTED WIDTH [LEVEL]")
            exit(64)
        }
        let level = arguments.count > 5 ? KernelLevel(rawValue: arguments[5]) ?? .best : .best
        let bytes = try readFile(arguments[1])
        let rows = doubles(try readFile(arguments[2]))
        let expected = doubles(try readFile(arguments[3]))
        let loadStart = now()
        let model = try Model(bytes, level: level)
        let loadSeconds = now() - loadStart
        let measurement = Measurement(model: model, rows: rows, expected: expected, width: width)
        print(
            """
            {"layout": "\(model.layoutDescription)", "memory_bytes": \(model.memoryBytes), \
            "load_ms": \(loadSeconds * 1e3), "different_bits": \(measurement.differentBits()), \
            "row_us": \(measurement.rowMicroseconds()), \
            "batch1_rows_s": \(measurement.batchRowsPerSecond(workers: nil)), \
            "batch2_rows_s": \(measurement.batchRowsPerSecond(workers: WorkerPool(threadCount: 2))), \
            "small_batch_rows_s": \(measurement.batchRowsPerSecond(workers: nil, count: 1000))}
            """)
    }

    /// Seconds of a clock that only goes forward.
    static func now() -> Double {
        let parts = ContinuousClock.now.duration(to: start).components
        return -(Double(parts.seconds) + Double(parts.attoseconds) * 1e-18)
    }

    private static let start = ContinuousClock.now
}
