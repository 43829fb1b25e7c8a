import Testing

@testable import Limiting

@Suite struct SlotTableTests {
    @Test func aSlotIsThirtyTwoBytesAndFreshMemoryIsEmpty() {
        #expect(MemoryLayout<LimiterSlot>.stride == 32)
        let table = SlotTable(capacity: 7, seed: 1)
        for index in 0..<7 { #expect(table[index] == LimiterSlot()) }
    }

    @Test func homesAreSpread() {
        let table = SlotTable(capacity: 1_000, seed: 1)
        var used: Set<Int> = []
        for id in 1...1_000 as ClosedRange<Int64> { used.insert(table.home(LimitSubject(.user, id).code)) }
        // By chance 632 of 1,000 places are hit.
        #expect((580...690).contains(used.count))
        #expect(used.allSatisfy { (0..<1_000).contains($0) })
    }

    @Test(arguments: 1...40 as ClosedRange<UInt64>)
    func agreesWithADictionary(seed: UInt64) {
        var table = SlotTable(capacity: 32, seed: seed)
        var model: [UInt64: UInt32] = [:]
        var state = seed
        for _ in 0..<400 {
            state = Hash.mix(state)
            let subject = state % 40 + 1
            if state >> 32 & 7 == 0 {
                let divisor = UInt32(state >> 40 & 3) + 2
                let removed = table.removeAll { $0.spent.isMultiple(of: divisor) }
                let before = model.count
                model = model.filter { !$0.value.isMultiple(of: divisor) }
                #expect(removed == before - model.count)
            } else if let index = table.findOrInsert(subject, bound: 28) {
                table[index].spent = UInt32(truncatingIfNeeded: state >> 48)
                model[subject] = table[index].spent
            } else {
                #expect(model.count == 28 && model[subject] == nil)
            }
            #expect(table.count == model.count)
            for subject in 1...40 as ClosedRange<UInt64> {
                #expect(table.find(subject).map { table[$0].spent } == model[subject])
            }
        }
    }

    @Test func atLeastOneSlotStaysEmpty() {
        var table = SlotTable(capacity: 4, seed: 1)
        let found = (1...4 as ClosedRange<UInt64>).map { table.findOrInsert($0, bound: .max) != nil }
        #expect(found == [true, true, true, false])
        #expect(table.find(9) == nil)
    }
}
