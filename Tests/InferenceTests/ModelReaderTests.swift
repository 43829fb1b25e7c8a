import Testing

@testable import Inference

@Suite struct ModelReaderTests {
    @Test(arguments: [
        ("{\"learner\":{}}", ModelFormat.xgboostJSON), (" \n{ \"learner\":{}}", .xgboostJSON), ("{}", .xgboostJSON),
        ("{L\u{0}", .xgboostUBJSON), ("{i\u{7}version", .xgboostUBJSON), ("tree\nversion=v4", .lightGBMText),
        ("tree\r\nversion=v4", .lightGBMText),
    ])
    func knowsFormatsByTheirFirstBytes(_ text: String, _ format: ModelFormat) throws {
        #expect(try ModelReader.format(of: Array(text.utf8)) == format)
    }

    @Test(
        arguments: [
            ([], "an empty file"), ([0x80, 4, 0x95, 0], "a Python pickle"), ([0x1F, 0x8B, 8], "gzip"),
            ([0x28, 0xB5, 0x2F, 0xFD], "zstd"), (Array("PK\u{3}\u{4}".utf8), "a zip archive"),
            (Array("binf\u{0}\u{0}".utf8), "XGBoost's old binary format"),
            (
                [0, 0, 0, 0x3F, 12, 0, 0, 0] + [UInt8](repeating: 0, count: 130) + Array("gbtree".utf8),
                "old binary format"
            ),
            (Array("CBM1".utf8), "a CatBoost model"), (Array("{\"ctrs\":[],\"features_info\":{}}".utf8), "CatBoost"),
            (Array("{\"name\":\"tree\",\"num_tree_per_iteration\":1}".utf8), "dump_model"),
            ([8, 8, 0x12, 8, 0x73], "an ONNX model"), (Array("hello".utf8), "no known format"),
            (Array("{".utf8), "ends after its first brace"), (Array("   ".utf8), "no known format"),
        ] as [([UInt8], String)])
    func saysWhatAForeignFileLooksLike(_ bytes: [UInt8], _ look: String) throws {
        let error = try #require(throws: ModelError.self) { try ModelReader.read(bytes) }
        guard case .unknownFormat(let reason) = error else {
            Issue.record("\(error)")
            return
        }
        #expect(reason.contains(look))
        #expect(!error.description.contains("\n"))
    }

    @Test func passesOverAByteOrderMark() throws {
        let text = "\u{FEFF}" + LightGBMText.model()
        #expect(try ModelReader.read(Array(text.utf8)).summary.format == .lightGBMText)
    }
}
