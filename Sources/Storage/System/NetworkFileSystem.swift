extension SystemCalls {
    /// Network file systems by the magic numbers of `statfs(2)`.
    ///
    /// FUSE is not among them: it may well be local.
    static func networkFileSystemName(magic: UInt32) -> String? {
        switch magic {
        case 0x6969: "NFS"
        case 0x517B, 0xFE53_4D42, 0xFF53_4D42: "SMB"
        case 0x0102_1997: "9P"
        case 0x5346_414F: "AFS"
        case 0x00C3_6400: "Ceph"
        case 0x7375_7245: "Coda"
        case 0x0BD0_0BD0: "Lustre"
        case 0x0116_1970: "GFS2"
        default: nil
        }
    }
}
