import HTTPTypes

extension HTTPFields {
    /// The value of a field, as the subscript answers it.
    ///
    /// The subscript joins all fields of the name through unspecialised sequences, which costs more than finding them. Almost
    /// always there is one at most.
    func value(of name: HTTPField.Name) -> String? {
        var found: String?
        for field in self where field.name == name {
            guard found == nil else { return self[name] }
            found = field.value
        }
        return found
    }
}
