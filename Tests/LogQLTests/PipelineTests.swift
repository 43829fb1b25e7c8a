import LogQL
import Signals
import Testing

/// What single stages make of single lines.
struct PipelineTests {
    private func check(_ example: PipelineCase) throws {
        let result = try MemorySource.line(example.pipeline, example.line)
        #expect(result?.labels == example.labels)
        if example.labels != nil { #expect(result?.line == example.output ?? example.line) }
    }

    @Test(arguments: PipelineCases.lineFilters) func filtersLines(_ example: PipelineCase) throws { try check(example) }

    @Test(arguments: PipelineCases.parsers)
    func parsesLines(_ example: PipelineCase) throws { try check(example) }

    @Test(arguments: PipelineCases.labelFilters) func filtersLabels(_ example: PipelineCase) throws {
        try check(example)
    }

    @Test(arguments: PipelineCases.formats) func formats(_ example: PipelineCase) throws {
        try check(example)
    }

    @Test func metadataAreLabels() throws {
        let metadata = [Label("trace", "t"), Label("app", "other")]
        #expect(
            try MemorySource.line("| trace=`t`", "a", metadata)?.labels == ["trace": "t", "app_extracted": "other"])
        #expect(try MemorySource.line("| logfmt", "trace=p", metadata)?.labels["trace"] == "p", "the line's own wins")
    }
}
