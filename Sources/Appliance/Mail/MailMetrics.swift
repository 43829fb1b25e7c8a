import Resilience
import Telemetry

/// What the metrics say of mail and of the mail server.
struct MailMetrics: MetricCollector {
    let outbox: Outbox

    var descriptors: [MetricDescriptor] {
        [
            MetricCatalogue.mailMessages.descriptor, MetricCatalogue.mailWaiting.descriptor,
            MetricCatalogue.outgoingFailures.descriptor, MetricCatalogue.outgoingCircuitOpen.descriptor,
        ]
    }

    func collect() -> [MetricFamilySnapshot] {
        let mail = outbox.tally
        let server = outbox.target.tally
        let target = outbox.target.name
        return [
            MetricFamilySnapshot(
                MetricCatalogue.mailMessages.descriptor,
                [
                    MetricSample(["sent"], .integer(mail.sent)), MetricSample(["given_up"], .integer(mail.givenUp)),
                    MetricSample(["refused"], .integer(mail.refused)),
                ]),
            MetricFamilySnapshot(MetricCatalogue.mailWaiting.descriptor, .integer(UInt64(mail.waiting))),
            MetricFamilySnapshot(
                MetricCatalogue.outgoingFailures.descriptor,
                [MetricSample([target], .integer(server.failedAttempts))]),
            MetricFamilySnapshot(
                MetricCatalogue.outgoingCircuitOpen.descriptor,
                [MetricSample([target], .integer(server.state == .closed ? 0 : 1))]),
        ]
    }
}
