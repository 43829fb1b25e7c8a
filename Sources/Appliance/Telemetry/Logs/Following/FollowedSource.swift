import Signals

/// Log lines of others that the daemon stores as they come: files, or the journal of systemd.
///
/// In a list of the settings' file it is a mapping; in one line, as flags and the environment take it, its fields stand beside
/// each other: `name=nginx paths=/var/log/nginx/*.log labels=env=prod`, `name=host journald=true units=ssh.service`.
struct FollowedSource: Sendable, Equatable {
    enum Kind: Sendable, Equatable {
        /// Files by their absolute paths, in which `*` and `?` stand for parts of a name.
        case files([FilePattern])
        /// The journal: these units of it, or all.
        case journal(units: [String])
    }

    /// The label `job` of its lines, and its name among the sources.
    var name: String
    var kind: Kind
    /// Further labels of its lines.
    var labels: [Label] = []

    /// Reads one line; nil where a field is missing, not known or of no use.
    init?(_ line: String) {
        var fields: [String: [String]] = [:]
        for part in line.split(separator: " ") {
            guard let equals = part.firstIndex(of: "=") else { return nil }
            fields[String(part[..<equals]), default: []].append(String(part[part.index(after: equals)...]))
        }
        guard let names = fields.removeValue(forKey: "name"), names.count == 1, let name = names.first, !name.isEmpty
        else { return nil }
        self.name = name
        let paths = fields.removeValue(forKey: "paths") ?? []
        let units = fields.removeValue(forKey: "units") ?? []
        switch fields.removeValue(forKey: "journald") ?? ["false"] {
        case ["true"] where paths.isEmpty:
            guard units.allSatisfy(Self.isUnit) else { return nil }
            kind = .journal(units: units)
        case ["false"] where units.isEmpty && !paths.isEmpty:
            let patterns = paths.compactMap { FilePattern($0) }
            guard patterns.count == paths.count else { return nil }
            kind = .files(patterns)
        default: return nil
        }
        for text in fields.removeValue(forKey: "labels") ?? [] {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, parts[0].wholeMatch(of: #/[A-Za-z_][A-Za-z0-9_]*/#) != nil, parts[0] != "job" else {
                return nil
            }
            labels.append(Label(parts[0], parts[1]))
        }
        guard fields.isEmpty, Set(labels.map(\.name)).count == labels.count else { return nil }
    }

    /// What all its lines share.
    var stream: LabelSet {
        labels.reduce(LabelSet.empty.setting("job", to: name)) { $0.setting($1.name, to: $1.value) }
    }

    /// A name of systemd.unit(5), and nothing that another program would take for an option.
    private static func isUnit(_ text: String) -> Bool {
        text.wholeMatch(of: #/[A-Za-z0-9:_.\\@*?][A-Za-z0-9:_.\\@*?\-]*/#) != nil
    }
}

extension ConfigurationKey<[FollowedSource]> {
    /// A list of what to follow.
    static func followedSources(_ name: String, _ meaning: String) -> Self {
        Self(
            info: ConfigurationKeyInfo(
                name: name,
                expects:
                    "a list of sources such as {name: nginx, paths: [/var/log/nginx/*.log], labels: [env=prod]} or "
                    + "{name: host, journald: true, units: [ssh.service]}, each name once",
                defaultValue: .list([]), meaning: meaning, isSecret: false),
            defaultValue: [],
            parse: { written in
                guard case .list(let items) = written, items.count <= Limits.followedSources else { return nil }
                let sources = items.compactMap { FollowedSource($0) }
                guard sources.count == items.count, Set(sources.map(\.name)).count == sources.count else { return nil }
                return sources
            })
    }
}
