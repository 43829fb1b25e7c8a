extension Limits {
    /// Fields of a form.
    static let formFields = 32
}
