import Testing

@testable import Appliance

@Suite struct FeatureIndexTests {
    private static func column(_ index: FeatureIndex, _ name: String, hint: Int = 0) -> Int? {
        index.column(of: Array(name.utf8)[...], hint: hint)
    }

    @Test(arguments: [0, 1, 2, 3, 4, 5, 8, 100, 5_000])
    func everyNameIsFoundWhateverTheHint(count: Int) {
        let names = (0..<count).map { "feature_\($0)" }
        let index = FeatureIndex(names: names)
        #expect(index.count == count)
        for (column, name) in names.enumerated() {
            for hint in [column, 0, count - 1, count, count + 7] where hint >= 0 {
                #expect(Self.column(index, name, hint: hint) == column)
            }
        }
        for name in ["", "feature_", "feature_\(count)", "Feature_0", "feature_0 "] {
            #expect(Self.column(index, name) == nil)
        }
    }

    /// Two-letter names fill a small table: many of them meet in one slot.
    @Test func namesThatMeetInOneSlotAreToldApart() {
        let letters = Array("abcdefghijklmnopqrstuvwxyz")
        let names = letters.flatMap { first in letters.map { "\(first)\($0)" } }
        let index = FeatureIndex(names: Array(names.prefix(512)))
        for (column, name) in names.enumerated() {
            #expect(Self.column(index, name, hint: 511) == (column < 512 ? column : nil))
        }
    }

    @Test func aSliceIsComparedByItsBytesAlone() {
        let index = FeatureIndex(names: ["b", "ü", "emoji \u{1F30D}"])
        let bytes = Array("abc".utf8)
        #expect(index.column(of: bytes[1..<2], hint: 2) == 0)
        #expect(index.column(of: bytes[1..<3], hint: 0) == nil)
        #expect(Self.column(index, "ü") == 1)
        // Another spelling of the same letter is another name.
        #expect(Self.column(index, "u\u{308}") == nil)
        #expect(Self.column(index, "emoji \u{1F30D}") == 2)
    }
}

@Suite struct NearestNameTests {
    private static let features = ["temperature", "humidity", "wind_speed", "pm25", "pm10", "no2", "o3", "hour"]

    @Test(arguments: [
        ("temprature", "temperature"), ("TEMPERATURE", "temperature"), ("tempreature", "temperature"),
        ("windspeed", "wind_speed"), ("wind-speed", "wind_speed"), ("pm2.5", "pm25"), ("pm52", "pm25"),
        ("humidiyt", "humidity"), ("hours", "hour"), ("no", "no2"), ("o", "o3"), ("pm1", "pm10"),
        ("pressure", nil), ("", nil), ("x", nil), ("ozone", nil), ("temp", nil),
    ])
    func suggestions(name: String, nearest: String?) {
        #expect(NearestName.suggestion(for: name, among: Self.features) == nearest)
    }

    @Test func theFirstOfEqualsAndNothingOfNothing() {
        #expect(NearestName.suggestion(for: "ab", among: ["ac", "ad"]) == "ac")
        #expect(NearestName.suggestion(for: "ab", among: []) == nil)
    }

    @Test(arguments: [(NearestName.longestName, true), (NearestName.longestName + 1, false)])
    func longNamesAreNotCompared(length: Int, isCompared: Bool) {
        let name = String(repeating: "a", count: length)
        #expect((NearestName.suggestion(for: name, among: [name]) != nil) == isCompared)
        #expect((NearestName.suggestion(for: "a" + name.dropFirst(), among: ["b", name]) != nil) == isCompared)
    }
}
