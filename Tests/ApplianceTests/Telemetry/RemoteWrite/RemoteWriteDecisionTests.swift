import Resilience
import Testing

@testable import Appliance

/// What is decided about sending samples on, as values.
@Suite struct RemoteWriteDecisionTests {
    private static let plan = RemoteWritePlan(delay: 2_000, backlog: 60_000, slice: 15_000)

    @Test(
        arguments: [
            // Everything through what may still come is sent.
            (98_000, RemoteWritePlan.Step.wait), (97_999, .send(98_000...98_000)), (90_000, .send(90_001...98_000)),
            // No more than a slice, the oldest first.
            (83_000, .send(83_001...98_000)), (82_999, .send(83_000...97_999)), (38_000, .send(38_001...53_000)),
            // What is older than the backlog is left out.
            (37_999, .skip(to: 38_000)), (0, .skip(to: 38_000)), (200_000, .wait),
        ] as [(Int64, RemoteWritePlan.Step)])
    func steps(position: Int64, step: RemoteWritePlan.Step) {
        #expect(Self.plan.next(after: position, at: 100_000) == step)
    }

    @Test(arguments: [(nil, 98_000), (50_000, 50_000), (0, 0), (200_000, 98_000)] as [(Int64?, Int64)])
    func begins(position: Int64?, begin: Int64) {
        #expect(Self.plan.begin(after: position, at: 100_000) == begin)
    }

    @Test(
        arguments: [
            ("url=http://127.0.0.1:9090/api/v1/write", "127.0.0.1:9090/api/v1/write", nil),
            ("url=https://m.example/w?tenant=a credentials=s3cret", "m.example/w", "Bearer s3cret"),
            ("url=https://m.example name=m username=u password=p:q", "m", "Basic dTpwOnE="),
            ("url=https://m.example username=u", "m.example", "Basic dTo="),
        ] as [(String, String, String?)])
    func targets(line: String, name: String, authorization: String?) throws {
        let target = try #require(RemoteWriteTarget(line))
        #expect(target.name == name && target.authorization == authorization)
        #expect(target.interval == 5_000 && target.backlog == 7_200_000)
        #expect("\(target)" == name, "Credentials are in no text.")
    }

    @Test(arguments: [
        "", "url", "name=a", "url=ftp://a/b", "url=http://u:p@a/b", "url=http://a/b#c", "url=http://", "url=/a",
        "url=http://a url=http://b", "url=http://a other=1", "url=http://a name=", "url=http://a credentials=",
        "url=http://a credentials=c username=u", "url=http://a password=p", "url=http://a username=u:v",
        "url=http://a interval=999ms", "url=http://a interval=2h", "url=http://a backlog=59s",
        "url=http://a backlog=15d", "url=http://" + String(repeating: "a", count: Limits.remoteWriteURLBytes),
    ])
    func badTargets(line: String) {
        #expect(RemoteWriteTarget(line) == nil)
    }

    @Test func boundsOfTargets() throws {
        let target = try #require(RemoteWriteTarget("url=http://a interval=1h backlog=14d"))
        #expect(target.interval == 3_600_000 && target.backlog == 14 * 86_400_000)
        let long = "http://" + String(repeating: "a", count: Limits.remoteWriteURLBytes - 7)
        #expect(RemoteWriteTarget("url=\(long)")?.url == long)
        let key = ConfigurationKeys.remoteWriteTargets
        let lines = (0...Limits.remoteWriteTargets).map { "url=http://a\($0)" }
        #expect(key.parse(.list(lines)) == nil)
        #expect(key.parse(.list(Array(lines.dropLast())))?.count == Limits.remoteWriteTargets)
        #expect(key.parse(.list(["url=http://a", "url=https://a"])) == nil, "Names tell servers apart.")
    }

    @Test(
        arguments: [
            (200, nil, nil), (204, nil, nil), (400, nil, .permanent), (401, "5", .permanent), (301, nil, .permanent),
            (429, "7", .transient(retryAfterMilliseconds: 7_000)), (429, nil, .transient(retryAfterMilliseconds: nil)),
            (503, "soon", .transient(retryAfterMilliseconds: nil)),
            (500, "-1", .transient(retryAfterMilliseconds: 0)),
            (503, "99999999", .transient(retryAfterMilliseconds: 86_400_000)),
        ] as [(Int, String?, CallFailure.Kind?)])
    func answers(status: Int, retryAfter: String?, kind: CallFailure.Kind?) {
        let failure = RemoteWriteClient.failure(status: status, retryAfter: retryAfter, text: "no\nway")
        #expect(failure?.kind == kind)
        if let failure { #expect(failure.reason == "The server answered \(status): no way") }
    }
}
