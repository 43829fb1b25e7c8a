import GRDB

/// Random numbers from a seed: the same rows for every database.
struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
        return bits ^ bits >> 31
    }
}

/// Rows as an appliance of measurements has them: names that repeat, numbers of few digits, an identity that is random.
struct Rows {
    private var generator: Seeded
    private var number: Int64 = 0

    init(seed: UInt64) { generator = Seeded(state: seed) }

    static let schema = """
        CREATE TABLE readings (
            id INTEGER PRIMARY KEY, station TEXT NOT NULL, taken_at INTEGER NOT NULL, pm25 REAL NOT NULL,
            pm10 REAL NOT NULL, no2 REAL NOT NULL, temperature REAL NOT NULL, humidity REAL NOT NULL,
            request TEXT NOT NULL, note TEXT NOT NULL);
        CREATE TABLE marks (id INTEGER PRIMARY KEY, number INTEGER NOT NULL);
        INSERT INTO marks VALUES (1, 0);
        """

    private static let insertion = """
        INSERT INTO readings (station, taken_at, pm25, pm10, no2, temperature, humidity, request, note)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        """

    private mutating func tenths(_ range: ClosedRange<Int>) -> Double {
        Double(Int.random(in: range, using: &generator)) / 10
    }

    mutating func insert(into database: Database) throws {
        number += 1
        let pm25 = tenths(30...4_000)
        let level = ["good", "moderate", "unhealthy"][Int.random(in: 0...2, using: &generator)]
        let request = (0..<2).map { _ in
            let digits = String(generator.next(), radix: 16)
            return String(repeating: "0", count: 16 - digits.utf8.count) + digits
        }
        let values: [any DatabaseValueConvertible] = [
            "station-\(100 + Int.random(in: 0..<200, using: &generator))",
            1_700_000_000_000 + number * 977 + Int64.random(in: 0..<900, using: &generator), pm25,
            (pm25 * 14).rounded() / 10, tenths(20...2_000), tenths(-150...380), tenths(50...1_000), request.joined(),
            #"{"model":"aqi@v3","aqi":\#(Int(pm25 * 0.9)),"level":"\#(level)"}"#,
        ]
        try database.cachedStatement(sql: Self.insertion).execute(arguments: StatementArguments(values))
    }

    /// One commit: two readings more, one of the `oldRows` first corrected, and the commit's number noted.
    mutating func commit(_ commit: Int, to database: Database, oldRows: Int64) throws {
        try database.inTransaction(.immediate) {
            try insert(into: database)
            try insert(into: database)
            try database.cachedStatement(sql: "UPDATE readings SET pm25 = ?, humidity = ? WHERE id = ?").execute(
                arguments: [
                    tenths(30...4_000), tenths(50...1_000), Int64.random(in: 1...max(oldRows, 1), using: &generator),
                ])
            try database.cachedStatement(sql: "UPDATE marks SET number = ? WHERE id = 1").execute(arguments: [commit])
            return .commit
        }
    }
}
