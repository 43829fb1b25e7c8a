extension PermissionSet {
    /// A text that names no permission.
    public struct UnknownPermission: Error, Equatable, CustomStringConvertible {
        /// The text as it was given.
        public let text: String

        /// What is wrong, and what could be written instead.
        public var description: String {
            let names = Permission.allCases.map(\.rawValue).joined(separator: ", ")
            return "'\(text)' is no permission. Permissions are \(names); 'resource:*' stands for all of a resource."
        }
    }

    /// Reads permissions as roles and scopes write them: `model:read`, `prediction:*` for all of a resource, `*` for all.
    ///
    /// - Throws: ``UnknownPermission`` for the first text that names none.
    public init(parsing texts: some Sequence<String>) throws(UnknownPermission) {
        self = .none
        for text in texts {
            if text == "*" {
                self = .all
            } else if let permission = Permission(rawValue: text) {
                self = union(PermissionSet(CollectionOfOne(permission)))
            } else {
                let matching =
                    text.hasSuffix(":*") ? Permission.allCases.filter { $0.resource == text.dropLast(2) } : []
                guard !matching.isEmpty else { throw UnknownPermission(text: text) }
                self = union(PermissionSet(matching))
            }
        }
    }
}
