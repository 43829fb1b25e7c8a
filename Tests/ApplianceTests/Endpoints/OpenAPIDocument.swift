import Foundation
import Testing

@testable import Appliance

/// The OpenAPI document as the tests read it.
struct OpenAPIDocument {
    let root: [String: Any]

    init() throws {
        let data = Data(try EmbeddedFile("openapi.json").bytes)
        root = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }

    var paths: [String: [String: Any]] { root["paths"] as? [String: [String: Any]] ?? [:] }

    /// What `#/…` points to.
    func target(of reference: String) -> Any? {
        guard reference.hasPrefix("#/") else { return nil }
        return reference.dropFirst(2).split(separator: "/").reduce(root as Any?) { value, name in
            (value as? [String: Any])?[String(name).replacing("~1", with: "/").replacing("~0", with: "~")]
        }
    }

    /// Every reference below `value`.
    static func references(in value: Any) -> [String] {
        if let object = value as? [String: Any] {
            return object.flatMap { key, value in
                key == "$ref" ? [value as? String ?? "(no text)"] : references(in: value)
            }
        }
        return (value as? [Any])?.flatMap { references(in: $0) } ?? []
    }

    /// The schema of an answer.
    func schema(_ method: String, _ path: String, _ status: Int) throws -> [String: Any] {
        let operation = try #require(paths[path]?[method] as? [String: Any], "\(method) \(path)")
        let responses = try #require(operation["responses"] as? [String: Any])
        let response = try resolve(try #require(responses["\(status)"], "\(method) \(path) \(status)"))
        let content = try #require(response["content"] as? [String: Any])
        let media = content["application/json"] ?? content["application/problem+json"]
        return try #require((media as? [String: Any])?["schema"] as? [String: Any])
    }

    private func resolve(_ value: Any) throws -> [String: Any] {
        let object = try #require(value as? [String: Any])
        guard let reference = object["$ref"] as? String else { return object }
        return try resolve(try #require(target(of: reference)))
    }

    /// Where `value` does not fit `schema`, of the part of JSON Schema that the document uses.
    func violations(of value: Any, _ schema: [String: Any], at place: String = "$") throws -> [String] {
        let schema = try resolve(schema)
        var found: [String] = []
        let types = (schema["type"] as? [String]) ?? (schema["type"] as? String).map { [$0] } ?? []
        if !types.isEmpty, !types.contains(where: { Self.isOf($0, value) }) { found.append("\(place): no \(types)") }
        if let constant = schema["const"] as? String, constant != value as? String { found.append("\(place): const") }
        if let options = schema["enum"] as? [String], !options.contains(value as? String ?? "") {
            found.append("\(place): none of \(options)")
        }
        if let pattern = schema["pattern"] as? String, let text = value as? String,
            text.range(of: pattern, options: .regularExpression) == nil
        {
            found.append("\(place): \(pattern)")
        }
        if let object = value as? [String: Any] {
            let properties = schema["properties"] as? [String: [String: Any]] ?? [:]
            for name in schema["required"] as? [String] ?? [] where object[name] == nil {
                found.append("\(place): lacks \(name)")
            }
            for (name, member) in object {
                if let own = properties[name] ?? (schema["additionalProperties"] as? [String: Any]) {
                    found += try violations(of: member, own, at: "\(place).\(name)")
                } else if !properties.isEmpty {
                    found.append("\(place): \(name) is not described")
                }
            }
        }
        if let list = value as? [Any], let items = schema["items"] as? [String: Any] {
            for (index, item) in list.enumerated() {
                found += try violations(of: item, items, at: "\(place)[\(index)]")
            }
        }
        return found
    }

    private static func isOf(_ type: String, _ value: Any) -> Bool {
        switch type {
        case "object": value is [String: Any]
        case "array": value is [Any]
        case "string": value is String
        case "null": value is NSNull
        case "integer": (value as? Double).map { $0 == $0.rounded() } ?? false
        case "number": value is Double
        case "boolean": value is Bool
        default: false
        }
    }
}
