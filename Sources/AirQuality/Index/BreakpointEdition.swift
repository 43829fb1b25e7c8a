/// The table that turns concentrations into an index; the EPA changes it with its standards.
public enum BreakpointEdition: String, CaseIterable, Sendable, Hashable {
    /// The table in force until 5 May 2024, named for its PM2.5 breakpoints of 2012 (EPA 454/B-18-007, table 5).
    case epa2012 = "2012"
    /// The table in force since 6 May 2024 (EPA-454/B-24-002, table 6).
    case epa2024 = "2024"
}
