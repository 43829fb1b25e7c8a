extension ObjectHeader {
    private static let magic = Array("GCREPLIC".utf8)
    private static let version: UInt16 = 1

    /// The header as it is stored.
    public var bytes: [UInt8] {
        var writer = ByteWriter()
        writer.append(Self.magic)
        writer.append(Self.version)
        writer.append(kind.rawValue)
        writer.append(level)
        writer.append(UInt32(0))
        writer.append(keyIdentity)
        writer.append(database.bytes)
        writer.append(timeline)
        writer.append(parentTimeline)
        writer.append(firstSequence)
        writer.append(lastSequence)
        writer.append(part)
        writer.append(parts)
        writer.append(UInt32(pageSize.bytes))
        writer.append(databasePages)
        writer.append(hashBefore.bytes)
        writer.append(hashAfter.bytes)
        writer.append(previous.bytes)
        writer.append(standsFor.bytes)
        writer.append(timestamp)
        writer.append(self.writer.bytes)
        writer.append(logPosition.salts.first)
        writer.append(logPosition.salts.second)
        writer.append(logPosition.frame)
        writer.append(UInt32(0))
        writer.append(salt.bytes)
        writer.append(pages)
        writer.append(chunks)
        return writer.bytes
    }

    /// Reads a stored header and checks that its fields can be; nothing is authenticated by that.
    public init(_ bytes: [UInt8], limits: Limits = .standard) throws(ObjectError) {
        guard bytes.count >= Self.byteCount else { throw .damaged(part: "the header") }
        var reader = ByteReader(bytes[..<Self.byteCount])
        guard reader.bytes(Self.magic.count).map({ Array($0) == Self.magic }) == true else { throw .notAnObject }
        guard let version = reader.integer(UInt16.self) else { throw .notAnObject }
        guard version == Self.version else { throw .newerFormat(version: version) }
        guard let header = ObjectHeader(reading: &reader) else { throw .header(field: "a field") }
        self = header
        try check(limits: limits)
    }

    private init?(reading reader: inout ByteReader) {
        guard let kind = reader.integer(UInt8.self).flatMap(ObjectKind.init(rawValue:)),
            let level = reader.integer(UInt8.self), reader.integer(UInt32.self) == 0,
            let keyIdentity = reader.integer(UInt64.self),
            let database = reader.word(),
            let timeline = reader.integer(UInt32.self), let parentTimeline = reader.integer(UInt32.self),
            let first = reader.integer(UInt64.self), let last = reader.integer(UInt64.self), first <= last,
            let part = reader.integer(UInt32.self), let parts = reader.integer(UInt32.self),
            let pageSize = reader.integer(UInt32.self).flatMap({ PageSize(bytes: Int($0)) }),
            let databasePages = reader.integer(UInt32.self),
            let hashBefore = reader.word(), let hashAfter = reader.word(),
            let previous = reader.digest(), let standsFor = reader.digest(),
            let timestamp = reader.integer(Int64.self), let writer = reader.word(),
            let firstSalt = reader.integer(UInt32.self), let secondSalt = reader.integer(UInt32.self),
            let frame = reader.integer(UInt32.self), reader.integer(UInt32.self) == 0,
            let salt = reader.digest(), let pages = reader.integer(UInt32.self),
            let chunks = reader.integer(UInt32.self), reader.isAtEnd
        else { return nil }
        self.init(
            kind: kind, keyIdentity: keyIdentity, database: DatabaseID(database), timeline: timeline,
            sequences: first...last, pageSize: pageSize, databasePages: databasePages, hashBefore: hashBefore,
            hashAfter: hashAfter, previous: previous, timestamp: timestamp, writer: writer, salt: salt)
        self.level = level
        self.parentTimeline = parentTimeline
        self.part = part
        self.parts = parts
        self.standsFor = standsFor
        logPosition = LogPosition(salts: WALSalts(first: firstSalt, second: secondSalt), frame: frame)
        self.pages = pages
        self.chunks = chunks
    }

    /// Refuses what no writer writes, before anything is allocated for it.
    func check(limits: Limits) throws(ObjectError) {
        guard timeline > 0 else { throw .header(field: "the timeline") }
        guard parentTimeline < timeline else { throw .header(field: "the timeline that it branched off") }
        guard firstSequence <= lastSequence, kind == .run || firstSequence == lastSequence else {
            throw .header(field: "the sequence")
        }
        guard part < parts, kind == .snapshot || parts == 1 else { throw .header(field: "the part") }
        guard (kind == .run) == (standsFor != .none) else { throw .header(field: "the segment that it stands for") }
        guard databasePages <= limits.databasePages else {
            throw .tooLarge(what: "pages", count: Int(databasePages), limit: Int(limits.databasePages))
        }
        guard pages <= pageSize.contentPages(of: databasePages) else { throw .header(field: "the count of pages") }
        guard chunks <= limits.chunksPerObject else {
            throw .tooLarge(what: "chunks", count: Int(chunks), limit: limits.chunksPerObject)
        }
        switch kind {
        case .segment, .snapshot, .run:
            guard chunks <= pages, pages == 0 || chunks > 0 else { throw .header(field: "the count of chunks") }
        case .epoch: guard pages == 0, chunks == 0 else { throw .header(field: "the count of pages") }
        case .manifest: guard pages == 0, chunks == 1 else { throw .header(field: "the count of chunks") }
        }
    }
}
