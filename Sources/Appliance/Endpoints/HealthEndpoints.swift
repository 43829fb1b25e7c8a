import HTTPTypes
import Hummingbird
import JSONText
import Storage

/// `/health…`: is the daemon up, and can it answer predictions.
struct HealthEndpoints: Sendable {
    let readiness: Readiness
    let clock: ApplianceClock
    let startedAt: UInt64
    /// What is kept beside predictions, which go on without it.
    let telemetry: TelemetryStorage

    func health(_: Request, _: ApplianceRequestContext) async throws -> Response {
        let uptime = Double((clock.monotonicNanoseconds() - startedAt) / 1_000_000) / 1e3
        return .json { json in
            json.beginObject()
            json.field("status", "healthy")
            json.field("timestamp", clock.now().description)
            json.field("version", ProductVersion.text)
            json.key("uptime_seconds")
            json.measure(uptime)
            json.endObject()
        }
    }

    /// What everybody may know of telemetry that is not stored.
    private static let telemetryProblem = "Telemetry is not stored; the log says why."

    func live(_: Request, _: ApplianceRequestContext) async throws -> Response {
        .json { json in
            json.beginObject()
            json.field("status", "alive")
            json.endObject()
        }
    }

    func ready(_: Request, _: ApplianceRequestContext) async throws -> Response {
        let report = await readiness.report()
        return .json(report.failures.isEmpty ? .ok : .serviceUnavailable) { json in
            json.beginObject()
            json.field("status", report.failures.isEmpty ? "ready" : "not ready")
            json.field("models_available", report.modelsAvailable)
            // Anybody may ask; what exactly is wrong, paths included, is in the log.
            if telemetry.problem != nil { json.field("telemetry", Self.telemetryProblem) }
            if let problem = readiness.replica?.problem ?? readiness.standby?.problem { json.field("replica", problem) }
            if let standby = readiness.standby {
                json.field("role", "standby")
                if let lag = standby.lagSeconds {
                    json.key("lag_seconds")
                    json.measure(lag)
                }
            }
            if !report.failures.isEmpty {
                json.key("failing")
                json.beginArray()
                for failure in report.failures {
                    json.beginObject()
                    json.field("part", failure.part)
                    json.field("detail", failure.detail)
                    json.endObject()
                }
                json.endArray()
            }
            json.endObject()
        }
    }
}
