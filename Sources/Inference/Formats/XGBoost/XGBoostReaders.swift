/// Reads models that XGBoost 1.7 to 3 saved as JSON (`save_model("model.json")`).
enum XGBoostJSONReader {
    /// Reads and validates a whole file.
    static func read(_ bytes: [UInt8], limits: Limits) throws(ModelError) -> ParsedModel {
        try Limits.check(bytes.count, of: "bytes", atMost: limits.maxFileBytes, format: .xgboostJSON)
        let document = try XGBoostDecoder.decode(XGBoostJSONTokens(bytes), limits: limits)
        return try XGBoostModelBuilder.build(document, format: .xgboostJSON, limits: limits)
    }
}

/// Reads models that XGBoost 1.7 to 3 saved as UBJSON (`save_model("model.ubj")`).
enum XGBoostUBJSONReader {
    /// Reads and validates a whole file.
    static func read(_ bytes: [UInt8], limits: Limits) throws(ModelError) -> ParsedModel {
        try Limits.check(bytes.count, of: "bytes", atMost: limits.maxFileBytes, format: .xgboostUBJSON)
        let document = try XGBoostDecoder.decode(UBJSONReader(bytes), limits: limits)
        return try XGBoostModelBuilder.build(document, format: .xgboostUBJSON, limits: limits)
    }
}
