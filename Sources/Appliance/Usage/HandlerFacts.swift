import Synchronization
import Telemetry

/// What handlers tell the envelope around them of the request that they answer, beside the answer.
///
/// It is one object a request, because handlers get the context by value.
final class HandlerFacts: Sendable {
    struct Values {
        /// The model that was asked for; empty where there was none.
        var modelID = ""
        /// Rows that were predicted.
        var rows = 0
        /// Bytes of the body that were read; counted only where Content-Length does not vouch for a small one.
        var bodyBytes = 0
        /// When parts of the request began and ended.
        var phases = RequestPhases()
        /// How long the model took, and where that was counted; nil where no model was asked.
        var prediction: (duration: Histogram, seconds: Double)?
    }

    private let values = Mutex(Values())

    /// Notes the model that a request is about, also where it then fails.
    func asked(model id: String) { values.withLock { $0.modelID = id } }

    /// Notes that rows were predicted.
    func predicted(rows: Int) { values.withLock { $0.rows = rows } }

    /// Notes how long a part of the request took, by the monotonic clock.
    func took(_ phase: RequestPhase, from start: UInt64, through end: UInt64) {
        values.withLock { $0.phases.add(phase, from: start, through: end) }
    }

    /// Notes how long a model took.
    func ran(_ prediction: PredictionOutput) {
        let end = prediction.startedAt &+ UInt64(prediction.seconds * 1e9)
        values.withLock { values in
            values.phases.add(.inference, from: prediction.startedAt, through: end)
            values.prediction = (prediction.loaded.instruments.duration, prediction.seconds)
        }
    }

    /// Notes that a part of the body has arrived.
    func received(bytes: Int) { values.withLock { $0.bodyBytes += bytes } }

    /// Everything that is known now.
    var now: Values { values.withLock { $0 } }
}
