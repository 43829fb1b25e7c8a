import Foundation
import Testing

@testable import Appliance

struct StartUpPagesTests {
    #if os(Linux)
        @Test func codeRunsOnAfterItsPagesWereGivenBack() throws {
            let table = Dictionary(uniqueKeysWithValues: (0..<1_000).map { ("\($0)", $0) })
            #expect(StartUpPages.giveBack() > 1_000_000)
            #expect(table.values.reduce(0, +) == 499_500)
            #expect(try JSONDecoder().decode([Int].self, from: Data("[1, 2]".utf8)) == [1, 2])
        }
    #endif
}
