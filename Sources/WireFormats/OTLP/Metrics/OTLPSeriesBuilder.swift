internal import Signals

/// Collects the series of one request; `OTLPSeriesBuilder+Points` turns each kind of point into samples.
struct OTLPSeriesBuilder {
    private(set) var series: [WrittenSeries] = []
    private(set) var metadata: [FamilyMetadata] = []
    private(set) var answer = OTLPAnswer()
    private var families: Set<String> = []
    /// `job` and `instance` of the resource that is read.
    private var identity: [String: String] = [:]
    /// The latest time of the resource's points, in milliseconds.
    private var latest: Int64?

    mutating func append(_ resource: OTLPResourceMetrics) throws(WireError) {
        let attributes = resource.resource.attributes
        identity = Self.identity(of: attributes)
        latest = nil
        for scope in resource.scopeMetrics {
            for metric in scope.metrics { try append(metric) }
        }
        try appendTargetInfo(attributes)
    }

    private static func identity(of attributes: [OTLPKeyValue]) -> [String: String] {
        var identity: [String: String] = [:]
        if let name = attributes.text("service.name"), !name.isEmpty {
            let space = attributes.text("service.namespace") ?? ""
            identity["job"] = (space.isEmpty ? name : space + "/" + name).cut(toBytes: Limits.maxAttributeValueBytes)
        }
        if let instance = attributes.text("service.instance.id"), !instance.isEmpty {
            identity["instance"] = instance.cut(toBytes: Limits.maxAttributeValueBytes)
        }
        return identity
    }

    /// One series that holds what is known of the resource, so that a query can join it; only where the resource says who it is.
    private mutating func appendTargetInfo(_ attributes: [OTLPKeyValue]) throws(WireError) {
        let identifying: Set<String> = ["service.name", "service.namespace", "service.instance.id"]
        let others = attributes.filter { !identifying.contains($0.key) }
        guard let latest, !others.isEmpty, !identity.isEmpty else { return }
        describe(FamilyMetadata(family: "target_info", kind: .gauge, help: "Target metadata"))
        _ = try append(name: "target_info", others.labels, milliseconds: latest, value: 1)
    }

    // MARK: What the points share

    /// Counts points that are not stored; the first reason is the one that the client is told.
    mutating func reject(_ count: Int, _ reason: String) {
        guard count > 0 else { return }
        answer.rejected += count
        if answer.message.isEmpty { answer.message = reason }
    }

    mutating func describe(_ family: FamilyMetadata) {
        guard families.insert(family.family).inserted else { return }
        metadata.append(family)
    }

    /// Adds one sample; labels that no series may have answer false, and the point counts as rejected.
    mutating func append(
        name: String, _ labels: [String: String], extra: Label? = nil, milliseconds: Int64, value: Double
    ) throws(WireError) -> Bool {
        guard series.count < Limits.maxSamplesPerWrite else {
            throw .tooMany(what: "samples", limit: Limits.maxSamplesPerWrite)
        }
        var all = labels.merging(identity) { own, _ in own }
        if let extra { all[extra.name] = extra.value }
        all[LabelRules.metricName] = name
        guard all.count <= Limits.maxLabels, name.utf8.count <= Limits.maxLabelValueBytes,
            let set = try? LabelSet(all.map { Label($0.key, $0.value) })
        else { return false }
        series.append(
            WrittenSeries(labels: set, samples: [MetricSample(milliseconds: milliseconds, value: value)]))
        latest = max(latest ?? milliseconds, milliseconds)
        return true
    }
}
