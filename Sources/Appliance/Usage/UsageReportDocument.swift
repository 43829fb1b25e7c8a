import JSONText
import Storage

/// A report of usage as JSON, CSV and text: the same for HTTP and the command line.
struct UsageReportDocument: Sendable {
    let query: UsageQuery
    let report: UsageReport

    /// Where the next page begins; nil when this is the last.
    var nextOffset: Int? {
        let next = query.offset + report.groups.count
        return report.groups.isEmpty || next >= report.groupCount ? nil : next
    }

    /// The first and last day, or the first time and the one at which the report ends.
    var bounds: (from: String, to: String) {
        switch query.period {
        case .days(let days):
            (Timestamp(daysSince1970: days.lowerBound).day, Timestamp(daysSince1970: days.upperBound).day)
        case .minutes(let minutes):
            (
                Timestamp(millisecondsSince1970: minutes.lowerBound * 60_000).description,
                Timestamp(millisecondsSince1970: minutes.upperBound * 60_000).description
            )
        }
    }

    /// Writes one object; `more` may add members to it.
    func encode(to json: inout JSONWriter, _ more: (inout JSONWriter) -> Void = { _ in }) {
        json.beginObject()
        json.field("from", bounds.from)
        json.field("to", bounds.to)
        json.key("by")
        json.beginArray()
        for dimension in query.dimensions { json.string(dimension.rawValue) }
        json.endArray()
        more(&json)
        json.key("total")
        json.beginObject()
        encode(UsageReport.Group(counts: report.total), [], to: &json)
        json.endObject()
        json.field("groups", report.groupCount)
        json.key("usage")
        json.beginArray()
        for group in report.groups {
            json.beginObject()
            encode(group, query.dimensions, to: &json)
            json.endObject()
        }
        json.endArray()
        json.key("next_offset")
        if let nextOffset { json.number(nextOffset) } else { json.null() }
        json.endObject()
    }

    private func encode(_ group: UsageReport.Group, _ dimensions: [UsageDimension], to json: inout JSONWriter) {
        let cells = UsageReportColumns.cells(of: group, dimensions)
        for (name, cell) in zip(UsageReportColumns.names(of: dimensions), cells) {
            json.key(name)
            switch cell {
            case .text(let text): json.string(text)
            case .number(let number): json.number(Int(number))
            case .seconds(let microseconds): json.measure(Double(microseconds) / 1e6)
            case .nothing: json.null()
            }
        }
    }

    /// The groups as CSV (RFC 4180) under one line of names.
    var csv: String {
        var csv = CSVText(columns: UsageReportColumns.names(of: query.dimensions))
        for group in report.groups {
            csv.append(
                UsageReportColumns.cells(of: group, query.dimensions).map { cell in
                    // Only text can be made up by somebody: a number never begins a formula.
                    if case .text(let text) = cell { CSVText.withoutFormula(text) } else { cell.plain }
                })
        }
        return csv.text
    }

    /// The groups and, where there are several, their total, in columns for people.
    var table: String {
        let names = UsageReportColumns.names(of: query.dimensions)
        var table = TextTable(header: names.map { $0.uppercased() })
        let cells = { (group: UsageReport.Group) in
            UsageReportColumns.cells(of: group, query.dimensions).map { $0 == .nothing ? "-" : $0.plain }
        }
        for group in report.groups { table.add(cells(group)) }
        if report.groupCount > 1 {
            var total = cells(UsageReport.Group(counts: report.total))
            if !query.dimensions.isEmpty { total[0] = "total" }
            table.add(total)
        }
        return table.text
    }
}
