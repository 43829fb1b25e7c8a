internal import AuditTree

/// The file beside the database to which every checkpoint is appended, so that it leaves the machine with the logs.
///
/// Each is a signed note with an empty line behind it.
struct CheckpointFile: Sendable {
    let path: String

    /// Everything in the file; nil when there is none.
    func read(maximumBytes: Int) throws -> CheckpointText? {
        do throws(SystemCalls.Failure) {
            return CheckpointText(
                String(decoding: try SystemCalls.contents(of: path, maximumBytes: maximumBytes), as: UTF8.self))
        } catch {
            if error.isMissing { return nil }
            throw StorageError.fileOperation(operation: "read the checkpoints", path: path, reason: error.reason)
        }
    }

    func append(_ note: SignedNote, after text: CheckpointText?) throws {
        // A line that a crash cut off must not run into this note.
        let separator = text?.endsProperly ?? true ? "" : "\n\n"
        do throws(SystemCalls.Failure) {
            try SystemCalls.append(Array("\(separator)\(note)\n".utf8), to: path)
        } catch {
            throw StorageError.fileOperation(operation: "write the checkpoint to", path: path, reason: error.reason)
        }
    }
}

/// Any number of checkpoints in a text, one behind the other.
struct CheckpointText: Sendable {
    private(set) var checkpoints: [StoredCheckpoint] = []

    /// Pieces of the text that are no checkpoint.
    private(set) var unreadable = 0

    /// Whether another note may follow.
    let endsProperly: Bool

    init(_ text: String) {
        endsProperly = text.isEmpty || text.hasSuffix("\n\n")
        var body: String?
        for block in Self.blocks(text) {
            guard block.hasPrefix("\u{2014} ") else {
                if body != nil { unreadable += 1 }
                body = block
                continue
            }
            guard let text = body, let note = try? SignedNote(text + "\n" + block),
                let checkpoint = try? StoredCheckpoint(note)
            else {
                unreadable += 1
                body = nil
                continue
            }
            checkpoints.append(checkpoint)
            body = nil
        }
        if body != nil { unreadable += 1 }
    }

    /// The groups of lines between empty lines, each line with its newline.
    private static func blocks(_ text: String) -> [String] {
        var blocks: [String] = []
        var block = ""
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if !line.isEmpty {
                block += line + "\n"
            } else if !block.isEmpty {
                blocks.append(block)
                block = ""
            }
        }
        return block.isEmpty ? blocks : blocks + [block]
    }
}
