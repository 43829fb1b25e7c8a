internal import Crypto

/// AES-256-GCM (NIST SP 800-38D) with a key that one object has for itself.
///
/// The key is new for each object, so counting nonces never meet twice. Whatever is sealed is bound to the header of the
/// object, to its place, and to whether it is the end: chunks cannot be moved, left out, doubled or mixed with others'.
struct ChunkCipher: Sendable {
    static let tagBytes = 16

    private let key: SymmetricKey
    private let headerHash: [UInt8]

    init(header: ObjectHeader, key: MasterKey) {
        self.key = key.objectKey(salt: header.salt.bytes, of: header.database)
        headerHash = header.identity.bytes
    }

    func seal(_ plain: [UInt8], number: UInt32, isEnd: Bool) -> [UInt8]? {
        guard let nonce = nonce(number, isEnd),
            let box = try? AES.GCM.seal(
                plain, using: key, nonce: nonce, authenticating: additionalData(number, isEnd))
        else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(plain.count + Self.tagBytes)
        bytes.append(contentsOf: box.ciphertext)
        bytes.append(contentsOf: box.tag)
        return bytes
    }

    func open(_ sealed: ArraySlice<UInt8>, number: UInt32, isEnd: Bool) -> [UInt8]? {
        guard sealed.count >= Self.tagBytes, let nonce = nonce(number, isEnd),
            let box = try? AES.GCM.SealedBox(
                nonce: nonce, ciphertext: sealed.dropLast(Self.tagBytes), tag: sealed.suffix(Self.tagBytes)),
            let plain = try? AES.GCM.open(box, using: key, authenticating: additionalData(number, isEnd))
        else { return nil }
        return Array(plain)
    }

    private func nonce(_ number: UInt32, _ isEnd: Bool) -> AES.GCM.Nonce? {
        var writer = ByteWriter()
        writer.append(UInt32(isEnd ? 1 : 0))
        writer.append(UInt64(number))
        return try? AES.GCM.Nonce(data: writer.bytes)
    }

    private func additionalData(_ number: UInt32, _ isEnd: Bool) -> [UInt8] {
        var writer = ByteWriter()
        writer.append(headerHash)
        writer.append(number)
        writer.append(UInt8(isEnd ? 1 : 0))
        return writer.bytes
    }
}
