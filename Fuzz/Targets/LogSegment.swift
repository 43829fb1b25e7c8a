import Signals

@testable import LogBlocks

/// Reads any bytes as a segment of log lines, and as the header, the columns and the text inside of one.
///
/// What is read must be packed and read again as the same.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzLogSegment(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = unsafe fuzzInput(data, count)
    readSegment(withChecksum(bytes))
    readSegment(withChecksum(SegmentHeader.magic + [SegmentHeader.version] + lengthAndNoChecksum(bytes.count) + bytes))
    if let assembled = assembled(bytes) { readSegment(assembled) }
    _ = try? SegmentSummary.decodeStreams(bytes)
    if let labels = try? Metadata.decode(bytes[...]), (try? Metadata.check(labels)) != nil {
        precondition((try? Metadata.decode(Metadata.encode(labels)[...])) == labels)
    }
    _ = TokenFilter(bytes: bytes).mayContain([Needle("one two three four"), Needle(bytes)])
    if let dictionary = try? LogDictionary(id: 1, content: bytes, level: 3) {
        precondition(dictionary.content == bytes)
    }
    return 0
}

private func readSegment(_ bytes: [UInt8]) {
    guard let segment = try? Segment(bytes), let decoder = try? SegmentDecoder() else { return }
    let some = LogSelection(streams: [1, 7], from: 10, to: 1 << 60, needles: [Needle("a b"), Needle("c")])
    _ = try? segment.search(some, dictionary: nil, with: decoder) { line in
        precondition(line.line.contains(UInt8(ascii: "c")) && line.timestamp >= 10)
    }
    guard let entries = try? segment.entries(dictionary: nil, with: decoder) else { return }
    packAgain(entries, with: decoder)
}

private func packAgain(_ entries: LogEntries, with decoder: SegmentDecoder) {
    guard let encoder = try? SegmentEncoder(level: 1), let encoded = try? encoder.encode(entries, dictionary: nil)
    else {
        return
    }
    guard let segment = try? Segment(encoded.bytes), segment.summary == encoded.summary,
        let again = try? segment.entries(dictionary: nil, with: decoder), again.count == entries.count
    else { preconditionFailure("what was packed cannot be read") }
    if let again = try? encoder.encode(again, dictionary: nil) { precondition(again.bytes == encoded.bytes) }
    for index in 0..<min(entries.count, 16) {
        let needle = Needle(entries.line(index))
        precondition(encoded.filter?.mayContain([needle]) ?? true)
        var found = 0
        let selection = LogSelection(from: .min, to: .max, needles: [needle])
        _ = try? segment.search(selection, dictionary: nil, with: decoder) { _ in found += 1 }
        precondition(found > 0 || entries.timestamps[index] == .max)
    }
}

private func lengthAndNoChecksum(_ count: Int) -> [UInt8] {
    var writer = ByteWriter()
    writer.fixed(UInt32(count))
    return writer.bytes + [0, 0, 0, 0]
}

/// The header's checksum says nothing about a segment that somebody made on purpose: it is put right.
private func withChecksum(_ bytes: [UInt8]) -> [UInt8] {
    let prefix = SegmentHeader.prefixBytes
    guard bytes.count >= prefix else { return bytes }
    let length = (0..<4).reduce(0) { $0 | Int(bytes[5 + $1]) << (8 * $1) }
    var writer = ByteWriter()
    writer.fixed(Checksum.crc32(bytes[prefix...].prefix(length)))
    return Array(bytes[..<9]) + writer.bytes + bytes[prefix...]
}

/// A segment of one block whose text and columns are pieces of the input: behind the compression, where changes reach
/// the decoders.
private func assembled(_ bytes: [UInt8]) -> [UInt8]? {
    var input = FuzzReader(bytes)
    let entries = input.short() % (Limits.blockEntries + 1)
    let streamCount = Int(input.byte() % 4) + 1
    let (first, last) = (input.long(), input.long())
    let (text, columns) = (input.piece(), input.remainder())
    guard let context = try? CompressionContext(level: 1),
        let textFrame = try? Zstd.compress(text, with: context, dictionary: nil),
        let columnFrame = try? Zstd.compress(columns, with: context, dictionary: nil)
    else { return nil }
    let streams = (0..<streamCount).map {
        StreamSummary(stream: UInt32($0 * 3 + 1), entries: $0 == 0 ? entries : 0, textBytes: 0)
    }
    let block = SegmentHeader.Block(
        entries: entries, streams: 0...streamCount - 1, first: min(first, last), last: max(first, last),
        textBytes: text.count, columnBytes: columns.count, textFrameBytes: textFrame.count,
        columnFrameBytes: columnFrame.count)
    let summary = SegmentSummary(first: min(first, last), last: max(first, last), streams: streams)
    return SegmentHeader(dictionary: 0, summary: summary, blocks: [block]).encoded + textFrame + columnFrame
}
