import Foundation
import Yams

/// A YAML file of settings: values by dotted key, with the lines on which they stand.
struct ConfigurationFile: Sendable {
    struct Entry: Equatable, Sendable {
        let value: ConfigurationValue
        let line: Int
    }

    let path: String
    let entries: [String: Entry]

    /// Reads and parses a file.
    /// - Throws: ``ConfigurationError`` when it cannot be read, is too large or is no YAML mapping of texts and lists.
    init(path: String) throws(ConfigurationError) {
        let data: Data
        do {
            let file = try FileHandle(forReadingFrom: URL(filePath: path))
            data = try file.read(upToCount: Limits.configurationFileBytes + 1) ?? Data()
        } catch {
            throw .unreadableFile(path: path, reason: (error as NSError).localizedDescription)
        }
        guard data.count <= Limits.configurationFileBytes else { throw .tooLargeFile(path: path) }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw .malformedFile(path: path, line: nil, reason: "It is not UTF-8 text.")
        }
        try self.init(path: path, text: text)
    }

    /// Parses a file's text; `path` is for messages.
    /// - Throws: ``ConfigurationError/malformedFile(path:line:reason:)`` when it is no YAML mapping of texts and lists.
    init(path: String, text: String) throws(ConfigurationError) {
        self.path = path
        var tree = ConfigurationTree(path: path)
        let parser: Parser
        let root: Node?
        do {
            parser = try Parser(yaml: text)
            root = try parser.singleRoot()
        } catch {
            throw Self.malformed(error, path: path)
        }
        // A file of nothing but comments is an empty mapping.
        if let root, root.null == nil {
            guard case .mapping(let mapping) = root else {
                throw .malformedFile(
                    path: path, line: root.mark?.line, reason: "It must start with a key such as server:.")
            }
            // Nodes refer weakly to their anchors, which the parser owns.
            try withExtendedLifetime(parser) { () throws(ConfigurationError) in
                try tree.flatten(mapping, under: "", depth: 1)
            }
        }
        entries = tree.entries
    }

    private static func malformed(_ error: any Error, path: String) -> ConfigurationError {
        switch error as? YamlError {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            .malformedFile(path: path, line: mark.line, reason: "The YAML parser says: \(problem).")
        case .duplicatedKeysInMapping(let duplicates, let context):
            .malformedFile(
                path: path, line: context.mark.line,
                reason: "The key \(duplicates.sorted().joined(separator: ", ")) is there twice.")
        default:
            .malformedFile(path: path, line: nil, reason: "The YAML parser says: \(error).")
        }
    }
}

/// Turns nested mappings into dotted keys.
private struct ConfigurationTree {
    let path: String
    var entries: [String: ConfigurationFile.Entry] = [:]

    mutating func flatten(_ mapping: Node.Mapping, under prefix: String, depth: Int) throws(ConfigurationError) {
        guard depth <= Limits.configurationDepth else {
            throw malformed(mapping.mark, "It is nested more than \(Limits.configurationDepth) deep.")
        }
        for (keyNode, node) in mapping {
            // Refused before anything is followed: aliases of aliases could stand for billions of nodes.
            guard keyNode.anchor == nil, node.anchor == nil else {
                throw malformed(keyNode.mark, "Anchors and aliases are not supported; write the value out.")
            }
            guard case .scalar(let keyScalar) = keyNode else { throw malformed(keyNode.mark, "A key must be a text.") }
            let key = prefix + keyScalar.string
            switch node {
            case .mapping(let inner): try flatten(inner, under: key + ".", depth: depth + 1)
            case .sequence(let sequence):
                try add(key, .list(try items(of: sequence)), keyNode.mark)
            case .scalar(let scalar):
                // A section whose keys are all commented out says nothing.
                if node.null != nil { continue }
                try add(key, .text(scalar.string), keyNode.mark)
            case .alias: throw malformed(keyNode.mark, "Anchors and aliases are not supported; write the value out.")
            }
        }
    }

    private mutating func add(
        _ key: String, _ value: ConfigurationValue, _ mark: Mark?
    ) throws(ConfigurationError) {
        // Within one mapping the parser sees to it; `a.b` and `b` under `a` are the same key all the same.
        guard entries[key] == nil else { throw malformed(mark, "The key \(key) is there twice.") }
        entries[key] = ConfigurationFile.Entry(value: value, line: mark?.line ?? 0)
    }

    private func items(of sequence: Node.Sequence) throws(ConfigurationError) -> [String] {
        var items: [String] = []
        for node in sequence {
            switch node {
            case .scalar(let scalar) where node.anchor == nil: items.append(scalar.string)
            case .mapping(let mapping) where node.anchor == nil: items.append(try line(of: mapping))
            default: throw malformed(node.mark, "A list may hold texts, numbers and small mappings only.")
            }
        }
        return items
    }

    /// A mapping within a list, as flags and the environment would have it: `job=node targets=a:9100 targets=b:9100`.
    private func line(of mapping: Node.Mapping) throws(ConfigurationError) -> String {
        var parts: [String] = []
        for (keyNode, node) in mapping {
            guard case .scalar(let key) = keyNode, keyNode.anchor == nil, node.anchor == nil else {
                throw malformed(keyNode.mark, "A key must be a text.")
            }
            let nodes: [Node]
            switch node {
            case .scalar: nodes = [node]
            case .sequence(let sequence): nodes = Array(sequence)
            default: throw malformed(keyNode.mark, "A mapping within a list may hold texts and lists of texts only.")
            }
            for node in nodes {
                guard case .scalar(let value) = node, node.anchor == nil, !value.string.contains(" ") else {
                    throw malformed(node.mark, "A mapping within a list may hold texts without spaces only.")
                }
                parts.append("\(key.string)=\(value.string)")
            }
        }
        return parts.joined(separator: " ")
    }

    private func malformed(_ mark: Mark?, _ reason: String) -> ConfigurationError {
        .malformedFile(path: path, line: mark?.line, reason: reason)
    }
}
