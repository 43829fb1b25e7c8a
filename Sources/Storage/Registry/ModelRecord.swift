/// A registered model, without its bytes.
public struct ModelRecord: Sendable, Hashable, Identifiable {
    /// The model's identity, a lowercase UUID of version 7.
    public let id: String

    /// The name that its versions are counted under.
    public let name: String

    /// The number behind ``version``: 1 for the first model of a name, and never given out twice.
    public let versionNumber: Int

    /// The library or format that the file comes from.
    public let modelType: String

    /// What the model does.
    public let taskType: String

    /// Where the model stands now.
    public let stage: ModelStage

    /// Measured quality by name.
    public let metrics: [String: Double]

    /// When the model was registered.
    public let createdAt: Timestamp

    /// Who registered the model.
    public let createdBy: String

    /// The features in the order in which the model takes them.
    public let featureColumns: [String]

    /// How the model was trained.
    public let hyperparameters: [String: String]

    /// Free labels.
    public let tags: [String: String]

    /// Free text for people.
    public let description: String

    /// SHA-256 of the model file, 64 lowercase hexadecimal digits.
    public let sha256: String

    /// Size of the model file, in bytes.
    public let sizeBytes: Int

    /// The version as people write it: `v1`, `v2`, ….
    public var version: String { "v\(versionNumber)" }
}
