internal import Signals

/// Numbers for label sets, so that steps pass numbers on and labels are worked out once.
final class SeriesTable {
    private(set) var labels: [LabelSet] = []
    private var numbers: [LabelSet: Int] = [:]

    func number(of set: LabelSet) -> Int {
        if let number = numbers[set] { return number }
        numbers[set] = labels.count
        labels.append(set)
        return labels.count - 1
    }
}

/// Remembers what a number of one table is in another.
struct SeriesMap {
    private var numbers: [Int] = []

    mutating func number(_ series: Int, _ make: () -> Int) -> Int {
        while numbers.count <= series { numbers.append(-1) }
        if numbers[series] < 0 { numbers[series] = make() }
        return numbers[series]
    }
}

/// The value of one series at one step.
struct Sample {
    /// In the table of the node that answers it.
    var series: Int
    var value: Double
}

/// What an expression is at one step.
enum StepValue {
    case scalar(Double)
    case vector([Sample])
}

/// A part of a metric query, ready to be asked for one step after another, from the first on.
protocol PlanNode: AnyObject {
    /// The series that its samples may name.
    var table: SeriesTable { get }
    var isScalar: Bool { get }
    func value(at step: Int) throws(LogQLError) -> StepValue
}

extension PlanNode {
    var isScalar: Bool { false }

    /// The samples of a node that is no scalar.
    func samples(at step: Int) throws(LogQLError) -> [Sample] {
        if case .vector(let samples) = try value(at: step) { samples } else { [] }
    }
}

/// A number.
final class NumberNode: PlanNode {
    let table = SeriesTable()
    let isScalar = true
    private let number: Double

    init(_ number: Double) {
        self.number = number
    }

    func value(at step: Int) -> StepValue { .scalar(number) }
}

/// `vector(1)`: one series without labels.
final class VectorNode: PlanNode {
    let table = SeriesTable()
    private let number: Double
    private let series: Int

    init(_ number: Double) {
        self.number = number
        series = table.number(of: .empty)
    }

    func value(at step: Int) -> StepValue { .vector([Sample(series: series, value: number)]) }
}
