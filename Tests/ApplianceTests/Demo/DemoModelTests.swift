import Access
import Foundation
import HTTPTypes
import Inference
import Storage
import Testing

@testable import Appliance

/// The model that comes with the program answers what the library answered when it was trained.
@Suite struct DemoModelTests {
    private struct Golden: Decodable {
        struct Request: Decodable {
            let data: [String: Double?]
            let prediction: Double
            let predictionBits: UInt32
        }

        let modelSha256: String
        let featureColumns: [String]
        let requests: [Request]

        static func read() throws -> Golden {
            let url = try #require(Bundle.module.url(forResource: "Fixtures/demo-model-golden", withExtension: "json"))
            let decoder = JSONDecoder()
            decoder.keyDecodingStrategy = .convertFromSnakeCase
            return try decoder.decode(Golden.self, from: try Data(contentsOf: url))
        }
    }

    private struct Metadata: Decodable {
        let sha256: String
        let sizeBytes: Int
        let modelName: String
        let featureColumns: [String]
        let metrics: [String: Double]
    }

    private static let features = [
        "temperature", "humidity", "wind_speed", "pressure", "rain", "pm25", "pm10", "so2", "no2", "co", "o3", "hour",
        "month",
    ]

    @Test func theModelAnswersBitForBit() throws {
        let golden = try Golden.read()
        let model = try Model(try EmbeddedFile("aqi.ubj").bytes)
        #expect(golden.requests.count == 50)
        #expect(golden.featureColumns == Self.features && model.summary.featureNames == Self.features)
        #expect(golden.requests.contains { $0.data.values.contains(nil) })
        for request in golden.requests {
            let row = Self.features.map { (request.data[$0] ?? nil) ?? .nan }
            var values = [0.0]
            var span = values.mutableSpan
            model.predict(row: row.span, .prediction, into: &span)
            #expect(Float(values[0]).bitPattern == request.predictionBits)
        }
    }

    @Test func theDemoAnswersBitForBitThroughJSON() async throws {
        let golden = try Golden.read()
        try await TestAppliance.run { appliance in
            let model = try await DemoModel.install(in: appliance.parts)
            #expect(model.stage == .production && model.name == "aqi")
            let encoder = JSONEncoder()
            for request in golden.requests {
                let data = String(decoding: try encoder.encode(request.data), as: UTF8.self)
                let prediction = try await appliance.prediction(data)
                #expect(Float(prediction).bitPattern == request.predictionBits)
            }
            // A float takes no more digits than it needs.
            let first = try #require(golden.requests.first)
            let answer = try await appliance.post(
                "/predict", #"{"data":\#(String(decoding: try encoder.encode(first.data), as: UTF8.self))}"#)
            #expect(answer.text.hasPrefix("{\"predictions\":[\(Float(first.prediction))],"))
        }
    }

    @Test func theMetadataIsThatOfTheFile() async throws {
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let bytes = try EmbeddedFile("aqi.json").bytes
        let stated = try decoder.decode(Metadata.self, from: Data(bytes))
        #expect(stated.modelName == DemoModel.name && stated.featureColumns == Self.features)
        #expect(stated.sizeBytes == (try EmbeddedFile("aqi.ubj").bytes.count))
        let read = try DemoModelMetadata(bytes)
        #expect(read.metrics["rmse"] != nil && read.metrics["mae"] != nil)
        for baseline in ["persistence", "climatology"] {
            #expect(read.metrics.keys.contains { $0.hasPrefix(baseline) && $0.hasSuffix("rmse") })
        }
        try await TestAppliance.run { appliance in
            let model = try await DemoModel.install(in: appliance.parts)
            #expect(model.sha256 == stated.sha256 && model.sizeBytes == stated.sizeBytes)
            #expect(model.sha256 == (try Golden.read().modelSha256))
            #expect(model.metrics == read.metrics && model.description == read.description)
            #expect(model.tags["training_data_licence"] == "CC BY 4.0")
            // A directory that has the model keeps it.
            #expect(try await DemoModel.install(in: appliance.parts).id == model.id)
            #expect(try await appliance.parts.registry.models().count == 1)
        }
    }

    @Test func theGreetingsRequestIsAnswered() async throws {
        try await TestAppliance.run { appliance in
            let model = try await DemoModel.install(in: appliance.parts)
            let answer = try await appliance.post("/predict", DemoGreeting.exampleRequest)
            #expect(answer.status == .ok, "\(answer.text)")
            let directory = try DemoDirectory(keeping: "/srv/demo")
            let administrator = try await DemoAdministrator.make(in: appliance.parts)
            let text = DemoGreeting.text(
                url: "http://127.0.0.1:8000", model: model, directory: directory, administrator: administrator)
            let key = administrator.key.revealed
            #expect(text.contains("curl -s http://127.0.0.1:8000/predict -H 'X-API-Key: \(key)' -H 'Content-Type"))
            #expect(text.contains("/srv/demo") && !text.contains("removed when the demo ends"))
        }
    }

    @Test func theAdministratorsKeyIsNewAtEachStart() async throws {
        try await TestAppliance.run { appliance in
            let first = try await DemoAdministrator.make(in: appliance.parts)
            #expect(first.username == "demo" && (first.password?.revealed.count ?? 0) >= 15)
            let second = try await DemoAdministrator.make(in: appliance.parts)
            #expect(second.password == nil, "It was printed the first time.")
            let statuses = [
                try await appliance.send(.get, "/models", headers: [.apiKey: first.key.revealed]).status,
                try await appliance.send(.get, "/models", headers: [.apiKey: second.key.revealed]).status,
            ]
            #expect(statuses == [.unauthorized, .ok])
        }
    }

    @Test func aTemporaryDirectoryGoesAndANamedOneStays() throws {
        let temporary = try DemoDirectory(keeping: nil)
        let mode = try FileManager.default.attributesOfItem(atPath: temporary.path)[.posixPermissions] as? NSNumber
        #expect(mode?.intValue == 0o700)
        temporary.remove()
        #expect(!FileManager.default.fileExists(atPath: temporary.path))
        let kept = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: kept, withIntermediateDirectories: false)
        try DemoDirectory(keeping: kept.path).remove()
        #expect(FileManager.default.fileExists(atPath: kept.path))
        try FileManager.default.removeItem(at: kept)
    }

    @Test func aFileThatIsNotEmbeddedIsNamed() {
        #expect {
            try EmbeddedFile("none.json")
        } throws: { error in
            "\(error)".contains("'none.json'")
        }
    }
}
