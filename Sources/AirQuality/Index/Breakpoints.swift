/// A range of concentrations and the range of the index over which it is spread.
struct Breakpoints: Sendable, Hashable {
    /// Both ends belong to the range; units of the scale's truncation, so that neighbours differ by one.
    let concentration: ClosedRange<Int>
    let index: ClosedRange<Int>
}

extension BreakpointEdition {
    /// The rows of one column of the table, lowest first and without gaps.
    func breakpoints(for scale: IndexScale) -> [Breakpoints] {
        let column = column(for: scale)
        var low = column.low
        var rows: [Breakpoints] = []
        for (high, index) in zip(column.highs, indexRanges.dropFirst(column.skippedRows)) {
            rows.append(Breakpoints(concentration: low...high, index: index))
            low = high + 1
        }
        return rows
    }

    /// The rows' ranges of the index: the edition of 2024 made one row of the two hazardous ones.
    var indexRanges: [ClosedRange<Int>] {
        let upToVeryUnhealthy = [0...50, 51...100, 101...150, 151...200, 201...300]
        return switch self {
        case .epa2012: upToVeryUnhealthy + [301...400, 401...500]
        case .epa2024: upToVeryUnhealthy + [301...500]
        }
    }

    private struct Column {
        var skippedRows = 0
        var low = 0
        let highs: [Int]
    }

    private func column(for scale: IndexScale) -> Column {
        switch (self, scale) {
        case (_, .o3EightHour): Column(highs: [54, 70, 85, 105, 200])
        case (.epa2012, .o3OneHour): Column(skippedRows: 2, low: 125, highs: [164, 204, 404, 504, 604])
        case (.epa2024, .o3OneHour): Column(skippedRows: 2, low: 125, highs: [164, 204, 404, 604])
        case (.epa2012, .pm25Daily): Column(highs: [120, 354, 554, 1504, 2504, 3504, 5004])
        case (.epa2024, .pm25Daily): Column(highs: [90, 354, 554, 1254, 2254, 3254])
        case (.epa2012, .pm10Daily): Column(highs: [54, 154, 254, 354, 424, 504, 604])
        case (.epa2024, .pm10Daily): Column(highs: [54, 154, 254, 354, 424, 604])
        case (.epa2012, .coEightHour): Column(highs: [44, 94, 124, 154, 304, 404, 504])
        case (.epa2024, .coEightHour): Column(highs: [44, 94, 124, 154, 304, 504])
        case (_, .so2OneHour): Column(highs: [35, 75, 185, 304])
        case (.epa2012, .so2Daily): Column(skippedRows: 4, low: 305, highs: [604, 804, 1004])
        case (.epa2024, .so2Daily): Column(skippedRows: 4, low: 305, highs: [604, 1004])
        case (.epa2012, .no2OneHour): Column(highs: [53, 100, 360, 649, 1249, 1649, 2049])
        case (.epa2024, .no2OneHour): Column(highs: [53, 100, 360, 649, 1249, 2049])
        }
    }
}
