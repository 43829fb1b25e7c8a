import NIOPosix
import Testing

@testable import Appliance

@Suite struct ServiceManagerTests {
    private static func manager(_ environment: [String: String]) -> ServiceManager? {
        ServiceManager(environment: environment, processID: 42, group: MultiThreadedEventLoopGroup.singleton)
    }

    @Test(arguments: [nil, "", "@abstract", "relative/socket"] as [String?])
    func withoutASocketThereIsNoManager(path: String?) {
        #expect(Self.manager(path.map { ["NOTIFY_SOCKET": $0] } ?? [:]) == nil)
    }

    @Test(
        arguments: [
            ([:], nil), (["WATCHDOG_USEC": "20000000"], .seconds(10)), (["WATCHDOG_USEC": "1"], .zero),
            (["WATCHDOG_USEC": "20000000", "WATCHDOG_PID": "42"], .seconds(10)),
            (["WATCHDOG_USEC": "20000000", "WATCHDOG_PID": "41"], nil), (["WATCHDOG_USEC": "0"], nil),
            (["WATCHDOG_USEC": "-1"], nil), (["WATCHDOG_USEC": "often"], nil), (["WATCHDOG_PID": "42"], nil),
        ] as [([String: String], Duration?)])
    func theWatchdogIsAskedForByTheEnvironment(variables: [String: String], interval: Duration?) throws {
        let environment = variables.merging(["NOTIFY_SOCKET": "/run/notify"]) { $1 }
        #expect(try #require(Self.manager(environment)).watchdogInterval == interval)
    }

    @Test func aManagerThatIsGoneIsAnError() async throws {
        let manager = try #require(Self.manager(["NOTIFY_SOCKET": "/nonexistent/notify"]))
        await #expect(throws: (any Error).self) { try await manager.notify("READY=1") }
    }
}
