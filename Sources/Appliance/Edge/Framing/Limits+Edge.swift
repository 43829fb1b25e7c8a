/// The bounds of connections and of how requests arrive, in bytes, numbers and seconds.
extension Limits {
    // Heads
    /// Bytes of a request target.
    static let targetBytes = 8 << 10
    /// Bytes of all header lines together, their ends included; also of all trailers.
    static let headerListBytes = 16 << 10
    /// Number of header fields; also of trailers.
    static let headerFields = 100
    /// Bytes of a method; the longest registered one has 17.
    static let methodBytes = 32
    /// Bytes of the line that begins a chunk, with its extensions, which nobody reads.
    static let chunkLineBytes = 256

    // Time
    /// Seconds that a connection may be idle between requests.
    static let idleSeconds = 30
    /// Seconds that a header may take from its first byte, and a TLS handshake.
    static let headSeconds = 10
    /// Seconds that a body may take to arrive.
    static let bodySeconds = 60
    /// Bytes a second that a body must bring, on average since it began.
    static let bodyBytesPerSecond = 1_000
    /// Seconds of a body that are not held against its rate.
    static let bodyGraceSeconds = 5
    /// Seconds in which the caller must take at least one piece of an answer.
    static let writeStallSeconds = 30
    /// Bytes of such a piece.
    static let writePieceBytes = 64 << 10
    /// Seconds after a last answer until the connection is closed whether or not the caller has read it.
    static let lingerSeconds = 2
    /// Seconds that an HTTP/2 connection may be used; the next one balances anew and has a fresh certificate.
    static let http2AgeSeconds = 3_600
    /// Seconds that streams get to finish once an HTTP/2 connection is to close.
    static let http2CloseSeconds = 20
    /// Seconds without a byte after which an HTTP/2 connection is closed, also while a request is being answered.
    static let http2SilenceSeconds = 120
    /// Seconds between looks at the files of certificate and key.
    static let tlsPollSeconds = 5

    /// Bytes of one frame that a client of a WebSocket sends.
    static let webSocketFrameBytes = 16 << 10
    /// Bytes that a frame counts for beside its own, so that empty ones are bounded too.
    static let webSocketFrameCost = 64
    /// Bytes of all frames that such a client sends; the paths that speak WebSocket want nothing from it.
    static let webSocketInputBytes = 1 << 20

    // Numbers
    /// Connections held at once; further ones wait in the backlog.
    static let connections = 4096
    /// Connections that wait to be accepted; the kernel's net.core.somaxconn may be lower.
    static let backlog = 1024
    /// Connections of one address, or of one /64 of IPv6.
    static let connectionsPerAddress = 64
    /// Bytes of all request bodies that are in memory at once.
    static let bodyBytesInFlight = 768 << 20
    /// Bytes of a body that are read and thrown away so that a connection can be used again.
    static let drainedBodyBytes = 64 << 10
    /// Streams of one HTTP/2 connection at once.
    static let http2Streams = 100
    /// CONTINUATION frames of one HTTP/2 header.
    static let http2Continuations = 5
    /// Streams that a caller may reset within ``http2ResetWindowSeconds``.
    static let http2Resets = 200
    static let http2ResetWindowSeconds = 30
}
