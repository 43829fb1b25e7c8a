import Testing

@testable import WireFormats

struct OTLPNameTests {
    @Test(
        arguments: [
            ("http.server.duration", "ms", MetricNames.Suffix.none, "http_server_duration_milliseconds"),
            ("http.server.duration_milliseconds", "ms", .none, "http_server_duration_milliseconds"),
            ("system.network.io", "By", .total, "system_network_io_bytes_total"),
            ("system.network.total.io", "By", .total, "system_network_io_bytes_total"),
            ("requests", "{request}", .total, "requests_total"),
            ("requests", "{request}/s", .none, "requests_per_second"),
            ("speed", "m/s", .none, "speed_meters_per_second"),
            ("speed_per_second", "m/s", .none, "speed_per_second_meters"),
            ("cpu.utilization", "1", .ratio, "cpu_utilization_ratio"),
            ("cpu.utilization", "1", .total, "cpu_utilization_total"),
            ("cpu.utilization", "By", .ratio, "cpu_utilization_bytes"),
            ("memory", "%", .none, "memory_percent"),
            ("custom", "foo_bar", .none, "custom_foo_bar"),
            ("custom", "1/{x}", .none, "custom"),
            ("5xx.count", "", .none, "_5xx_count"),
            ("a:b", "", .none, "a:b"),
            ("größe", "", .none, "gr_e"),
            ("..", "By", .none, ""), ("", "", .total, ""),
        ])
    func translatesMetrics(name: String, unit: String, suffix: MetricNames.Suffix, expected: String) {
        #expect(MetricNames.translate(name, unit: unit, suffix: suffix) == expected)
    }

    @Test(
        arguments: [
            ("http.method", "http_method"), ("a-b c", "a_b_c"), ("1st", "key_1st"), ("_x", "key_x"), ("__x", "__x"),
            ("ä", "key_"), ("", ""),
        ])
    func translatesLabels(name: String, expected: String) {
        #expect(LabelNames.label(name) == expected)
    }

    @Test(
        arguments: [
            (1.0, "1"), (-0.5, "-0.5"), (0.005, "0.005"), (1e-5, "0.00001"), (1.5e-7, "0.00000015"),
            (1e16, "10000000000000000"), (1.25e21, "1250000000000000000000"), (0, "0"), (-0.0, "-0"),
            (123456.789, "123456.789"), (.infinity, "+Inf"), (-.infinity, "-Inf"), (.nan, "NaN"),
        ] as [(Double, String)])
    func writesNumbersWithoutExponents(value: Double, text: String) {
        #expect(PlainDecimal.text(value) == text)
    }
}
