import Storage

/// The date of a mail's header (RFC 5322, 3.3), in UTC: `Wed, 01 Jan 2025 00:00:00 +0000`.
enum MailDate {
    static func text(_ time: Timestamp) -> String {
        let stamp = Array(time.rfc3339.utf8)
        let (year, month, day) = (stamp[0..<4], Int(decimal: stamp[5..<7]), stamp[8..<10])
        let days = time.millisecondsSince1970.floorDivided(by: 86_400_000)
        let weekday = weekdays[Int((days % 7 + 11) % 7)]
        let name = months.indices.contains(month - 1) ? months[month - 1] : "Jan"
        let clock = String(decoding: stamp[11..<19], as: UTF8.self)
        return "\(weekday), \(text(day)) \(name) \(text(year)) \(clock) +0000"
    }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    private static func text(_ digits: ArraySlice<UInt8>) -> String { String(decoding: digits, as: UTF8.self) }
}

extension Int {
    /// The number that digits write.
    fileprivate init(decimal digits: ArraySlice<UInt8>) {
        self = digits.reduce(0) { $0 * 10 + Int($1) - 0x30 }
    }
}

extension Int64 {
    /// The quotient rounded down, also below zero.
    fileprivate func floorDivided(by divisor: Int64) -> Int64 {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
