import Testing

@testable import Access

@Suite struct LockoutTests {
    @Test(arguments: [
        (0, 0), (4, 0), (5, 1), (6, 2), (7, 4), (8, 8), (14, 512), (15, 900), (16, 900), (1_000_000, 900),
    ])
    func waitsDoubleUpToTheLongest(failures: Int, seconds: Int) {
        #expect(LockoutPolicy().waitSeconds(after: failures) == seconds)
    }

    @Test func fiveFailuresAreFreeAndThenWaitsGrow() {
        var lockout = Lockout(policy: LockoutPolicy(addressFailures: 1_000))
        for _ in 0..<5 { #expect(lockout.begin(name: "ada", address: "a", at: 0) == .goOn) }
        #expect(lockout.begin(name: "ada", address: "a", at: 0) == .wait(seconds: 1))
        // The case of the name is no way around it; another name or address is.
        #expect(lockout.begin(name: "ADA", address: "a", at: 0) == .wait(seconds: 1))
        #expect(lockout.begin(name: "grace", address: "a", at: 0) == .goOn)
        #expect(lockout.begin(name: "ada", address: "b", at: 0) == .goOn)
        #expect(lockout.begin(name: "ada", address: "a", at: 1) == .goOn)
        #expect(lockout.begin(name: "ada", address: "a", at: 2) == .wait(seconds: 1))
        #expect(lockout.begin(name: "ada", address: "a", at: 3) == .goOn)
        #expect(lockout.begin(name: "ada", address: "a", at: 3) == .wait(seconds: 4))
    }

    @Test func aSuccessForgetsTheNameButNotTheAddress() {
        var lockout = Lockout(policy: LockoutPolicy(addressFailures: 6))
        for _ in 0..<5 { _ = lockout.begin(name: "ada", address: "a", at: 0) }
        lockout.succeeded(name: "ada", address: "a")
        #expect(lockout.begin(name: "ada", address: "a", at: 0) == .goOn)
        #expect(lockout.begin(name: "grace", address: "a", at: 0) == .goOn)
        // Four failures stayed with the address; two more make six.
        #expect(lockout.begin(name: "mary", address: "a", at: 0) == .wait(seconds: 900))
        #expect(lockout.begin(name: "mary", address: "b", at: 0) == .goOn)
    }

    @Test func anAddressMayFailThirtyTimesInItsWindow() {
        var lockout = Lockout(policy: LockoutPolicy())
        for index in 0..<30 { #expect(lockout.begin(name: "n\(index)", address: "a", at: Int64(index)) == .goOn) }
        #expect(lockout.begin(name: "other", address: "a", at: 100) == .wait(seconds: 800))
        #expect(lockout.beginUnnamed(address: "a", at: 100) == .wait(seconds: 800))
        #expect(lockout.begin(name: "other", address: "a", at: 900) == .goOn)
    }

    @Test func anAttemptThatWasNotCheckedIsTakenBack() {
        var lockout = Lockout(policy: LockoutPolicy(addressFailures: 1_000))
        for _ in 0..<50 {
            #expect(lockout.begin(name: "ada", address: "a", at: 0) == .goOn)
            lockout.abandoned(name: "ada", address: "a")
        }
        #expect(lockout.entries == 0)
        lockout.abandoned(name: "nobody", address: "nowhere")
        lockout.succeeded(name: "nobody", address: "nowhere")
        #expect(lockout.entries == 0)
    }

    @Test func aNameStartsAnewAfterADay() {
        var lockout = Lockout(policy: LockoutPolicy(addressFailures: 1_000))
        for index in 0..<20 { _ = lockout.begin(name: "ada", address: "a", at: Int64(index) * 1_000) }
        let last: Int64 = 19_000
        #expect(lockout.begin(name: "ada", address: "a", at: last + 1) == .wait(seconds: 899))
        #expect(lockout.begin(name: "ada", address: "a", at: last + 86_400) == .goOn)
        #expect(lockout.begin(name: "ada", address: "a", at: last + 86_400) == .goOn)
    }

    @Test func theTablesStayWithinTheirCapacity() {
        var lockout = Lockout(policy: LockoutPolicy(), capacity: 64)
        for index in 0..<10_000 {
            _ = lockout.begin(name: "n\(index)", address: "a\(index)", at: Int64(index))
            #expect(lockout.entries <= 128)
        }
        // Those that failed last are still known.
        for _ in 0..<4 { #expect(lockout.begin(name: "n9999", address: "a9999", at: 10_000) == .goOn) }
        #expect(lockout.begin(name: "n9999", address: "a9999", at: 10_000) == .wait(seconds: 1))
    }

    /// Against a plain model of the rules: whatever happens, no address or name gets more tries than they allow.
    @Test func noScheduleGetsMoreTriesThanTheRulesAllow() {
        var bits: UInt64 = 7
        func next(_ bound: UInt64) -> UInt64 {
            bits = bits &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (bits >> 33) % bound
        }
        let policy = LockoutPolicy()
        var lockout = Lockout(policy: policy)
        var tries: [String: [Int64]] = [:]
        var now: Int64 = 0
        for _ in 0..<20_000 {
            now += Int64(next(12))
            let address = "a\(next(4))"
            if lockout.begin(name: "n\(next(3))", address: address, at: now) == .goOn {
                tries[address, default: []].append(now)
            }
        }
        for times in tries.values {
            // The window begins with a failure, so two windows may touch: 30 at the end of one, 30 at the start of the next.
            for (index, time) in times.enumerated().dropFirst(2 * policy.addressFailures) {
                #expect(time - times[index - 2 * policy.addressFailures] >= Int64(policy.addressWindowSeconds))
            }
        }
        #expect(!tries.isEmpty)
    }
}
