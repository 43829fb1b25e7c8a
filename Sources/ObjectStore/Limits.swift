/// Every bound of this target, by name and with its unit.
public enum Limits {
    /// Bytes of a key; every store known takes as many.
    public static let keyBytes = 768

    /// Bytes of one part of a key, so that a part and a temporary name fit into a file name everywhere.
    public static let keyPartBytes = 128

    /// Bytes of one object.
    public static let objectBytes = 1 << 30

    /// Objects that one page of a list answers.
    public static let listedObjects = 1_000

    /// Bytes of a store's address.
    public static let locationBytes = 2_048

    /// Bytes of the prefix under which a bucket's keys stand; with the longest key they are the 1,024 of a name.
    public static let prefixBytes = 255

    /// Bytes of an answer that is a list: 1,000 long names with everything that services say about them.
    public static let listBytes = 8 << 20

    /// Bytes of any other answer that is read, such as one that says why a request failed.
    public static let answerBytes = 64 << 10

    /// Elements and texts of an XML document.
    public static let xmlNodes = 100_000

    /// Bytes of the name of an XML element.
    public static let xmlNameBytes = 128

    /// Elements of an XML document inside one another.
    public static let xmlDepth = 16

    /// Objects that a service is asked for at least, in one page of a list.
    public static let leastPage = 100

    /// Pages that one list asks a service for; services may answer pages with nothing in them.
    public static let listPages = 1_000

    /// Objects that are looked through where a service lists in another order than that of bytes.
    public static let scannedObjects = 100_000

    /// Bytes of an object from which on it is written in parts.
    public static let multipartBytes = 64 << 20

    /// Bytes of one part; services refuse less than 5 MiB.
    public static let partBytes = 16 << 20

    /// Parts on their way at a time.
    public static let partsAtOnce = 4

    /// Ranges read at a time.
    public static let rangesAtOnce = 64

    /// Seconds until a connection to a service is there.
    public static let connectSeconds = 10

    /// Seconds in which a service may send or take nothing before its connection counts as broken.
    public static let idleSeconds = 30

    /// Bytes a second that a bandwidth limit allows at least.
    public static let leastBandwidth = 64 << 10

    /// Bytes that a bandwidth limit lets pass at a time.
    public static let pacedBytes = 64 << 10

    /// Bytes a second that a transfer must reach not to be taken for stalled.
    public static let slowestBytesPerSecond = 64 << 10

    /// Bytes of a file with certificates or credentials.
    public static let configurationFileBytes = 1 << 20

    /// Seconds that a clock may differ from a service's before signatures follow the service's.
    public static let clockSkewSeconds = 240

    /// Seconds before its end at which an access token is replaced.
    public static let tokenMarginSeconds = 120

    /// Seconds that a service is believed when it says when to come back.
    public static let retryAfterSeconds = 3_600
}
