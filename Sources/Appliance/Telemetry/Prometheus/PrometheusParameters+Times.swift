import PromQL
import Storage

/// Times, durations and counts, as Prometheus reads them.
extension PrometheusParameters {
    /// Milliseconds since 1970 of a parameter, or of its default; nil where there is neither.
    ///
    /// - Throws: ``APIError`` 400.
    func time(_ name: String, default value: Int64? = nil) throws(APIError) -> Int64? {
        guard !self[name].isEmpty else { return value }
        do {
            return try Self.time(self[name])
        } catch {
            throw Self.invalid(name, "Invalid time value for '\(name)': \(error.detail)")
        }
    }

    /// A time that must be there.
    ///
    /// - Throws: ``APIError`` 400.
    func requiredTime(_ name: String) throws(APIError) -> Int64 {
        do {
            return try Self.time(self[name])
        } catch {
            throw Self.invalid(name, error.detail)
        }
    }

    /// Milliseconds of a parameter; nil where it is not given.
    ///
    /// - Throws: ``APIError`` 400.
    func duration(_ name: String) throws(APIError) -> Int64? {
        guard !self[name].isEmpty else { return nil }
        return try requiredDuration(name)
    }

    /// Milliseconds of a parameter that must be there.
    ///
    /// - Throws: ``APIError`` 400.
    func requiredDuration(_ name: String) throws(APIError) -> Int64 {
        let text = self[name]
        if let seconds = Double(text), !seconds.isNaN {
            guard seconds.magnitude < Double(Int64.max) / 1e9 else {
                throw Self.invalid(name, "cannot parse \"\(text)\" to a valid duration. It overflows int64")
            }
            return Int64((seconds * 1_000).rounded(.towardZero))
        }
        guard let duration = try? DurationText.milliseconds(text) else {
            throw Self.invalid(name, "cannot parse \"\(text)\" to a valid duration")
        }
        return duration
    }

    /// How many results are wanted at most; nil for all.
    ///
    /// - Throws: ``APIError`` 400.
    func limit(_ name: String = "limit") throws(APIError) -> Int? {
        guard !self[name].isEmpty else { return nil }
        guard let limit = Int(self[name]) else {
            throw Self.invalid(name, "strconv.Atoi: parsing \"\(self[name])\": invalid syntax")
        }
        guard limit >= 0 else { throw Self.invalid(name, "limit must be non-negative") }
        return limit == 0 ? nil : limit
    }

    /// A whole number; nil where it is not given.
    ///
    /// - Throws: ``APIError`` 400.
    func number(_ name: String) throws(APIError) -> Int? {
        guard !self[name].isEmpty else { return nil }
        guard let number = Int(self[name]) else { throw .prometheus(.badData, "\(name) must be a number") }
        return number
    }

    /// 400 for a parameter, in Prometheus's words.
    static func invalid(_ name: String, _ reason: String) -> APIError {
        .prometheus(.badData, "invalid parameter \"\(name)\": \(reason)")
    }

    /// Seconds since 1970, with a fraction or not, or a time of RFC 3339.
    private static func time(_ text: String) throws(APIError) -> Int64 {
        if let seconds = Double(text), seconds.isFinite {
            let milliseconds = (seconds * 1_000).rounded()
            // Prometheus's own least and greatest times arrive here too.
            return Int64(exactly: milliseconds) ?? (seconds < 0 ? .min / 2 : .max / 2)
        }
        if let time = Timestamp(rfc3339: text) { return time.millisecondsSince1970 }
        switch text {
        case "-292273086-05-16T16:47:06Z": return .min / 2
        case "+292277025-08-18T07:12:54.999999999Z", "292277025-08-18T07:12:54.999999999Z": return .max / 2
        default: throw .prometheus(.badData, "cannot parse \"\(text)\" to a valid timestamp")
        }
    }
}
