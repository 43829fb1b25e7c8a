@testable import TimeSeries

/// Reads any bytes as a block of samples, and as the directory and the frames inside of one.
///
/// What is read must pack and read again as the same, bit for bit, and roll up.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzMetricBlock(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = unsafe fuzzInput(data, count)
    readBlock(withChecksum(bytes))
    if let assembled = assembled(bytes) { readBlock(withChecksum(assembled)) }
    _ = try? StoredLabels.decode(bytes)
    return 0
}

private func readBlock(_ bytes: [UInt8]) {
    guard let block = try? Block(bytes) else { return }
    var reader = BlockReader(block)
    for index in block.ids.indices {
        precondition(block.index(of: block.ids[index]) == index)
        guard let series = try? reader.series(at: index) else { continue }
        precondition(series.values.allSatisfy { $0.count == series.times.count })
        packAgain(series)
        for resolution in [Resolution.fiveMinutes, .hour] {
            guard let rolled = Rollup.of(series, into: resolution, previous: 1) else { continue }
            precondition(rolled.times.count <= series.times.count)
            _ = Rollup.coarser(rolled, into: .hour)
        }
        _ = Rollup.coarser(series, into: .hour)
    }
}

private func packAgain(_ series: SeriesColumns) {
    guard let blocks = try? BlockBuilder.blocks([series], columns: series.values.count), let bytes = blocks.first,
        let block = try? Block(bytes)
    else { preconditionFailure("what was read cannot be packed") }
    var reader = BlockReader(block)
    guard let again = try? reader.series(at: 0) else { preconditionFailure("what was packed cannot be read") }
    precondition(again.id == series.id && again.times == series.times)
    for (left, right) in zip(again.values, series.values) {
        precondition(left.elementsEqual(right) { $0.bitPattern == $1.bitPattern })
    }
}

/// The checksum says nothing about a block that somebody made on purpose: it is put right.
private func withChecksum(_ bytes: [UInt8]) -> [UInt8] {
    guard bytes.count > BlockFormat.headerBytes else { return bytes }
    var bytes = bytes
    let checksum = BlockFormat.checksum(of: bytes)
    for index in 0..<4 {
        bytes[BlockFormat.checksumOffset + index] = UInt8(truncatingIfNeeded: checksum >> UInt32(8 * index))
    }
    return bytes
}

/// A block whose directory and frames are pieces of the input: behind the compression, where changes reach the decoders.
private func assembled(_ bytes: [UInt8]) -> [UInt8]? {
    var input = FuzzReader(bytes)
    let columns = input.byte()
    let directory = input.piece()
    var frames: [[UInt8]] = []
    while !input.isEmpty { frames.append(input.piece()) }
    guard let compressed = try? Frame.compress(directory), frames.count <= 64 else { return nil }
    var writer = ByteWriter()
    writer.bytes = BlockFormat.magic + [BlockFormat.version, columns, 0, 0, 0, 0, 0, 0]
    writer.append(variable: directory.count)
    writer.append(variable: compressed.count)
    let contents = frames.compactMap { try? Frame.compress($0) }
    writer.append(variable: contents.count)
    for (frame, content) in zip(frames, contents) {
        writer.append(variable: frame.count)
        writer.append(variable: content.count)
    }
    return writer.bytes + compressed + contents.joined()
}
