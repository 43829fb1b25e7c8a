internal import CStartUpPages

/// The pages of the program's own code and constants that only starting needed.
///
/// Starting reads relocations, conformance tables and the code of every service once, and the kernel maps 64 KB around each
/// page that is touched: about half of what an idle daemon keeps mapped, serving never looks at. Unmapping it costs nothing:
/// these are clean pages of the executable, they stay in the page cache while there is room, and come back when touched.
enum StartUpPages {
    /// Unmaps them, once, when the daemon begins to answer; returns the number of bytes of address space that were covered, 0
    /// where the system knows no way or refused.
    @discardableResult
    static func giveBack() -> Int {
        Int(geoclimate_unmap_start_up_pages())
    }
}
