/// Why a drill could not go on; that is no broken promise, it has no result.
enum DrillError: Error, CustomStringConvertible {
    /// A daemon did not answer.
    case notStarted(directory: String, said: String)
    /// A daemon that answers is not ready to predict.
    case notReady(url: String)
    /// A daemon did not note its process.
    case noProcess(directory: String)
    /// The program cannot find itself.
    case noProgram
    /// A request was refused.
    case refused(request: String, status: Int)
    /// A daemon is ready, but does not write to the replica.
    case noTimeline
    /// Fewer writes than a drill needs.
    case tooFewWrites

    var description: String {
        switch self {
        case .notStarted(let directory, let said):
            "The daemon in '\(directory)' did not start. It said: \(said.isEmpty ? "nothing" : said)"
        case .notReady(let url):
            "The daemon at \(url) answers, but is not ready after \(Limits.drillStartMilliseconds) ms."
        case .noProcess(let directory): "The daemon in '\(directory)' did not note its process, so it was not ended."
        case .noProgram: "The program does not know where it is, so it cannot start a daemon."
        case .refused(let request, let status): "The daemon answered \(request) with \(status)."
        case .noTimeline:
            "The daemon on the restored directory is ready, but did not begin its timeline in the replica within "
                + "\(Limits.drillFenceMilliseconds) ms."
        case .tooFewWrites: "Nothing was acknowledged before the machine was lost. Give more --seconds."
        }
    }
}
