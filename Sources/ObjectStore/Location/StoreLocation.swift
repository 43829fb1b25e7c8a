/// Where objects are kept, as an address says it; it never has credentials in it.
public enum StoreLocation: Sendable, Hashable, CustomStringConvertible {
    /// A directory of this machine: `file:///path`.
    case directory(path: String)
    /// Amazon S3 or a service that speaks as it does: `s3://bucket/prefix?endpoint=…&region=…&addressing=…`.
    case s3(S3Location)
    /// Google Cloud Storage: `gs://bucket/prefix?endpoint=…`.
    case google(GoogleLocation)
    /// Azure Blob Storage: `azblob://account/container/prefix?endpoint=…`.
    case azure(AzureLocation)

    /// The address in its usual form.
    public var description: String {
        switch self {
        case .directory(let path): "file://\(PercentEncoding.encode(path, keepingSlashes: true))"
        case .s3(let location): location.description
        case .google(let location): location.description
        case .azure(let location): location.description
        }
    }
}

/// A bucket of S3.
public struct S3Location: Sendable, Hashable, CustomStringConvertible {
    /// The bucket's name.
    public let bucket: String
    /// What stands before every key, without a slash at its end; empty for the whole bucket.
    public let prefix: String
    /// Where the service answers.
    public let endpoint: Endpoint
    /// The region that signatures name.
    public let region: String
    /// Whether the bucket is part of the host's name and not of the path.
    public let usesVirtualHost: Bool

    /// The address in its usual form.
    public var description: String {
        "s3://\(bucket)\(PrefixText.path(prefix))?endpoint=\(endpoint)&region=\(region)"
            + "&addressing=\(usesVirtualHost ? "virtual" : "path")"
    }
}

/// A bucket of Google Cloud Storage.
public struct GoogleLocation: Sendable, Hashable, CustomStringConvertible {
    /// Where the service answers.
    public static let publicEndpoint = Endpoint(isSecure: true, host: "storage.googleapis.com")

    /// The bucket's name.
    public let bucket: String
    /// What stands before every key, without a slash at its end; empty for the whole bucket.
    public let prefix: String
    /// Where the service answers.
    public let endpoint: Endpoint

    /// The address in its usual form.
    public var description: String {
        "gs://\(bucket)\(PrefixText.path(prefix))" + (endpoint == Self.publicEndpoint ? "" : "?endpoint=\(endpoint)")
    }
}

/// A container of Azure Blob Storage.
public struct AzureLocation: Sendable, Hashable, CustomStringConvertible {
    /// The storage account's name.
    public let account: String
    /// The container's name.
    public let container: String
    /// What stands before every key, without a slash at its end; empty for the whole container.
    public let prefix: String
    /// Where the service answers; servers that serve many accounts have the account in the path.
    public let endpoint: Endpoint

    /// The address in its usual form.
    public var description: String {
        let usual = Endpoint(isSecure: true, host: "\(account).blob.core.windows.net")
        return "azblob://\(account)/\(container)\(PrefixText.path(prefix))"
            + (endpoint == usual ? "" : "?endpoint=\(endpoint)")
    }
}

/// A prefix as part of an address.
enum PrefixText {
    static func path(_ prefix: String) -> String {
        prefix.isEmpty ? "" : "/" + PercentEncoding.encode(prefix, keepingSlashes: true)
    }
}
