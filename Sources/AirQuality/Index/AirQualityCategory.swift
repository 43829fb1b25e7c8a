/// The six categories of the index, with the names and colours that the EPA prescribes.
public enum AirQualityCategory: Int, CaseIterable, Sendable, Hashable {
    /// 0 to 50.
    case good
    /// 51 to 100.
    case moderate
    /// 101 to 150.
    case unhealthyForSensitiveGroups
    /// 151 to 200.
    case unhealthy
    /// 201 to 300.
    case veryUnhealthy
    /// 301 and above.
    case hazardous

    /// The category of an index.
    public init(index: Int) {
        self =
            switch index {
            case ...50: .good
            case ...100: .moderate
            case ...150: .unhealthyForSensitiveGroups
            case ...200: .unhealthy
            case ...300: .veryUnhealthy
            default: .hazardous
            }
    }

    /// The EPA's name of the category.
    public var name: String {
        switch self {
        case .good: "Good"
        case .moderate: "Moderate"
        case .unhealthyForSensitiveGroups: "Unhealthy for Sensitive Groups"
        case .unhealthy: "Unhealthy"
        case .veryUnhealthy: "Very Unhealthy"
        case .hazardous: "Hazardous"
        }
    }

    /// The EPA's colour of the category as an sRGB hexadecimal triplet (EPA-454/B-24-002, table 2).
    public var colour: String {
        switch self {
        case .good: "#00E400"
        case .moderate: "#FFFF00"
        case .unhealthyForSensitiveGroups: "#FF7E00"
        case .unhealthy: "#FF0000"
        case .veryUnhealthy: "#8F3F97"
        case .hazardous: "#7E0023"
        }
    }

    /// The name of the colour.
    public var colourName: String {
        switch self {
        case .good: "Green"
        case .moderate: "Yellow"
        case .unhealthyForSensitiveGroups: "Orange"
        case .unhealthy: "Red"
        case .veryUnhealthy: "Purple"
        case .hazardous: "Maroon"
        }
    }
}
