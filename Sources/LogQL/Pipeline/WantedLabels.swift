/// Which labels a metric query asks its parsers for.
///
/// With `sum by (level)` there is no need to make a label of every key of a line. Nil stands for all labels.
enum WantedLabels {
    static func names(_ grouping: Grouping?, _ stages: [Stage], _ unwrap: Unwrap?) -> Set<String>? {
        guard let grouping, !grouping.without else { return nil }
        var names = Set(grouping.labels)
        if let unwrap {
            names.insert(unwrap.label)
            for filter in unwrap.filters { names.formUnion(filter.names) }
        }
        for stage in stages {
            switch stage {
            case .filter(let filter): names.formUnion(filter.names)
            case .lineFormat(let template):
                guard let fields = template.fields else { return nil }
                names.formUnion(fields)
            case .labelFormat(let formats):
                for format in formats {
                    switch format.value {
                    case .rename(let name): names.insert(name)
                    case .template(let template):
                        guard let fields = template.fields else { return nil }
                        names.formUnion(fields)
                    }
                }
            case .drop(let choices), .keep(let choices):
                for choice in choices where choice.condition != nil { names.insert(choice.name) }
            case .line, .json, .logfmt, .regexp, .pattern, .unpack, .decolorize: break
            }
        }
        return names
    }
}
