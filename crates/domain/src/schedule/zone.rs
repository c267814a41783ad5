//! Time zones: from the clock on the wall to moments and back, as RFC 5545 says.

use chrono::{
    DateTime, Datelike as _, MappedLocalTime, NaiveDateTime, Offset as _, TimeDelta, TimeZone as _,
    Utc,
};
use chrono_tz::{GapInfo, OffsetName as _, TZ_VARIANTS, Tz};
use parley_protocol::Timestamp;
use std::fmt;

/// Years of which moments can be told: before them there is no [`Timestamp`], and after them no zone's rules are known.
const YEARS: (i32, i32) = (1971, 2199);

/// A time zone of the IANA database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Zone(Tz);

impl Zone {
    /// Coordinated Universal Time.
    pub const UTC: Self = Self(Tz::UTC);

    /// The zone with this name, such as `Europe/Berlin`.
    pub fn parse(name: &str) -> Option<Self> {
        name.parse().ok().map(Self)
    }

    /// All zones by name.
    pub fn all() -> impl Iterator<Item = Self> {
        TZ_VARIANTS.iter().copied().map(Self)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// Whether moments can be told of this date.
    pub fn knows(local: NaiveDateTime) -> bool {
        (YEARS.0..=YEARS.1).contains(&local.year())
    }

    /// The moment at which the clocks of the zone show this. A time that they show twice is the first of them; one that
    /// they skip is told by the offset before the gap (RFC 5545, 3.3.5).
    pub fn moment(self, local: NaiveDateTime) -> Timestamp {
        to_timestamp(self.utc(local))
    }

    /// What the clocks of the zone show at a moment.
    pub fn clock_at(self, moment: Timestamp) -> NaiveDateTime {
        to_utc(moment).with_timezone(&self.0).naive_local()
    }

    /// How far the clocks of the zone are ahead of UTC at a moment, in seconds.
    pub(super) fn offset_at(self, moment: DateTime<Utc>) -> i32 {
        let offset = self.0.offset_from_utc_datetime(&moment.naive_utc());
        offset.fix().local_minus_utc()
    }

    /// How the zone calls its time at a moment, such as `CEST`.
    pub(super) fn abbreviation_at(self, moment: DateTime<Utc>) -> String {
        let offset = self.0.offset_from_utc_datetime(&moment.naive_utc());
        let name = offset.abbreviation().map(str::to_owned);
        name.unwrap_or_else(|| offset.fix().to_string())
    }

    pub(super) fn utc(self, local: NaiveDateTime) -> DateTime<Utc> {
        let offset = match self.0.offset_from_local_datetime(&local) {
            MappedLocalTime::Single(offset) => offset.fix(),
            MappedLocalTime::Ambiguous(one, other) => {
                let (one, other) = (one.fix(), other.fix());
                if one.local_minus_utc() > other.local_minus_utc() {
                    one
                } else {
                    other
                }
            }
            MappedLocalTime::None => {
                let before = GapInfo::new(&local, &self.0).and_then(|gap| gap.begin);
                before.map_or_else(|| Utc.fix(), |(_, offset)| offset.fix())
            }
        };
        let ahead = TimeDelta::seconds(offset.local_minus_utc().into());
        local.checked_sub_signed(ahead).unwrap_or(local).and_utc()
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// Moments before 1970 become its beginning.
pub(super) fn to_timestamp(moment: DateTime<Utc>) -> Timestamp {
    Timestamp(u64::try_from(moment.timestamp_millis()).unwrap_or_default())
}

/// Moments that chrono does not know become its last.
pub(super) fn to_utc(moment: Timestamp) -> DateTime<Utc> {
    let milliseconds = i64::try_from(moment.0).unwrap_or(i64::MAX);
    DateTime::from_timestamp_millis(milliseconds).unwrap_or(DateTime::<Utc>::MAX_UTC)
}
