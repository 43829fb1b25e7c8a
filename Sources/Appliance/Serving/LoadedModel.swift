import Inference
import Storage

/// A model in memory, ready to answer, with what its answers need beside it.
final class LoadedModel: Sendable {
    let record: ModelRecord
    let model: Model
    let features: FeatureIndex
    let instruments: ModelInstruments

    init(record: ModelRecord, model: Model, features: FeatureIndex, instruments: ModelInstruments) {
        self.record = record
        self.model = model
        self.features = features
        self.instruments = instruments
    }

    /// The same model under a newer record: its stage may have changed.
    func with(_ record: ModelRecord) -> LoadedModel {
        record == self.record
            ? self : LoadedModel(record: record, model: model, features: features, instruments: instruments)
    }
}
