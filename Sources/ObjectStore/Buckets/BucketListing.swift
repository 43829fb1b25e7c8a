internal import Synchronization

/// Whether a service lists names in the order of their bytes, as far as it was seen.
///
/// Some keep names as trees of directories and list `a/1` before `a-1`, by the parts between slashes.
final class ListOrder: Sendable {
    private let foundTree = Mutex(false)

    var isTree: Bool { foundTree.withLock { $0 } }

    func noteTree() { foundTree.withLock { $0 = true } }
}

/// One list of objects, made of as many pages of the service as it takes.
struct BucketListing {
    let exchange: ServiceExchange
    let order: ListOrder
    /// What stands before every key in the bucket.
    let base: String
    let prefix: String
    let after: ObjectKey?
    let limit: Int
    var scanLimit = Limits.scannedObjects

    func run() async throws -> [ObjectInfo] {
        let found = try await firstObjects()
        guard order.isTree, !TreeOrder.keepsByteOrder(found, prefix: prefix, after: after) else { return found }
        return try await smallestOfAll()
    }

    /// The first objects behind the last one in the order of the service.
    private func firstObjects() async throws -> [ObjectInfo] {
        var found: [ObjectInfo] = []
        try await walk(from: after) { objects in
            for object in objects where found.count < limit {
                if let last = found.last, object.key <= last.key { order.noteTree() }
                if let after, object.key <= after { continue }
                found.append(object)
            }
            return found.count < limit
        }
        return found
    }

    /// The first objects in the order of bytes, of all that there are.
    private func smallestOfAll() async throws -> [ObjectInfo] {
        var scanned = 0
        var found: [ObjectInfo] = []
        try await walk(from: nil) { objects in
            scanned += objects.count
            guard scanned <= scanLimit else {
                throw ObjectStoreError.failed(
                    operation: "list", subject: subject,
                    reason: "the service lists out of order, and more than \(scanLimit) objects have "
                        + "this prefix")
            }
            found += objects.filter { object in after.map { $0 < object.key } ?? true }
            if found.count > limit { found = Array(found.sorted { $0.key < $1.key }.prefix(limit)) }
            return true
        }
        return found.sorted { $0.key < $1.key }
    }

    /// Hands the objects of page after page to `take` until it wants no more.
    private func walk(from after: ObjectKey?, _ take: ([ObjectInfo]) throws -> Bool) async throws {
        var token: String?
        for _ in 0..<Limits.listPages {
            let page = try await page(from: after, token: token)
            guard try take(page.entries.compactMap(object)), let next = page.next else { return }
            guard next != token else { throw failure("the service answers one page again and again") }
            token = next
        }
        throw failure("the list has more than \(Limits.listPages) pages")
    }

    private func page(from after: ObjectKey?, token: String?) async throws -> BucketPage {
        let operation = BucketOperation.list(
            prefix: base + prefix, after: after.map { base + $0.description }, token: token,
            // A page of some names shows the order of the service, and there may be names that are no keys.
            limit: max(limit, Limits.leastPage))
        let response = try await exchange.send(
            exchange.service.request(for: operation), operation: "list", subject: subject)
        if response.header("server")?.hasPrefix("SeaweedFS") == true { order.noteTree() }
        guard response.isSuccess else {
            throw exchange.refusal(response).error(operation: "list", subject: subject)
        }
        do throws(MalformedAnswer) { return try exchange.service.page(from: response.body) } catch {
            throw failure("the answer cannot be read: \(error.reason)")
        }
    }

    /// The object of a name; nil for one that is not under the prefix, or whose name is no key and so none of ours.
    private func object(_ entry: BucketPage.Entry) -> ObjectInfo? {
        guard entry.name.hasPrefix(base), let key = try? ObjectKey(String(entry.name.dropFirst(base.count))),
            key.description.hasPrefix(prefix)
        else { return nil }
        return ObjectInfo(key: key, sizeBytes: entry.sizeBytes)
    }

    private var subject: String { "\(prefix.isEmpty ? "the objects" : prefix) in \(exchange.service.place)" }

    private func failure(_ reason: String) -> ObjectStoreError {
        .failed(operation: "list", subject: subject, reason: reason)
    }
}

/// When a list in the order of a tree is one in the order of bytes too.
enum TreeOrder {
    /// Whether objects that a service listed from behind `after` on are the first in the order of bytes.
    ///
    /// A tree sorts a directory by its name and bytes sort it by its name and a slash, so they differ only where another
    /// name goes on behind that of a directory with a character below the slash. What comes behind a file in a tree comes
    /// behind it in bytes too: files directly below the prefix are right, as long as nothing was left out before them.
    static func keepsByteOrder(_ objects: [ObjectInfo], prefix: String, after: ObjectKey?) -> Bool {
        let directory = prefix.lastIndex(of: "/").map { prefix.index(after: $0) } ?? prefix.startIndex
        let depth = prefix[..<directory].utf8.count
        guard objects.allSatisfy({ !$0.key.description.utf8.dropFirst(depth).contains(UInt8(ascii: "/")) }) else {
            return false
        }
        guard let after = after?.description, after.hasPrefix(prefix[..<directory]) else { return true }
        let name = after.utf8.dropFirst(depth)
        return name.allSatisfy { $0 > UInt8(ascii: "/") }
    }
}
