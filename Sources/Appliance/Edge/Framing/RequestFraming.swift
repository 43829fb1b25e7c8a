/// Cuts the bytes of an HTTP/1 connection into requests, and refuses whatever two programs could read differently.
///
/// It stands before the decoder: bytes are passed on only once the head that they belong to is complete and beyond doubt, so that the
/// decoder never sees a malformed one. Everything that RFC 9112 leaves to a server's goodwill (bare line feeds, folded lines, several
/// lengths) is refused, since that is what request smuggling lives on. It knows no memory but its position: whoever calls keeps the bytes
/// that were not yet passed on and shows them again, with more behind them.
struct RequestFraming: Sendable {
    /// What became of the bytes shown.
    struct Step: Equatable {
        /// How many of them may be passed on.
        var passed = 0
        /// Why nothing more of this connection will be.
        var fault: RequestFault?
    }

    enum State: Equatable {
        case head
        case body(remaining: Int)
        case chunkLine
        case chunk(remaining: Int)
        case chunkEnd
        case trailers
        /// The last request of the connection has been passed on, or one was refused: what follows means nothing.
        case finished
    }

    let limits: FramingLimits
    private(set) var state = State.head
    /// The facts of the heads that were passed on, oldest first, until somebody takes them.
    var heads: [RequestFacts] = []

    // Within the head or line that is not complete yet, from its first byte.
    private var scanned = 0
    private var lineStart = 0
    private var trailerBytes = 0
    private var keepsAlive = true
    var fields = HeadFields()

    init(limits: FramingLimits = FramingLimits()) { self.limits = limits }

    /// Whether a request has begun whose head is not complete.
    var isMidHead: Bool { state == .head && scanned > 0 }

    /// Looks at the bytes that were not passed on so far.
    mutating func consume(_ bytes: borrowing Span<UInt8>) -> Step {
        var step = Step()
        do {
            while step.passed < bytes.count {
                let taken = try take(bytes, from: step.passed)
                guard taken > 0 else { break }
                step.passed += taken
            }
        } catch {
            state = .finished
            step.fault = error
        }
        return step
    }

    /// The length of the unit that begins at `start`; 0 where it is not complete.
    private mutating func take(_ bytes: borrowing Span<UInt8>, from start: Int) throws(RequestFault) -> Int {
        let available = bytes.count - start
        switch state {
        case .head: return try takeHead(bytes, from: start)
        case .body(let remaining):
            let taken = min(remaining, available)
            state = taken == remaining ? nextRequest : .body(remaining: remaining - taken)
            return taken
        case .chunkLine: return try takeChunkLine(bytes, from: start)
        case .chunk(let remaining):
            let taken = min(remaining, available)
            state = taken == remaining ? .chunkEnd : .chunk(remaining: remaining - taken)
            return taken
        case .chunkEnd:
            guard bytes[start] == .carriageReturn else { throw .chunk }
            guard available > 1 else { return 0 }
            guard bytes[start + 1] == .lineFeed else { throw .chunk }
            state = .chunkLine
            return 2
        case .trailers: return try takeTrailer(bytes, from: start)
        case .finished: return 0
        }
    }

    /// Takes nothing more from this connection.
    mutating func finish() {
        state = .finished
        reset()
    }

    // MARK: Heads

    private mutating func takeHead(_ bytes: borrowing Span<UInt8>, from start: Int) throws(RequestFault) -> Int {
        while let end = endOfLine(bytes, from: start) {
            let line = bytes.extracting((start + lineStart)..<end)
            lineStart = scanned
            guard fields.requestLine != nil else {
                fields.requestLine = try RequestLine(line, limits: limits)
                fields.start = scanned
                continue
            }
            guard scanned - fields.start <= limits.headerBytes else { throw .headerTooLarge }
            guard line.isEmpty else {
                guard fields.count < limits.fields else { throw .tooManyFields }
                try fields.add(line)
                continue
            }
            return try finishHead()
        }
        try checkPartialHead(bytes, from: start)
        return 0
    }

    private mutating func finishHead() throws(RequestFault) -> Int {
        let facts = try fields.facts()
        keepsAlive = facts.keepsAlive
        heads.append(facts)
        let length = scanned
        reset()
        state =
            switch facts.body {
            case .bytes(0): nextRequest
            case .bytes(let count): .body(remaining: count)
            case .chunked: .chunkLine
            }
        return length
    }

    /// What has arrived of a line may already be too much.
    private func checkPartialHead(_ bytes: borrowing Span<UInt8>, from start: Int) throws(RequestFault) {
        guard fields.requestLine != nil else {
            let length = scanned - lineStart
            guard length > limits.requestLineOverhead else { return }
            // A long line without a space is no method, whatever follows.
            let line = bytes.extracting((start + lineStart)..<(start + scanned))
            guard let space = line.firstIndex(of: .space), space <= limits.methodBytes else { throw .requestLine }
            guard length <= limits.targetBytes + limits.requestLineOverhead else { throw .targetTooLong }
            return
        }
        guard scanned - fields.start <= limits.headerBytes else { throw .headerTooLarge }
    }

    // MARK: Chunks

    private mutating func takeChunkLine(_ bytes: borrowing Span<UInt8>, from start: Int) throws(RequestFault) -> Int {
        let end = endOfLine(bytes, from: start)
        guard scanned <= limits.chunkLineBytes else { throw .chunk }
        guard let end else { return 0 }
        let size = try ChunkLine.size(bytes.extracting(start..<end))
        let length = scanned
        reset()
        state = size == 0 ? .trailers : .chunk(remaining: size)
        return length
    }

    private mutating func takeTrailer(_ bytes: borrowing Span<UInt8>, from start: Int) throws(RequestFault) -> Int {
        let end = endOfLine(bytes, from: start)
        guard trailerBytes + scanned <= limits.headerBytes else { throw .trailer }
        guard let end else { return 0 }
        let line = bytes.extracting(start..<end)
        let length = scanned
        if line.isEmpty {
            state = nextRequest
            reset()
            trailerBytes = 0
        } else {
            guard fields.count < limits.fields else { throw .trailer }
            try fields.addTrailer(line)
            scanned = 0
            lineStart = 0
            trailerBytes += length
        }
        return length
    }

    // MARK: Lines

    /// Where the line ends, or nil where its CR LF has not arrived.
    ///
    /// Afterwards `scanned` is behind the LF.
    private mutating func endOfLine(_ bytes: borrowing Span<UInt8>, from start: Int) -> Int? {
        var index = start + scanned
        while index < bytes.count {
            if bytes[index] == .lineFeed {
                scanned = index + 1 - start
                // A line feed alone stays part of the line, where no line allows it.
                return index > start + lineStart && bytes[index - 1] == .carriageReturn ? index - 1 : index + 1
            }
            index += 1
        }
        scanned = index - start
        return nil
    }

    private var nextRequest: State { keepsAlive ? .head : .finished }

    private mutating func reset() {
        scanned = 0
        lineStart = 0
        fields = HeadFields()
    }
}
