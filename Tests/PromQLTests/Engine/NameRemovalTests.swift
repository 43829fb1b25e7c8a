import PromQL
import Testing

/// Where a metric's name goes, in production and with delayed removal.
@Suite struct NameRemovalTests {
    private let load = """
        load 1m
          a{x="1"} 1
          b{x="1"} 2


        """

    @Test func removesAtEachOperationByDefault() {
        var options = EngineOptions()
        options.parser.allowsExperimental = true
        let report = ScriptRunner(options: options).run(
            load + """
                eval instant at 0s {__name__=~"a|b"} * 2
                  expect fail msg: vector cannot contain metrics with the same labelset

                eval instant at 0s sum by (__name__) ({__name__=~"a|b", x="1"} > bool 0)
                  expect fail msg: vector cannot contain metrics with the same labelset

                eval instant at 0s sum by (__name__) (a + 1)
                  {} 2

                eval instant at 0s label_replace(a + 1, "y", "$1", "__name__", "(.*)")
                  {x="1"} 2
                """, named: "production")
        #expect(report.failures.map(\.description) == [])
        #expect(report.passed == 4)
    }

    @Test func canRemoveAtTheEnd() {
        let report = ScriptRunner().run(
            load + """
                eval instant at 0s {__name__=~"a|b"} * 2
                  expect fail msg: vector cannot contain metrics with the same labelset

                eval instant at 0s count by (__name__) ({__name__=~"a|b"} * 2)
                  expect fail

                eval instant at 0s label_replace({__name__=~"a|b"} * 2, "y", "$1", "__name__", "(.*)")
                  {x="1", y="a"} 2
                  {x="1", y="b"} 4

                eval instant at 0s label_replace(a * 2, "__name__", "kept", "", "")
                  kept{x="1"} 2
                """, named: "delayed")
        #expect(report.failures.map(\.description) == [])
        #expect(report.passed == 4)
    }
}
