import ReplicaLives
import Testing

/// Short forms of what `scripts/soak` does for hours.
@Suite("Lives of replicated databases", .serialized)
struct LivesTests {
    @Test(
        "What a life is promised holds, whatever happens to it", .timeLimit(.minutes(10)),
        arguments: [
            ("crashes", 1 as UInt64), ("restores", 1), ("flips", 1), ("gaps", 1), ("race", 1), ("store", 1),
            ("shapes", 0),
            ("shapes", 1), ("shapes", 2),
        ])
    func hold(name: String, seed: UInt64) async throws {
        let life = try #require(Lives.all.first { $0.name == name })
        #expect(try await life.live(seed: seed, size: .short) > 0)
    }
}
