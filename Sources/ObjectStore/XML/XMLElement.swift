/// An element of an XML document: its name without a namespace's prefix, its text and the elements in it.
struct XMLElement: Sendable, Hashable {
    var name: String
    var text = ""
    var children: [XMLElement] = []

    /// The text of the first element of a name in this one.
    subscript(name: String) -> String? { first(name)?.text }

    func first(_ name: String) -> XMLElement? { children.first { $0.name == name } }

    func all(_ name: String) -> some Sequence<XMLElement> { children.lazy.filter { $0.name == name } }

    /// A text with what XML would take for markup written as references.
    static func escaped(_ text: String) -> String {
        text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}
