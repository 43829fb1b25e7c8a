/// Usage, summed up by what was asked for.
public struct UsageReport: Sendable, Hashable {
    /// One group; what it was not grouped by is nil.
    public struct Group: Sendable, Hashable {
        /// Whole days since 1970-01-01.
        public var day: Int64?

        /// The account; 0 for nobody.
        public var userID: Int64?

        /// Its name, also of a deleted account; nil for nobody, and where it is not known any more.
        public var username: String?

        /// The API key; 0 for none.
        public var keyID: Int64?

        /// Its name; nil for none, and where it is not known any more.
        public var keyName: String?

        /// The request's method.
        public var method: String?

        /// The route template.
        public var endpoint: String?

        /// The model; empty for none.
        public var modelID: String?

        /// Its name and version as in `aqi@v3`, also of a deleted model.
        public var modelName: String?

        /// The status answered.
        public var status: Int?

        /// What was used.
        public var counts: UsageCounts

        /// A group of everything.
        public init(counts: UsageCounts) {
            self.counts = counts
        }
    }

    /// The groups asked for: by day where that is one of the dimensions, then the busiest first.
    public var groups: [Group]

    /// How many groups there are, those that were not asked for included.
    public var groupCount: Int

    /// What was used in all groups together.
    public var total: UsageCounts
}
