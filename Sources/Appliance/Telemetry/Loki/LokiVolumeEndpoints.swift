import HTTPTypes
import Hummingbird
import LogQL
import Signals
import Storage

/// `/loki/api/v1/index/volume` and `volume_range`: how many bytes of lines there are, by labels.
struct LokiVolumeEndpoints: Sendable {
    let logs: LogParts
    let clock: ApplianceClock

    /// The volume of a time as one value for each series; a segment that touches the time counts as a whole.
    func volume(_ request: Request, _ context: ApplianceRequestContext) async throws -> Response {
        let asked = LokiRequest(try await LokiParameters(request), now: clock.now())
        let grouping = try VolumeGrouping(asked)
        let range = try asked.storedRange()
        let bytes = try await logs.ask(context) { store, watch in
            let volumes = grouping.groups(
                try store.volume(matching: grouping.matchers, in: range, isCancelled: { watch.shouldStop }))
            return LokiDocument.result("vector") { json in
                LokiDocument.vector(
                    volumes.map { ($0.labels.labels, Double($0.bytes)) }, at: range.upperBound - 1, to: &json)
            }
        }
        return Response(type: MediaType.json.rawValue, bytes: bytes)
    }

    /// The volume of each step of a time, counted line by line, for a segment may have lines of more than one step.
    func volumeRange(_ request: Request, _ context: ApplianceRequestContext) async throws -> Response {
        let asked = LokiRequest(try await LokiParameters(request), now: clock.now())
        let grouping = try VolumeGrouping(asked)
        let range = try asked.range()
        let step = try asked.step(range)
        let counter = VolumeCounter(grouping: grouping, range: range.start..<range.end, step: step)
        let bytes = try await logs.ask(context) { store, watch in
            let series = try counter.count(StoredLogSource(store: store, watch: watch))
            return LokiDocument.result("matrix") { json in LokiDocument.matrix(series, to: &json) }
        }
        return Response(type: MediaType.json.rawValue, bytes: bytes)
    }
}
