import Replication
import Testing

@Suite("Names of objects")
struct ReplicaKeyTests {
    static let database = DatabaseID(Word128(0x0123_4567_89AB_CDEF_0123_4567_89AB_CDEF as UInt128))
    static let table: [(ReplicaKey, String)] = [
        (.segment(database, timeline: 1, sequence: 0x1F), "t00000001/seg/000000000000001f"),
        (
            .run(database, timeline: 2, level: 3, sequences: 1...255),
            "t00000002/run/03/0000000000000001-00000000000000ff"
        ),
        (.snapshot(database, timeline: 1, sequence: 9, part: 10), "t00000001/snap/0000000000000009/0000000a"),
        (.epoch(database, timeline: .max), "tffffffff/epoch"),
        (.manifest(database, generation: .max), "manifest/ffffffffffffffff"),
        (.probe(database, nonce: 1), "probe/00000000000000000000000000000001"),
    ]

    @Test("A key prints as its name, and the name reads as the key", arguments: table)
    func names(key: ReplicaKey, end: String) {
        let name = "db/01234567-89ab-cdef-0123-456789abcdef/" + end
        #expect(key.name == name)
        #expect(ReplicaKey(name) == key)
        #expect(ReplicaKey(name.uppercased()) == nil)
        #expect(ReplicaKey(name + "/") == nil)
        #expect(ReplicaKey(String(name.dropLast())) == nil)
        #expect(ReplicaKey("/" + name) == nil)
    }

    @Test(
        "Other names are not keys",
        arguments: [
            "", "db", "db//t00000001/epoch", "db/01234567-89ab-cdef-0123-456789abcde/t00000001/epoch",
            "db/01234567-89ab-cdef-0123-456789abcdef/t1/seg/0000000000000001",
            "db/01234567-89ab-cdef-0123-456789abcdef/t00000001/seg/+000000000000001",
            "db/01234567-89ab-cdef-0123-456789abcdef/t00000001/run/01/0000000000000002-0000000000000001",
            "db/0123456-789ab-cdef-0123-456789abcdef/t00000001/epoch", "db/x/y/z",
        ])
    func refused(name: String) { #expect(ReplicaKey(name) == nil) }

    @Test("The order of names is the order of numbers")
    func order() {
        let names = [9, 10, 255, 256, UInt64.max].map {
            ReplicaKey.segment(Self.database, timeline: 1, sequence: $0).name
        }
        #expect(names == names.sorted())
    }
}
