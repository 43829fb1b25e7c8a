internal import Traces

/// The column `operations`: each as two texts that end with a zero byte and two durations of eight bytes, little-endian.
extension SpanDigest {
    var operationBytes: [UInt8] {
        var bytes: [UInt8] = []
        for operation in operations {
            for text in [operation.service, operation.name] {
                // A zero byte inside a name would end it: it becomes a space, and the block itself keeps it.
                bytes += text.utf8.map { $0 == 0 ? 0x20 : $0 }
                bytes.append(0)
            }
            for duration in [operation.durations.lowerBound, operation.durations.upperBound] {
                bytes += (0..<8).map { UInt8(truncatingIfNeeded: duration >> Int64(8 * $0)) }
            }
        }
        return bytes
    }

    /// Nil for bytes that are no such column.
    static func operations(_ bytes: [UInt8]) -> [Operation]? {
        var operations: [Operation] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            guard let service = text(&rest), let name = text(&rest), let shortest = number(&rest),
                let longest = number(&rest), shortest <= longest
            else { return nil }
            operations.append(Operation(service: service, name: name, durations: shortest...longest))
        }
        return operations
    }

    private static func text(_ rest: inout ArraySlice<UInt8>) -> String? {
        guard let end = rest.firstIndex(of: 0) else { return nil }
        defer { rest = rest[(end + 1)...] }
        return String(validating: rest[..<end], as: UTF8.self)
    }

    private static func number(_ rest: inout ArraySlice<UInt8>) -> Int64? {
        guard rest.count >= 8 else { return nil }
        defer { rest = rest.dropFirst(8) }
        return Int64(bitPattern: rest.prefix(8).reversed().reduce(0) { $0 << 8 | UInt64($1) })
    }
}
