import PromQL

/// Targets that are scraped alike.
///
/// In a list of the settings' file it is a mapping; in one line, as flags and the environment take it, its fields stand
/// beside each other: `job=node targets=127.0.0.1:9100 targets=127.0.0.1:9200 interval=15s`.
struct ScrapeJob: Sendable, Equatable {
    enum Scheme: String, Sendable, CaseIterable {
        case http, https
    }

    /// The label `job` of its series.
    var name: String
    /// Host and port of each.
    var targets: [String]
    /// Milliseconds between scrapes.
    var interval: Int64 = 15_000
    /// Milliseconds that one scrape may take.
    var timeout: Int64 = 10_000
    var path = "/metrics"
    var scheme = Scheme.http

    init(name: String, targets: [String]) {
        self.name = name
        self.targets = targets
    }

    /// Reads one line; nil where a field is missing, not known or of no use.
    init?(_ line: String) {
        var fields: [String: [String]] = [:]
        for part in line.split(separator: " ") {
            guard let equals = part.firstIndex(of: "=") else { return nil }
            fields[String(part[..<equals]), default: []].append(String(part[part.index(after: equals)...]))
        }
        let targets = fields.removeValue(forKey: "targets") ?? []
        guard !targets.isEmpty, Set(targets).count == targets.count, targets.allSatisfy(Self.isTarget) else {
            return nil
        }
        guard fields.values.allSatisfy({ $0.count == 1 }) else { return nil }
        var single = fields.compactMapValues(\.first)
        guard let name = single.removeValue(forKey: "job"), !name.isEmpty else { return nil }
        self.init(name: name, targets: targets)
        if let text = single.removeValue(forKey: "interval") {
            guard let interval = Self.duration(text) else { return nil }
            self.interval = interval
            timeout = min(timeout, interval)
        }
        if let text = single.removeValue(forKey: "timeout") {
            guard let timeout = Self.duration(text), timeout <= interval else { return nil }
            self.timeout = timeout
        }
        if let text = single.removeValue(forKey: "path") {
            guard text.hasPrefix("/") else { return nil }
            path = text
        }
        if let text = single.removeValue(forKey: "scheme") {
            guard let scheme = Scheme(rawValue: text) else { return nil }
            self.scheme = scheme
        }
        guard single.isEmpty else { return nil }
    }

    /// The address of a target.
    func url(of target: String) -> String { "\(scheme.rawValue)://\(target)\(path)" }

    private static func duration(_ text: String) -> Int64? {
        guard let duration = try? DurationText.milliseconds(text), (1_000...3_600_000).contains(duration) else {
            return nil
        }
        return duration
    }

    /// A host and a port, and nothing that would make another address of it.
    private static func isTarget(_ text: String) -> Bool {
        text.wholeMatch(of: #/[A-Za-z0-9.\-\[\]:]+:[0-9]{1,5}/#) != nil
    }
}
