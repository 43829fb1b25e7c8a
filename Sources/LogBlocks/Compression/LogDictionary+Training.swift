extension LogDictionary {
    /// Bytes of one sample: some lines that follow each other.
    private static let sampleBytes = 4 << 10
    /// Samples below which there is nothing to learn.
    private static let fewestSamples = 16

    /// The content of a dictionary for lines like these; nil where they are too few or share nothing.
    ///
    /// It looks at the first ``Limits/trainingBytes`` of the text. `capacity` is the size of the dictionary in bytes, at
    /// most ``Limits/dictionaryBytes``. Takes some tenths of a second.
    public static func trained(with entries: LogEntries, capacity: Int) -> [UInt8]? {
        let bytes = min(entries.text.count, Limits.trainingBytes)
        let samples = bytes / sampleBytes
        guard samples >= fewestSamples, capacity > 0 else { return nil }
        // Samples end where lines do: a dictionary of halves of lines would match nothing.
        var sizes: [Int] = []
        var start = 0
        for index in 0..<entries.count {
            let end = entries.lineRange(index).upperBound
            guard end <= bytes else { break }
            if end - start >= sampleBytes {
                sizes.append(end - start)
                start = end
            }
        }
        guard sizes.count >= fewestSamples else { return nil }
        return Zstd.train(entries.text, sampleSizes: sizes, capacity: min(capacity, Limits.dictionaryBytes))
    }
}
