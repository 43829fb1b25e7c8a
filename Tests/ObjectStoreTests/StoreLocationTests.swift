import Testing

@testable import ObjectStore

@Suite struct StoreLocationTests {
    @Test(arguments: [
        ("file:///var/replica", "file:///var/replica"),
        ("file://localhost/a%20b/", "file:///a%20b"),
        (
            "s3://bucket?region=eu-central-1",
            "s3://bucket?endpoint=https://s3.eu-central-1.amazonaws.com&region=eu-central-1&addressing=virtual"
        ),
        (
            "s3://my.bucket/p?region=eu-central-1",
            "s3://my.bucket/p?endpoint=https://s3.eu-central-1.amazonaws.com&region=eu-central-1&addressing=path"
        ),
        (
            "s3://bucket/a/b/?endpoint=http://127.0.0.1:8333",
            "s3://bucket/a/b?endpoint=http://127.0.0.1:8333&region=us-east-1&addressing=path"
        ),
        (
            "s3://bucket/a?endpoint=store.example.org/base/&addressing=virtual",
            "s3://bucket/a?endpoint=https://store.example.org/base&region=us-east-1&addressing=virtual"
        ),
        (
            "s3://bucket/%C3%BC%2B%25?endpoint=http%3A%2F%2F%5B%3A%3A1%5D%3A9000",
            "s3://bucket/%C3%BC%2B%25?endpoint=http://[::1]:9000&region=us-east-1&addressing=path"
        ),
        ("gs://bucket/prefix", "gs://bucket/prefix"),
        ("gs://bucket?endpoint=http://127.0.0.1:4443", "gs://bucket?endpoint=http://127.0.0.1:4443"),
        ("azblob://account/container/a/b", "azblob://account/container/a/b"),
        (
            "azblob://account/container?endpoint=http://127.0.0.1:10000/account",
            "azblob://account/container?endpoint=http://127.0.0.1:10000/account"
        ),
    ])
    func readsAddresses(_ text: String, _ usual: String) throws {
        let location = try StoreLocation(text)
        #expect(location.description == usual)
        #expect(try StoreLocation(location.description) == location)
    }

    @Test(arguments: [
        ("", "does not begin with"), ("bucket/prefix", "does not begin with"), ("ftp://host/x", "does not begin with"),
        ("file://host/x", "three slashes"), ("file:///", "names no directory"), ("file:///a/../b", "two dots"),
        ("file:///a?x=1", "the parameter x"), ("s3://bucket", "names no region"),
        ("s3://ab?region=r", "the bucket is not a name"), ("s3://?region=r", "the bucket is not a name"),
        ("s3://bu/cket?region=r", "the bucket is not a name"), ("s3://b%75cket?region=r", "the bucket is not a name"),
        ("s3://bucket//a?region=r", "empty"), ("s3://bucket/a/./b?region=r", "a dot"),
        ("s3://bucket/a%2Fb?region=r", "slash"), ("s3://bucket/%zz?region=r", "percent"),
        ("s3://bucket/%FF?region=r", "percent"), ("s3://bucket/%00?region=r", "control"),
        ("s3://bucket/a b?region=r", "a space"), ("s3://bucket/a#b?region=r", "%23"),
        ("s3://bucket?region=", "no value"), ("s3://bucket?region", "no value"), ("s3://bucket?region=A", "the region"),
        ("s3://bucket?region=a&region=b", "twice"), ("s3://bucket?regoin=a", "the parameter regoin"),
        ("s3://bucket?region=r&addressing=dns", "neither path nor virtual"),
        ("s3://bucket?endpoint=ftp://x", "neither http nor https"), ("s3://bucket?endpoint=http://", "host"),
        ("s3://bucket?endpoint=http://h:0", "port"), ("s3://bucket?endpoint=http://h:x", "port"),
        ("s3://bucket?endpoint=http://h:70000", "port"), ("s3://bucket?endpoint=http://a/b%3Fc", "path"),
        ("gs://bucket?endpoint=http://example.org", "in the clear"), ("gs://bucket?region=eu", "the parameter region"),
        ("azblob://Account/c", "storage account"), ("azblob://account", "names no container"),
        ("azblob://account/x", "the container is not a name"),
    ])
    func saysWhatIsWrong(_ text: String, _ reason: String) {
        #expect { try StoreLocation(text) } throws: { error in
            "\(error)".contains(reason) && "\(error)".hasPrefix("The address of the object store cannot be used")
        }
    }

    /// People paste keys into addresses: no error shows them.
    @Test(arguments: [
        "s3://AKIDEXAMPLE:topsecret@bucket/p?region=r", "s3://bucket?region=r&TopSecret=1",
        "s3://bucket?region=r&secret_access_key=topsecret", "s3://bucket?region=topsecret!",
        "s3://bucket?endpoint=http://user:topsecret@host", "s3://topsecret!bucket?region=r",
        "azblob://topsecret!/c", "topsecret://bucket", "s3://bucket/p?region=r&TOPSECRETTOPSECRET=topsecret",
    ])
    func repeatsNoSecret(_ text: String) {
        #expect { try StoreLocation(text) } throws: { error in
            !"\(error)".lowercased().contains("topsecret")
        }
    }

    @Test func takesTheRegionOfTheEnvironment() throws {
        for (name, environment) in [
            ("a", ["AWS_REGION": "a", "AWS_DEFAULT_REGION": "b"]), ("b", ["AWS_DEFAULT_REGION": "b"]),
        ] {
            guard case .s3(let location) = try StoreLocation("s3://bucket", environment: environment) else {
                Issue.record("not a bucket of S3")
                continue
            }
            #expect(location.region == name)
        }
    }

    @Test func boundsLengths() throws {
        let prefix = String(repeating: "p", count: Limits.prefixBytes)
        _ = try StoreLocation("gs://bucket/\(prefix)")
        #expect(throws: ObjectStoreError.self) { try StoreLocation("gs://bucket/\(prefix)p") }
        let long = "file:///" + String(repeating: "a", count: Limits.locationBytes - 8)
        _ = try StoreLocation(long)
        #expect(throws: ObjectStoreError.self) { try StoreLocation(long + "a") }
        // The name of an object in a bucket is the prefix, a slash and the key.
        #expect(Limits.prefixBytes + 1 + Limits.keyBytes <= 1_024)
    }
}
