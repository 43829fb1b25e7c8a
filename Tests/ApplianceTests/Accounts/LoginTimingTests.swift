import Access
import Foundation
import Storage
import Testing

@testable import Appliance

/// Whether the time of a refused login tells names that somebody has from names that nobody has.
///
/// The hash is made cheap, so that what is measured is everything around it: at full strength its own scatter of
/// milliseconds would hide a difference of microseconds, which an attacker with more patience could still find. A few
/// hundred logins find a missing dummy hash or a second look into the database; `GEOCLIMATE_LOGINS=10000` runs as many of each
/// kind as the bar asks for.
@Suite(.serialized) struct LoginTimingTests {
    private static let logins = ProcessInfo.processInfo.environment["GEOCLIMATE_LOGINS"].flatMap { Int($0) } ?? 400

    @Test func knownAndUnknownNamesTakeAsLong() async throws {
        var settings = AccountSettings()
        settings.lockout = LockoutPolicy(freeFailures: .max, addressFailures: .max, accountFailures: .max)
        try await TestAppliance.run(accountSettings: settings) { appliance in
            let hash = try await appliance.parts.passwords.hasher.hash("correct horse battery")
            let origin = ChangeOrigin(actor: "test", address: "192.0.2.1", at: appliance.clock.clock.now())
            _ = try await appliance.parts.accounts.create(
                NewAccount(
                    username: "known", email: "known@example.org", passwordHash: hash, tier: "free", roles: ["user"]),
                origin: origin)
            var generator = SystemRandomNumberGenerator()
            let order = (0..<2 * Self.logins).map { $0 % 2 == 0 }.shuffled(using: &generator)
            var known: [Double] = []
            var unknown: [Double] = []
            let clock = ContinuousClock()
            for isKnown in [true, false, true, false] + order {
                let began = clock.now
                await #expect(throws: LoginError.wrong) {
                    try await appliance.parts.login.login(
                        username: isKnown ? "known" : "nobody", password: "wrong wrong wrong", secondFactor: nil,
                        origin: origin)
                }
                let seconds = began.duration(to: clock.now) / .seconds(1)
                if isKnown { known.append(seconds) } else { unknown.append(seconds) }
            }
            let statistic = Self.welch(known, unknown)
            print(
                "\(Self.logins) logins each: known \(Self.mean(known) * 1e6) µs, unknown \(Self.mean(unknown) * 1e6) µs, "
                    + "Welch t = \(statistic)")
            #expect(abs(statistic) < 4.5)
        }
    }

    private static func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

    /// The difference of the means over its standard error (Welch 1947).
    private static func welch(_ left: [Double], _ right: [Double]) -> Double {
        func errorSquared(_ values: [Double]) -> Double {
            let mean = mean(values)
            let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            return squares / Double(values.count - 1) / Double(values.count)
        }
        return (mean(left) - mean(right)) / (errorSquared(left) + errorSquared(right)).squareRoot()
    }
}
