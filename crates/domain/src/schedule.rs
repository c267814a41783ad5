//! Meetings that are planned: when they are, how they repeat, who is invited, and what calendars learn of them.
//!
//! *Invariants*: a time is the clock on the wall of one zone, which stays when that zone changes its offset; nobody but
//! the owner changes a plan, and nobody sees one who neither owns it nor is invited (T-081); an invitation names nobody
//! but the owner and its own reader; what people typed is never more than one value of a calendar (T-089); a link or a
//! token that is wrong and one that is somebody else's are answered alike.

mod calendar;
mod changes;
mod describe;
mod feed;
mod invitations;
mod invitees;
mod judging;
mod model;
mod occurrences;
mod one_time;
mod ports;
mod reading;
mod repeat;
mod service;
mod zone;

pub use calendar::{CalendarEntry, CalendarMethod, CalendarPart, write_calendar};
pub use chrono::{NaiveDate, NaiveDateTime, NaiveTime, Weekday};
pub use describe::{describe_occurrence, describe_plan};
pub use invitees::{Invited, Invitee};
pub use model::{
    Draft, Exception, Occurrence, OccurrenceChange, PasswordChange, Plan, PlanError, Schedule,
    ScheduleId, Series,
};
pub use occurrences::{occurrences, upcoming_of};
pub use ports::{NewSchedule, ScheduleChange, ScheduleRepository, StoredPassword};
pub use reading::{Details, PlannedTime, UpcomingMeeting};
pub use repeat::{Every, Repeat, RepeatEnd, WeekDays};
pub use service::{ScheduleError, Schedules, SchedulesPorts};
pub use zone::Zone;

/// Shortest and longest meeting that is planned, in minutes.
pub const MINUTES: (u32, u32) = (5, 24 * 60);
/// Most times that a meeting repeats where it is counted.
pub const COUNT: u32 = 1000;
/// Most years from the first time to the date until which a meeting repeats.
pub const UNTIL_YEARS: u32 = 10;
/// Most people who are invited to one meeting by mail.
pub const INVITEES: usize = 50;
/// Most mails that one account causes on one day (UTC) by planning.
pub const MAILS_PER_DAY: u32 = 200;
/// Most planned meetings of one person that are looked at together.
pub const PLANS: u64 = 500;
/// Most single times of one series that are changed or cancelled.
pub const EXCEPTIONS: usize = 200;
/// Fewest and most days for which what happened in a meeting is kept.
pub const HISTORY_DAYS: (u32, u32) = (1, 3650);
