/// Where a collector takes spans by OTLP/HTTP.
///
/// It holds no secret: an address with a user, a query or a fragment is none.
struct CollectorAddress: Sendable, Hashable, CustomStringConvertible {
    /// The URL that spans are posted to.
    let url: String

    /// Reads an address of http or https; one without a path is that of the collector, whose spans go to `/v1/traces`
    /// (OpenTelemetry Protocol Exporter, endpoint URLs for OTLP/HTTP).
    init?(_ text: String) {
        guard
            let parts = text.wholeMatch(
                of: #/(https?:\/\/(?:[A-Za-z0-9.\-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?)((?:\/[A-Za-z0-9._~%\-]*)*)/#)
        else { return nil }
        let path = parts.output.2
        url = path.isEmpty || path == "/" ? parts.output.1 + "/v1/traces" : text
    }

    var description: String { url }
}
