import Telemetry

/// What the metrics say of mail; of the mail server, ``OutgoingMetrics`` do.
struct MailMetrics: MetricCollector {
    let outbox: Outbox

    var descriptors: [MetricDescriptor] {
        [MetricCatalogue.mailMessages.descriptor, MetricCatalogue.mailWaiting.descriptor]
    }

    func collect() -> [MetricFamilySnapshot] {
        let mail = outbox.tally
        return [
            MetricFamilySnapshot(
                MetricCatalogue.mailMessages.descriptor,
                [
                    MetricSample(["sent"], .integer(mail.sent)), MetricSample(["given_up"], .integer(mail.givenUp)),
                    MetricSample(["refused"], .integer(mail.refused)),
                ]),
            MetricFamilySnapshot(MetricCatalogue.mailWaiting.descriptor, .integer(UInt64(mail.waiting))),
        ]
    }
}
