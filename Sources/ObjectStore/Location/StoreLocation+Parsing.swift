extension StoreLocation {
    /// The location that an address names; `environment` may name the region of a bucket (`AWS_REGION`).
    ///
    /// It throws ``ObjectStoreError/locationInvalid(reason:)`` for anything else, and for a parameter it does not know.
    public init(_ text: String, environment: [String: String] = [:]) throws(ObjectStoreError) {
        let address = try StoreAddress(text)
        switch address.scheme {
        case "file": self = .directory(path: try Self.directory(address))
        case "s3": self = .s3(try S3Location(address, environment))
        case "gs": self = .google(try GoogleLocation(address))
        case "azblob": self = .azure(try AzureLocation(address))
        default:
            throw .locationInvalid(reason: "it does not begin with file://, s3://, gs:// or azblob://")
        }
    }

    private static func directory(_ address: StoreAddress) throws(ObjectStoreError) -> String {
        _ = try address.parameters(of: [])
        guard address.authority.isEmpty || address.authority == "localhost" else {
            throw .locationInvalid(reason: "a directory is written with three slashes, as in file:///var/replica")
        }
        guard !address.path.isEmpty else { throw .locationInvalid(reason: "it names no directory") }
        return "/" + address.path.joined(separator: "/")
    }
}

extension S3Location {
    init(_ address: StoreAddress, _ environment: [String: String]) throws(ObjectStoreError) {
        let parameters = try address.parameters(of: ["endpoint", "region", "addressing"])
        bucket = try Naming.bucket(address.authority, 3...63, "the bucket")
        prefix = try Naming.prefix(address.path[...])
        let named = parameters["region"] ?? environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"]
        if let endpoint = parameters["endpoint"] {
            self.endpoint = try Endpoint(endpoint)
            // Services of one's own mostly have no regions, and expect this name.
            region = try Naming.region(named ?? "us-east-1")
        } else {
            guard let named else {
                throw .locationInvalid(reason: "it names no region; add region=… or set AWS_REGION")
            }
            region = try Naming.region(named)
            endpoint = Endpoint(isSecure: true, host: "s3.\(region).amazonaws.com")
        }
        switch parameters["addressing"] {
        case "path": usesVirtualHost = false
        case "virtual": usesVirtualHost = true
        // A dot in the bucket's name would fit no certificate, and servers of one's own seldom have names for buckets.
        case nil: usesVirtualHost = parameters["endpoint"] == nil && !bucket.contains(".")
        default: throw .locationInvalid(reason: "addressing is neither path nor virtual")
        }
    }
}

extension GoogleLocation {
    init(_ address: StoreAddress) throws(ObjectStoreError) {
        let parameters = try address.parameters(of: ["endpoint"])
        bucket = try Naming.bucket(address.authority, 3...222, "the bucket")
        prefix = try Naming.prefix(address.path[...])
        guard let text = parameters["endpoint"] else {
            endpoint = Self.publicEndpoint
            return
        }
        let endpoint = try Endpoint(text)
        guard endpoint.isSecure || endpoint.isLoopback else {
            throw .locationInvalid(reason: "the endpoint is not https: an access token must not go in the clear")
        }
        self.endpoint = endpoint
    }
}

extension AzureLocation {
    init(_ address: StoreAddress) throws(ObjectStoreError) {
        let parameters = try address.parameters(of: ["endpoint"])
        guard (3...24).contains(address.authority.utf8.count),
            address.authority.utf8.allSatisfy({ (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) })
        else {
            throw .locationInvalid(reason: "the storage account is not a name of 3 to 24 small letters and digits")
        }
        account = address.authority
        guard let container = address.path.first else {
            throw .locationInvalid(reason: "it names no container, as in azblob://account/container/prefix")
        }
        self.container = try Naming.bucket(container, 3...63, "the container")
        prefix = try Naming.prefix(address.path.dropFirst())
        endpoint =
            try parameters["endpoint"].map { text throws(ObjectStoreError) in try Endpoint(text) }
            ?? Endpoint(isSecure: true, host: "\(address.authority).blob.core.windows.net")
    }
}

/// What names in addresses may look like.
private enum Naming {
    static func bucket(_ text: String, _ length: ClosedRange<Int>, _ what: String) throws(ObjectStoreError) -> String {
        let allowed = text.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte)
                || [UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_")].contains(byte)
        }
        guard length.contains(text.utf8.count), allowed, !text.contains("..") else {
            throw .locationInvalid(
                reason: "\(what) is not a name of \(length.lowerBound) to \(length.upperBound) letters, digits, dots, "
                    + "hyphens and underscores")
        }
        return text
    }

    static func region(_ text: String) throws(ObjectStoreError) -> String {
        let allowed = text.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
        }
        guard (1...64).contains(text.utf8.count), allowed else {
            throw .locationInvalid(reason: "the region is not a word of small letters, digits and hyphens")
        }
        return text
    }

    static func prefix(_ parts: ArraySlice<String>) throws(ObjectStoreError) -> String {
        let prefix = parts.joined(separator: "/")
        guard prefix.utf8.count <= Limits.prefixBytes else {
            throw .locationInvalid(reason: "its prefix is longer than \(Limits.prefixBytes) bytes")
        }
        return prefix
    }
}
