//! Planned meetings: their times in every kind of zone, what calendars learn of them, and who may change them.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "schedule/calendar.rs"]
mod calendar;
#[path = "schedule/cases.rs"]
mod cases;
#[path = "schedule/changing.rs"]
mod changing;
#[path = "accounts/memory.rs"]
mod memory;
#[path = "schedule/planning.rs"]
mod planning;
#[path = "schedule/plans.rs"]
mod plans;
#[path = "accounts/ports.rs"]
mod ports;
#[path = "schedule/seeing.rs"]
mod seeing;
#[path = "schedule/single_times.rs"]
mod single_times;
#[path = "schedule/support.rs"]
mod support;
#[path = "schedule/times.rs"]
mod times;
