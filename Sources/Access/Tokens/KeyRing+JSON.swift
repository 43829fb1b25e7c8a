import JSONText

extension KeyRing {
    /// A text that is no ring of keys; it says nothing of the text, which holds secrets.
    public struct Unreadable: Error, Sendable, Equatable {}

    /// Reads what ``json`` writes, and nothing else.
    public init(json: [UInt8]) throws(Unreadable) {
        var keys: [String: TokenKey] = [:]
        var rotatedAt: Int64?
        do {
            var reader = JSONReader(json, maxDepth: 2)
            try reader.beginObject()
            while let name = try reader.nextKey() {
                switch name {
                case "next", "current": keys[name] = try Self.readKey(&reader)
                case "previous": if try !reader.readNullIfPresent() { keys[name] = try Self.readKey(&reader) }
                case "rotated_at": rotatedAt = Int64(try reader.readInt())
                default: throw Unreadable()
                }
            }
            try reader.finish()
        } catch {
            throw Unreadable()
        }
        guard let rotatedAt, let next = keys["next"], let current = keys["current"],
            let ring = KeyRing(next: next, current: current, previous: keys["previous"], rotatedAt: rotatedAt)
        else { throw Unreadable() }
        self = ring
    }

    /// The ring with its secrets, for a file that only its owner may read.
    ///
    /// One object: `rotated_at` in seconds since 1970, and under `next`, `current` and `previous` (or null) a key each with
    /// `kid`, `alg`, `secret` in base64url and `created_at`.
    public var json: [UInt8] {
        var writer = JSONWriter(capacity: 768)
        writer.beginObject()
        writer.key("rotated_at")
        writer.number(rotatedAt)
        for (name, key) in [("next", next), ("current", current), ("previous", previous)] {
            writer.key(name)
            if let key { Self.write(key, to: &writer) } else { writer.null() }
        }
        writer.endObject()
        return writer.bytes
    }

    private static func readKey(_ reader: inout JSONReader) throws -> TokenKey {
        var id: String?
        var algorithm: TokenAlgorithm?
        var secret: [UInt8]?
        var createdAt: Int64?
        try reader.beginObject()
        while let name = try reader.nextKey() {
            switch name {
            case "kid": id = try reader.readString()
            case "alg": algorithm = TokenAlgorithm(rawValue: try reader.readString())
            case "secret": secret = Base64URL.decode(try reader.readString().utf8)
            case "created_at": createdAt = Int64(try reader.readInt())
            default: throw Unreadable()
            }
        }
        guard let id, let algorithm, let secret, let createdAt,
            let key = TokenKey(id: id, algorithm: algorithm, secret: secret, createdAt: createdAt)
        else { throw Unreadable() }
        return key
    }

    private static func write(_ key: TokenKey, to writer: inout JSONWriter) {
        writer.beginObject()
        for (name, value) in [
            ("kid", key.id), ("alg", key.algorithm.rawValue), ("secret", Base64URL.encode(key.secret)),
        ] {
            writer.key(name)
            writer.string(value)
        }
        writer.key("created_at")
        writer.number(key.createdAt)
        writer.endObject()
    }
}
