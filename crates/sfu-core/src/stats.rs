//! What is counted.

/// Counters of a router since it began, and how much there is now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stats {
    /// Datagrams that came.
    pub packets_in: u64,
    /// Their bytes.
    pub bytes_in: u64,
    /// Datagrams that went out.
    pub packets_out: u64,
    /// Their bytes.
    pub bytes_out: u64,
    /// Datagrams from nobody we know.
    pub dropped_unknown: u64,
    /// Datagrams above what a participant may send.
    pub dropped_over_limit: u64,
    /// Media packets of sources that are off, or that are none.
    pub dropped_not_allowed: u64,
    /// Media packets sent to subscribers.
    pub forwarded: u64,
    /// Packets that subscribers asked for again (RFC 4585 NACK).
    pub nacks_in: u64,
    /// Packets asked for again of publishers.
    pub nacks_out: u64,
    /// Key frames that subscribers asked for.
    pub keyframe_requests_in: u64,
    /// Key frames asked for of publishers.
    pub keyframe_requests_out: u64,
    /// Packets that subscribers reported as lost.
    pub lost: u64,
    /// Times a slot began to send another layer or source.
    pub layer_switches: u64,
    /// Rooms that ended by a panic.
    pub rooms_failed: u64,
    /// Rooms there are.
    pub rooms: u64,
    /// Connections there are.
    pub participants: u64,
    /// Connections that are not yet through.
    pub handshakes: u64,
    /// Sum of the bandwidth estimates of all subscribers, in bits per second.
    pub estimate: u64,
}

impl Stats {
    /// Adds another router's.
    pub fn add(&mut self, other: &Self) {
        self.packets_in += other.packets_in;
        self.bytes_in += other.bytes_in;
        self.packets_out += other.packets_out;
        self.bytes_out += other.bytes_out;
        self.dropped_unknown += other.dropped_unknown;
        self.dropped_over_limit += other.dropped_over_limit;
        self.dropped_not_allowed += other.dropped_not_allowed;
        self.forwarded += other.forwarded;
        self.nacks_in += other.nacks_in;
        self.nacks_out += other.nacks_out;
        self.keyframe_requests_in += other.keyframe_requests_in;
        self.keyframe_requests_out += other.keyframe_requests_out;
        self.lost += other.lost;
        self.layer_switches += other.layer_switches;
        self.rooms_failed += other.rooms_failed;
        self.rooms += other.rooms;
        self.participants += other.participants;
        self.handshakes += other.handshakes;
        self.estimate += other.estimate;
    }
}
