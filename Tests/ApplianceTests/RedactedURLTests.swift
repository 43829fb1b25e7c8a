import Testing

@testable import Appliance

/// Addresses and settings as people may see them.
@Suite struct RedactedURLTests {
    @Test(arguments: [
        ("http://a:1/metrics", "http://a:1/metrics"), ("/metrics?token=s3cret", "/metrics?token=xxxxx"),
        ("http://u:s3cret@a/b", "http://xxxxx@a/b"), ("http://a/b@c", "http://a/b@c"),
        ("https://a/m?x=s3cret&s3cret&y=#top", "https://a/m?x=xxxxx&xxxxx&y=xxxxx#top"),
        ("http://s3cret@b@a?t=s3cret?u=s3cret", "http://xxxxx@a?t=xxxxx"), ("", ""), ("?", "?"),
    ])
    func hidesWhatGivesAccess(url: String, shown: String) {
        #expect(RedactedURL.text(url) == shown)
    }

    @Test(arguments: [
        ("http://user:s3cret@a:4318", "http://xxxxx@a:4318"), ("user:s3cret@a:4318", "xxxxx@a:4318"),
        ("https://user:s3/s3cret@a/?k=s3cret", "https://xxxxx@a/?k=xxxxx"), ("http://a/?k=s3cret", "http://a/?k=xxxxx"),
        ("user:http://s3cret?s3cret@a", "xxxxx@a"),
    ])
    func aCollectorThatIsNoneShowsNoSecret(address: String, shown: String) async throws {
        let report = try await ConfigurationReport(
            ConfigurationInput(environment: ["GEOCLIMATE_TRACES_OTLP_ENDPOINT": address]))
        let problems = report.problems.map(\.description).joined()
        #expect(problems.contains("\"\(shown)\"") && !problems.contains("s3cret"), "\(problems)")
        #expect(!report.text.contains("s3cret"), "\(report.text)")
    }

    @Test func settingsShowNoSecretOfTheirLines() async throws {
        let input = ConfigurationInput(environment: [
            "GEOCLIMATE_METRICS_SCRAPE": "job=a targets=b:1 path=/m?token=s3cret",
            "GEOCLIMATE_METRICS_REMOTE_WRITE": "url=https://a/w?k=s3cret credentials=s3cret interval=1m,"
                + "url=https://b/w username=u password=s3cret",
        ])
        let report = try await ConfigurationReport(input)
        #expect(report.problems.isEmpty && report.configuration.metrics.remoteWrite.count == 2)
        #expect(!report.text.contains("s3cret"), "\(report.text)")
        #expect(
            report.text.contains(
                "[url=https://a/w?k=xxxxx credentials=(redacted) interval=1m, "
                    + "url=https://b/w username=u password=(redacted)]"))
        let bad = try await ConfigurationReport(
            ConfigurationInput(environment: [
                "GEOCLIMATE_METRICS_REMOTE_WRITE": "url=https://u:s3cret@a/w credentials=s3cret s3cret"
            ]))
        let problems = bad.problems.map(\.description).joined()
        #expect(!problems.isEmpty && !problems.contains("s3cret"), "\(problems)")
    }
}
