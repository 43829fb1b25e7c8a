/// Why a request is refused before anybody looks at what it asks for.
///
/// The names are those of the metric's label `reason`.
enum RequestFault: String, Error, Sendable, CaseIterable {
    case requestLine = "request_line"
    case method
    case version
    case target
    case targetTooLong = "target_too_long"
    case host
    case hostMismatch = "host_mismatch"
    case fieldLine = "field_line"
    case fieldName = "field_name"
    case fieldValue = "field_value"
    case folding
    case lineEnding = "line_ending"
    case headerTooLarge = "header_too_large"
    case tooManyFields = "too_many_fields"
    case contentLength = "content_length"
    case bodyLengthTwice = "body_length_twice"
    case transferCoding = "transfer_coding"
    case expectation
    case chunk
    case trailer
    case decoder
    case headTimeout = "head_timeout"
    case bodyTimeout = "body_timeout"
    case bodyTooSlow = "body_too_slow"
    case bodyMemory = "body_memory"
    case connections

    /// The status that the caller gets.
    var status: Int {
        switch self {
        case .targetTooLong: 414
        case .headerTooLarge, .tooManyFields: 431
        case .version: 505
        case .method, .transferCoding: 501
        case .expectation: 417
        case .headTimeout, .bodyTimeout, .bodyTooSlow: 408
        case .bodyMemory: 503
        case .connections: 429
        default: 400
        }
    }
}
