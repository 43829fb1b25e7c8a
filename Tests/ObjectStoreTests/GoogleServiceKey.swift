import CryptoExtras

/// A key that signs for tests, made anew in each run.
enum GoogleServiceKey {
    static let pem = (try? _RSA.Signing.PrivateKey(keySize: .bits2048).pemRepresentation) ?? ""
}
