internal import Signals

extension Evaluator {
    static var duplicateLabels: QueryError {
        .execution("vector cannot contain metrics with the same labelset")
    }

    /// The tracks themselves, unless two have the same labels, whatever their times.
    func unique(_ tracks: [Track]) throws(QueryError) -> [Track] {
        guard !context.options.delaysNameRemoval else { return tracks }
        var seen = Set<LabelSet>(minimumCapacity: tracks.count)
        for track in tracks where !seen.insert(track.labels).inserted { throw Self.duplicateLabels }
        return tracks
    }

    /// One track a label set: those with the same labels are joined.
    ///
    /// - Throws: ``QueryError/execution(_:)`` where two have a sample at the same step.
    func merged(_ tracks: [Track]) throws(QueryError) -> [Track] {
        var places: [LabelSet: Int] = [:]
        places.reserveCapacity(tracks.count)
        var result: [Track] = []
        result.reserveCapacity(tracks.count)
        for track in tracks {
            guard let place = places[track.labels] else {
                places[track.labels] = result.count
                result.append(track)
                continue
            }
            for (step, value) in track.values.enumerated() where !Gap.isGap(value) {
                guard Gap.isGap(result[place].values[step]) else { throw Self.duplicateLabels }
                result[place].values[step] = value
            }
        }
        return result
    }

    /// Joins tracks whose labels a function has changed; with delayed removal of names only at the end.
    func mergedNow(_ tracks: [Track]) throws(QueryError) -> [Track] {
        context.options.delaysNameRemoval ? tracks : try merged(tracks)
    }

    /// Removes the names that were only marked for it, and joins what is then the same.
    func withNamesRemoved(_ tracks: [Track]) throws(QueryError) -> [Track] {
        guard context.options.delaysNameRemoval else { return tracks }
        return try merged(
            tracks.map { track in
                var result = track
                if track.dropsName { result.labels = track.labels.withoutName }
                return result
            })
    }
}
