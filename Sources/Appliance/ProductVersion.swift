/// The version that `--version`, `/` and `/health` state; CHANGELOG.md says what is in it.
public enum ProductVersion {
    /// Semantic version.
    public static let text = "0.1.0"
}
