import HTTPTypes
import Hummingbird

extension Request {
    /// Whether Accept gives `text/csv` more weight than JSON (RFC 9110, 12.5.1); a caller who names neither gets JSON.
    var prefersCSV: Bool {
        guard let accept = headers[.accept] else { return false }
        var csv: Double?
        var json: Double?
        for range in accept.split(separator: ",").prefix(Limits.acceptRanges) {
            let weight = Self.weight(of: range)
            switch MediaType.essence(of: range) {
            case MediaType.csv.rawValue: csv = weight
            case MediaType.json.rawValue: json = weight
            default: break
            }
        }
        return csv.map { $0 > (json ?? 0) } ?? false
    }

    private static func weight(of range: Substring) -> Double {
        for parameter in range.split(separator: ";").dropFirst() {
            let text = parameter.trimmingSpaces().lowercased()
            if text.hasPrefix("q=") { return Double(text.dropFirst(2)) ?? 0 }
        }
        return 1
    }
}
