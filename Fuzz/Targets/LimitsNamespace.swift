/// Stands in for the daemon's `Limits`, whose other bounds need its other rooms.
enum Limits {}
