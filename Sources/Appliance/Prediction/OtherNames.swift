/// What happens to names in the input that are no feature of the model.
enum OtherNames: Sendable, Equatable {
    /// They are an error: a request names only features, so another name is a slip.
    case refused
    /// They stay in the output, but for these names, which the output needs itself: `geoclimate predict` on somebody's
    /// table.
    case kept(except: [String])
}
