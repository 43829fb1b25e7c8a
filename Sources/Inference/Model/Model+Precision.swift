extension Model {
    /// Whether every answer is exactly a `Float`: such numbers are written with the fewer digits that tell `Float`s
    /// apart.
    public var answersFloats: Bool { precision == .float32 }
}
