import Limiting
import Testing

@Suite struct LimitPolicyTests {
    @Test func aBurstIsNeverEmpty() {
        #expect(LimitPolicy(perMinute: 1, burst: 0, perDay: nil).burst == 1)
    }
}
