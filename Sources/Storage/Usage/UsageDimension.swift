/// What a report of usage may be grouped by.
public enum UsageDimension: String, Sendable, Hashable, CaseIterable {
    /// The UTC day.
    case day
    /// The account.
    case user
    /// The API key.
    case key
    /// The method and the route template.
    case endpoint
    /// The model.
    case model
    /// The status answered.
    case status
}
