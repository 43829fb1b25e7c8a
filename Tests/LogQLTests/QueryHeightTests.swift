import LogQL
import Testing

struct QueryHeightTests {
    @Test func operatorsAreCountedInParenthesesToo() throws {
        let tower = { (floors: Int) in
            String(repeating: "(", count: floors) + "1"
                + String(repeating: String(repeating: " + 1", count: 20) + ")", count: floors)
        }
        #expect(throws: Never.self) { try Query(tower(10)) }
        let error = #expect(throws: LogQLError.self) { try Query(tower(40)) }
        #expect(error?.description.contains("more than \(Limits.queryOperators) operators") == true)
    }
}
