import HTTPTypes
import Hummingbird
import JSONText
import PromQL
import Signals
import Storage

/// `/api/v1/series`, `/labels`, `/label/{name}/values` and `/metadata` of Prometheus's HTTP API: what there is.
struct SeriesEndpoints: Sendable {
    let telemetry: TelemetryParts

    /// Which series are asked about.
    private struct Question: Sendable {
        var selectors: [[LabelMatcher]]
        var from: Int64
        var through: Int64
        var limit: Int?

        init(_ parameters: PrometheusParameters) throws(APIError) {
            limit = try parameters.limit()
            from = try parameters.time("start") ?? .min / 2
            through = try parameters.time("end") ?? .max / 2
            selectors = []
            for text in parameters.all("match[]") {
                do {
                    selectors.append(try Parser.metricSelector(text))
                } catch {
                    throw PrometheusParameters.invalid("match[]", error.description)
                }
            }
        }
    }

    /// The label sets of series.
    func series(_ request: Request, _: ApplianceRequestContext) async throws -> Response {
        let parameters = try await PrometheusParameters(request)
        guard !parameters.all("match[]").isEmpty else {
            throw APIError.prometheus(.badData, "no match[] parameter provided")
        }
        return try await answer(Question(parameters)) { store, question in
            var found: Set<LabelSet> = []
            for selector in question.selectors {
                found.formUnion(store.series(selector, from: question.from, through: question.through))
            }
            return found.sorted()
        } write: { json, labels in
            json.labels(labels)
        }
    }

    /// The names of labels.
    func names(_ request: Request, _: ApplianceRequestContext) async throws -> Response {
        let question = try Question(try await PrometheusParameters(request))
        return try await answer(question) { store, question in
            Self.union(question) { store.labelNames($0, from: question.from, through: question.through) }
        } write: { json, name in
            json.string(name)
        }
    }

    /// The values of a label.
    func values(_ request: Request, _ context: ApplianceRequestContext) async throws -> Response {
        let question = try Question(try await PrometheusParameters(request))
        let name = context.parameters.get("name") ?? ""
        guard !name.isEmpty else { throw APIError.prometheus(.badData, "invalid label name: \"\"") }
        return try await answer(question) { store, question in
            Self.union(question) { store.labelValues(of: name, $0, from: question.from, through: question.through) }
        } write: { json, value in
            json.string(value)
        }
    }

    /// What metrics are, as their sources say.
    func metadata(_ request: Request, _: ApplianceRequestContext) async throws -> Response {
        let parameters = try await PrometheusParameters(request)
        let limit = try parameters.number("limit").flatMap { $0 < 0 ? nil : $0 } ?? .max
        // A metric has one entry here, which every limit of them allows.
        _ = try parameters.number("limit_per_metric")
        let wanted = parameters["metric"]
        let store = try telemetry.store()
        let known = store.metadata.filter { wanted.isEmpty || $0.key == wanted }.sorted { $0.key < $1.key }
        return PrometheusAnswer.response { json in
            json.beginObject()
            for (name, metadata) in known.prefix(limit) {
                json.key(name)
                json.beginArray()
                json.beginObject()
                json.field("type", metadata.type)
                json.field("help", metadata.help)
                json.field("unit", metadata.unit)
                json.endObject()
                json.endArray()
            }
            json.endObject()
        }
    }

    private static func union(_ question: Question, _ find: ([LabelMatcher]) -> [String]) -> [String] {
        let selectors = question.selectors.isEmpty ? [[]] : question.selectors
        return Set(exact: selectors.flatMap(find)).map(\.text).sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private func answer<Item: Sendable>(
        _ question: Question, _ find: @escaping @Sendable (MetricStore, Question) -> [Item],
        write: @escaping @Sendable (inout JSONWriter, Item) -> Void
    ) async throws -> Response {
        let store = try telemetry.store()
        do {
            let bytes = try await telemetry.queries.run {
                let found = find(store, question)
                let limit = question.limit ?? .max
                let warnings = found.count > limit ? ["results truncated due to limit"] : []
                return PrometheusAnswer.bytes(warnings: warnings) { json in
                    json.beginArray()
                    for item in found.prefix(limit) { write(&json, item) }
                    json.endArray()
                }
            }
            return Response(type: MediaType.json.rawValue, bytes: bytes)
        } catch {
            throw APIError.prometheusSource(error)
        }
    }
}
