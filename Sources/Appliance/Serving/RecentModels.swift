import Storage

/// Models that are in memory without being in production: the most recently used ones, at most `capacity`.
struct RecentModels: Sendable {
    let capacity: Int
    /// Least recently used first.
    ///
    /// Small, so that a scan beats a linked list.
    private var models: [LoadedModel] = []

    init(capacity: Int) {
        self.capacity = max(1, capacity)
    }

    /// The model with this id, which becomes the most recently used one.
    mutating func model(id: String) -> LoadedModel? {
        guard let index = models.firstIndex(where: { $0.record.id == id }) else { return nil }
        let model = models.remove(at: index)
        models.append(model)
        return model
    }

    /// Keeps a model, and forgets the one used least recently when there are too many.
    mutating func insert(_ model: LoadedModel) {
        models.removeAll { $0.record.id == model.record.id }
        models.append(model)
        if models.count > capacity { models.removeFirst() }
    }

    mutating func remove(id: String) {
        models.removeAll { $0.record.id == id }
    }

    var all: [LoadedModel] { models }
}
