import Foundation

/// The file of telemetry in a data directory, which commands read.
enum TelemetryFile {
    /// Makes sure that there is one.
    ///
    /// - Throws: ``CheckFailure`` where there is none.
    static func require(in directory: String) throws(CheckFailure) {
        guard FileManager.default.fileExists(atPath: directory + "/telemetry.db") else {
            throw CheckFailure(
                """
                There is no telemetry.db in '\(directory)'. Name the directory with --data-dir; a daemon makes the \
                file: geoclimate serve.
                """)
        }
    }
}
