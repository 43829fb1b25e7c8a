/// A sample of a family as a scrape of it would find it.
public struct ExposedSample: Equatable, Sendable {
    /// The family's name, with the suffix of a histogram's or summary's parts.
    public let name: String
    /// Names and values; `le` is the last of a bucket's.
    public let labels: [(name: String, value: String)]
    /// Buckets are cumulative.
    public let value: Double
    /// Of a bucket, the latest observation whose trace was kept.
    public var exemplar: Exemplar?

    /// Compares names, labels, values and exemplars.
    public static func == (left: ExposedSample, right: ExposedSample) -> Bool {
        left.name == right.name && left.value == right.value && left.exemplar == right.exemplar
            && left.labels.elementsEqual(right.labels, by: ==)
    }
}

extension MetricFamilySnapshot {
    /// The family's samples, in the order of its exposition.
    public var exposedSamples: [ExposedSample] { samples.flatMap(exposed) }

    private func exposed(_ sample: MetricSample) -> [ExposedSample] {
        let labels = zip(descriptor.labelNames, sample.labelValues).map {
            (name: $0, value: ExpositionText.cut($1))
        }
        let name = descriptor.name
        switch sample.value {
        case .integer(let count): return [ExposedSample(name: name, labels: labels, value: Double(count))]
        case .number(let number): return [ExposedSample(name: name, labels: labels, value: number)]
        case .summary(let count, let sum):
            return [
                ExposedSample(name: name + "_sum", labels: labels, value: sum),
                ExposedSample(name: name + "_count", labels: labels, value: Double(count)),
            ]
        case .histogram(let histogram):
            var cumulative: UInt64 = 0
            var result: [ExposedSample] = []
            for (place, count) in histogram.counts.enumerated() {
                cumulative &+= count
                let bound = place < histogram.bounds.count ? ExpositionText.bound(histogram.bounds[place]) : "+Inf"
                result.append(
                    ExposedSample(
                        name: name + "_bucket", labels: labels + [(name: "le", value: bound)],
                        value: Double(cumulative), exemplar: histogram.exemplar(of: place)))
            }
            result.append(ExposedSample(name: name + "_sum", labels: labels, value: histogram.sum))
            result.append(ExposedSample(name: name + "_count", labels: labels, value: Double(cumulative)))
            return result
        }
    }
}
