/// Why labels are no label set.
public enum LabelError: Error, Equatable, CustomStringConvertible {
    case emptyName
    case duplicateName(String)

    /// What is wrong, as a sentence.
    public var description: String {
        switch self {
        case .emptyName: "A label has no name."
        case .duplicateName(let name): "The label '\(name)' stands more than once."
        }
    }
}
