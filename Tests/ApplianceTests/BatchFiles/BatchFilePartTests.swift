import Foundation
import Testing

@testable import Appliance

/// The parts of file prediction, each alone.
@Suite struct BatchFilePartTests {
    @Test func theOutputAppearsWhenItIsComplete() throws {
        try BatchFileScenario.run { scenario in
            let output = try BatchFileOutput(path: scenario.outputPath)
            try output.write(Array(repeating: UInt8(ascii: "x"), count: Limits.fileChunkBytes + 1))
            try output.write("y".utf8)
            #expect(scenario.files == ["output.partial"])
            try output.finish()
            #expect(scenario.files == ["output"])
            #expect(try Data(contentsOf: URL(filePath: scenario.outputPath)).count == Limits.fileChunkBytes + 2)

            // What was there is replaced at the end, and stays where the run fails.
            let second = try BatchFileOutput(path: scenario.outputPath)
            try second.write("z".utf8)
            second.abandon()
            #expect(scenario.files == ["output"])
            #expect(try Data(contentsOf: URL(filePath: scenario.outputPath)).count == Limits.fileChunkBytes + 2)
        }
    }

    @Test func anOutputThatCannotBeMadeIsNamed() {
        #expect {
            _ = try BatchFileOutput(path: "/nonexistent/output")
        } throws: { error in
            "\(error)".contains("/nonexistent/output")
        }
    }

    @Test(arguments: [
        ("", []), ("a", ["a"]), ("a\n", ["a"]), ("a\nb", ["a", "b"]), ("\n\n", ["", ""]), ("a\r\nb\r\n", ["a", "b"]),
        ("a\rb\n", ["a\rb"]), ("\r\n", [""]),
    ])
    func linesAreCutWhereverTheChunksEnd(text: String, lines: [String]) throws {
        let bytes = Array(text.utf8)
        for size in 1...max(1, bytes.count) {
            var splitter = LineSplitter()
            var found: [String] = []
            var numbers: [Int] = []
            let take = { (number: Int, line: [UInt8]) in
                numbers.append(number)
                found.append(String(decoding: line, as: UTF8.self))
            }
            for start in stride(from: 0, to: bytes.count, by: size) {
                try splitter.read(Array(bytes[start..<min(start + size, bytes.count)]), take)
            }
            try splitter.finish(take)
            #expect(found == lines)
            #expect(numbers == lines.indices.map { $0 + 1 })
        }
    }

    @Test(arguments: ["aaaa\n", "aaaa", "a\naaaa\n"])
    func aLineOfTheLimitIsRead(text: String) throws {
        var splitter = LineSplitter(limit: 4)
        try splitter.read(Array(text.utf8)) { _, _ in }
        try splitter.finish { _, _ in }
    }

    @Test(arguments: [("aaaaa\n", 1), ("aaaaa", 1), ("a\naaaaa", 2), ("a\n\naaaaa\n", 3)])
    func aLineOverTheLimitIsNamed(text: String, line: Int) {
        #expect(throws: BatchFileError.lineTooLong(line: line, limit: 4)) {
            var splitter = LineSplitter(limit: 4)
            try splitter.read(Array(text.utf8)) { _, _ in }
            try splitter.finish { _, _ in }
        }
    }

    @Test func aBlockKeepsRowsAndTextsTogether() {
        var block = PredictionBlock(features: 2, capacity: 2)
        for value in [1.0, 2] {
            #expect(!block.isFull)
            block.addRow { values, start, text in
                values[start + 1] = value
                text += Array("row \(value)".utf8)
            }
        }
        #expect(block.isFull && block.count == 2)
        #expect(block.values[1] == 1 && block.values[3] == 2 && block.values[0].isNaN && block.values[2].isNaN)
        #expect(block.text(of: 0).elementsEqual("row 1.0".utf8) && block.text(of: 1).elementsEqual("row 2.0".utf8))
        block.removeAll()
        #expect(block.count == 0 && block.values.isEmpty && block.text.isEmpty)
    }

    @Test(arguments: [Limits.listedNames, Limits.listedNames + 1])
    func longListsOfNamesAreCut(count: Int) {
        let names = (0..<count).map { "c\($0)" }
        let text = BatchFileError.noFeatureColumn(columns: names, features: ["a"]).description
        #expect(text.contains("…") == (count > Limits.listedNames))
        #expect(text.contains("c\(Limits.listedNames - 1)") && !text.contains("c\(Limits.listedNames)"))
    }
}
