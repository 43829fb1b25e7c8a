/// The six pollutants of the US air quality index.
public enum Pollutant: String, CaseIterable, Sendable, Hashable {
    /// Particles of an aerodynamic diameter of 2.5 micrometres and less.
    case pm25
    /// Particles of an aerodynamic diameter of 10 micrometres and less.
    case pm10
    /// Ozone.
    case o3
    /// Carbon monoxide.
    case co
    /// Sulphur dioxide.
    case so2
    /// Nitrogen dioxide.
    case no2

    /// The pollutant's name in words.
    public var name: String {
        switch self {
        case .pm25: "fine particles"
        case .pm10: "inhalable particles"
        case .o3: "ozone"
        case .co: "carbon monoxide"
        case .so2: "sulphur dioxide"
        case .no2: "nitrogen dioxide"
        }
    }

    /// The pollutant as the EPA writes it without subscripts: `PM2.5`, `PM10`, `O3`, `CO`, `SO2`, `NO2`.
    public var symbol: String {
        switch self {
        case .pm25: "PM2.5"
        case .pm10: "PM10"
        case .o3: "O3"
        case .co: "CO"
        case .so2: "SO2"
        case .no2: "NO2"
        }
    }

    /// Grams a mole; particles have none.
    ///
    /// From the abridged standard atomic weights of IUPAC (2021): C 12.011, N 14.007, O 15.999, S 32.06.
    public var molarMass: Double? {
        switch self {
        case .pm25, .pm10: nil
        case .o3: 47.997
        case .co: 28.010
        case .so2: 64.058
        case .no2: 46.005
        }
    }
}
