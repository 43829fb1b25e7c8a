import Access
import Storage

/// What `geoclimate demo` tells the one who started it.
enum DemoGreeting {
    static func text(
        url: String, model: ModelRecord, directory: DemoDirectory, administrator: DemoAdministrator
    ) -> String {
        let kept = directory.isTemporary ? "\(directory.path) (removed when the demo ends)" : directory.path
        return """
            GeoClimate \(ProductVersion.text)
            ├─ API            \(url)
            ├─ documentation  \(url)/docs
            ├─ metrics        \(url)/metrics
            ├─ model          \(model.name) \(model.version): US AQI of the next 24 hours
            ├─ administrator  \(administrator.username), password \(administrator.password?.revealed ?? "as printed the first time")
            ├─ API key        \(administrator.key.revealed)
            └─ data           \(kept)

            Ask for a prediction:

              curl -s \(url)/predict -H 'X-API-Key: \(administrator.key.revealed)' -H 'Content-Type: application/json' -d '\(exampleRequest)'

            Ctrl-C ends the demo.
            """
    }

    /// A winter evening in a large city, in the model's units.
    static let exampleRequest = """
        {"data":{"temperature":3.2,"humidity":71,"wind_speed":1.4,"pressure":1021.5,"rain":0,"pm25":88,"pm10":112,"so2":14,"no2":67,"co":1500,"o3":21,"hour":19,"month":12}}
        """
}
