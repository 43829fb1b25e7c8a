/// A series that a caller holds on to, so that its labels are looked up once and not for each sample.
///
/// It stays valid as long as the series has samples that are kept; afterwards samples are answered as
/// ``AppendOutcome/unknownSeries``, and the caller asks for a new one.
public struct SeriesReference: Sendable, Hashable {
    let id: UInt32
    let generation: UInt32
}
