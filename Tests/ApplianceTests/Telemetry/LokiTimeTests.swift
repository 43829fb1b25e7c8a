import Testing

@testable import Appliance

/// Times and durations as Loki's clients write them.
@Suite struct LokiTimeTests {
    @Test(arguments: [
        ("1735689600000000001", 1_735_689_600_000_000_001), ("1735689600", 1_735_689_600_000_000_000),
        ("1735689600.25", 1_735_689_600_250_000_000), ("1735689600.123456", 1_735_689_600_123_000_000),
        ("2025-01-01T00:00:00Z", 1_735_689_600_000_000_000),
        ("2025-01-01T01:00:00.123456789+01:00", 1_735_689_600_123_456_789),
        ("2025-01-01T00:00:00.12Z", 1_735_689_600_120_000_000),
        ("2025-01-01T00:00:00.1234Z", 1_735_689_600_123_400_000),
        ("0", 0), ("-1", -1_000_000_000),
    ]) func times(text: String, nanoseconds: Int64) {
        #expect(LokiTime.nanoseconds(text) == nanoseconds)
    }

    @Test func whatIsLaterThanAnyLineIsTheEndOfTime() {
        #expect(LokiTime.nanoseconds("9999-12-31T23:59:59.999999999Z") == .max)
    }

    @Test(arguments: [
        "", "now", "2025-01-01", "1e400.0", "99999999999999999999", "1735689600,5", "nan.0", "inf.", "9223372037",
        "9999999999",
    ])
    func noTimes(text: String) {
        #expect(LokiTime.nanoseconds(text) == nil)
    }

    @Test(arguments: [
        ("5m", 300_000_000_000), ("1h30m", 5_400_000_000_000), ("15", 15_000_000_000), ("0.5", 500_000_000),
        ("1y", 31_536_000_000_000_000), ("250ms", 250_000_000), ("1d2h", 93_600_000_000_000),
    ]) func durations(text: String, nanoseconds: Int64) {
        #expect(LokiTime.duration(text) == nanoseconds)
    }

    @Test(arguments: ["", "m", "5x", "30m1h", "1m1m", "5 m", "999999999y", "1e300", "nan"]) func noDurations(
        text: String
    ) {
        #expect(LokiTime.duration(text) == nil)
    }

    @Test(arguments: [
        (1_735_689_600_000_000_000, "1735689600"), (1_735_689_600_250_000_000, "1735689600.25"),
        (1_735_689_600_001_999_999, "1735689600.001"), (0, "0"),
    ]) func seconds(nanoseconds: Int64, text: String) {
        #expect(LokiTime.seconds(nanoseconds) == text)
    }
}
