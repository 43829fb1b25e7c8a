import HTTPTypes
import Hummingbird

/// The parameters of a request to Prometheus's API: those of the target, and of a form, which go first.
///
/// As there, unknown ones are passed over, since clients send more than any server reads, and of several the first counts.
struct PrometheusParameters: Sendable {
    private var values: [String: [String]] = [:]

    /// Reads the target, and of a POST the form in its body.
    ///
    /// - Throws: ``APIError`` 400 for what is not escaped as it should be, 413 for a form over ``Limits/queryFormBytes``.
    init(_ request: Request) async throws {
        if request.method == .post,
            request.headers.value(of: .contentType).map({ MediaType.essence(of: $0) }) == MediaType.form.rawValue
        {
            let body = try await request.collectBody(limit: Limits.queryFormBytes)
            try add(Array(body.readableBytesView))
        }
        try add(Array((request.uri.query ?? "").utf8))
    }

    init(_ text: String) throws(APIError) {
        try add(Array(text.utf8))
    }

    /// The first value of a name; empty where there is none.
    subscript(name: String) -> String { values[name]?.first ?? "" }

    /// All values of a name.
    func all(_ name: String) -> [String] { values[name] ?? [] }

    private mutating func add(_ text: [UInt8]) throws(APIError) {
        for pair in text.split(separator: UInt8(ascii: "&")) {
            let end = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            guard let name = Self.decoded(pair[..<end]), let value = Self.decoded(pair[end...].dropFirst()) else {
                throw .prometheus(.badData, "error parsing form values: invalid URL escape or text that is not UTF-8")
            }
            values[name, default: []].append(value)
            guard values.values.reduce(0, { $0 + $1.count }) <= Limits.queryParameters else {
                throw .prometheus(.badData, "The request has more than \(Limits.queryParameters) parameters.")
            }
        }
    }

    /// A name or value with its escapes resolved; nil where it has others, or is not UTF-8.
    private static func decoded(_ text: ArraySlice<UInt8>) -> String? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        var rest = text.makeIterator()
        while let byte = rest.next() {
            switch byte {
            case UInt8(ascii: "+"): bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = rest.next().flatMap(digit), let low = rest.next().flatMap(digit) else { return nil }
                bytes.append(high << 4 | low)
            default: bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        Character(Unicode.Scalar(byte)).hexDigitValue.map { UInt8($0) }
    }
}
