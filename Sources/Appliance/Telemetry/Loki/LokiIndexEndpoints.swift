import Foundation
import HTTPTypes
import Hummingbird
import JSONText
import LogQL
import Signals
import Storage

/// What Loki's API tells of streams without reading lines: labels, series, statistics.
struct LokiIndexEndpoints: Sendable {
    /// Labels and series are looked for in this many hours, where the caller does not say.
    private static let hours: Int64 = 6

    let logs: LogParts
    let clock: ApplianceClock

    /// `/labels`: the names of labels.
    func labels(_ request: Request, _ context: ApplianceRequestContext) async throws -> Response {
        let asked = try await self.asked(request)
        let (matchers, range) = (try asked.matchers(), try asked.storedRange(hours: Self.hours))
        return try await answer(context) { store, watch in
            let names = try store.labelNames(matching: matchers, in: range, isCancelled: { watch.shouldStop })
            return LokiDocument.success { $0.strings(names) }
        }
    }

    /// `/label/{name}/values`: the values of a label.
    func values(_ request: Request, _ context: ApplianceRequestContext) async throws -> Response {
        guard let name = context.parameters.get("name")?.removingPercentEncoding else {
            throw APIError.notFound("The path names no label.")
        }
        let asked = try await self.asked(request)
        let (matchers, range) = (try asked.matchers(), try asked.storedRange(hours: Self.hours))
        return try await answer(context) { store, watch in
            let values = try store.labelValues(
                of: name, matching: matchers, in: range, isCancelled: { watch.shouldStop })
            return LokiDocument.success { $0.strings(values) }
        }
    }

    /// `/series`: the streams that fulfil any of some selectors.
    func series(_ request: Request, _ context: ApplianceRequestContext) async throws -> Response {
        let asked = try await self.asked(request)
        let given = asked.parameters.all("match[]") + asked.parameters.all("match")
        guard !given.isEmpty else { throw APIError(.badRequest, "0 matcher groups supplied") }
        let selectors = try given.map { $0 == "{}" ? [] : try asked.selector($0) }
        let range = try asked.storedRange(hours: Self.hours)
        return try await answer(context) { store, watch in
            let found = try selectors.flatMap {
                try store.streams(matching: $0, in: range, isCancelled: { watch.shouldStop })
            }
            let streams = Set(found.map(\.labels)).sorted()
            return LokiDocument.success { json in
                json.beginArray()
                for stream in streams { json.labels(stream.labels) }
                json.endArray()
            }
        }
    }

    /// `/index/stats`: how much there is of some streams.
    func statistics(_ request: Request, _ context: ApplianceRequestContext) async throws -> Response {
        let asked = try await self.asked(request)
        let (matchers, range) = (try asked.matchers(), try asked.storedRange())
        return try await answer(context) { store, watch in
            let found = try store.statistics(matching: matchers, in: range, isCancelled: { watch.shouldStop })
            return JSONWriter.bytes { json in
                json.beginObject()
                json.field("streams", found.streams)
                json.field("chunks", found.chunks)
                json.field("entries", found.entries)
                json.field("bytes", found.bytes)
                json.endObject()
            }
        }
    }

    /// `/detected_labels`: labels and how many values each has.
    func detectedLabels(_ request: Request, _ context: ApplianceRequestContext) async throws -> Response {
        let asked = try await self.asked(request)
        let (matchers, range) = (try asked.matchers(), try asked.storedRange())
        return try await answer(context) { store, watch in
            let labels = LabelDetector.labels(
                of: try store.streams(matching: matchers, in: range, isCancelled: { watch.shouldStop }).map(\.labels))
            return JSONWriter.bytes { json in
                json.beginObject()
                json.key("detectedLabels")
                json.beginArray()
                for label in labels {
                    json.beginObject()
                    json.field("label", label.label)
                    json.field("cardinality", label.cardinality)
                    json.endObject()
                }
                json.endArray()
                json.endObject()
            }
        }
    }

    private func asked(_ request: Request) async throws -> LokiRequest {
        LokiRequest(try await LokiParameters(request), now: clock.now())
    }

    private func answer(
        _ context: ApplianceRequestContext, _ work: @escaping @Sendable (LogStore, QueryWatch) throws -> [UInt8]
    ) async throws -> Response {
        Response(type: MediaType.json.rawValue, bytes: try await logs.ask(context, work))
    }
}

extension LokiRequest {
    /// The times that a question to the store covers; the end is in, as in Loki's index.
    func storedRange(hours: Int64 = 1) throws(APIError) -> Range<Int64> {
        let (start, end) = try range(hours: hours)
        return start..<max(start, end == .max ? end : end + 1)
    }
}
