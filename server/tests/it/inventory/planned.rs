//! The part of the inventory about personal and planned meetings.

use super::table::{CrossSite::Refused, Rate, Row};
use parley_server::LimitClass::{Account, Start};

/// Server functions: what it is, who may use it, cross-site, rate, the name of its test.
pub(crate) const PLANNED: [Row; 12] = [
    Row(
        "POST /api/read_personal_meeting",
        "who is signed in",
        Refused,
        Rate::Client(Account),
        "a_personal_meeting_has_settings_of_its_own_that_hold_at_once",
    ),
    Row(
        "POST /api/save_personal_meeting",
        "who is signed in",
        Refused,
        Rate::Client(Account),
        "a_personal_meeting_has_settings_of_its_own_that_hold_at_once",
    ),
    Row(
        "POST /api/start_personal_meeting",
        "who is signed in",
        Refused,
        Rate::Client(Start),
        "a_personal_meeting_is_started_by_its_owner_only",
    ),
    Row(
        "POST /api/create_link",
        "who is signed in",
        Refused,
        Rate::Client(Account),
        "a_personal_meeting_is_started_by_its_owner_only",
    ),
    Row(
        "POST /api/list_upcoming",
        "who is signed in, for themselves",
        Refused,
        Rate::Client(Account),
        "t081_a_stranger_neither_sees_nor_changes_a_plan",
    ),
    Row(
        "POST /api/schedule_meeting",
        "who is signed in",
        Refused,
        Rate::Client(Account),
        "t081_a_stranger_neither_sees_nor_changes_a_plan",
    ),
    Row(
        "POST /api/read_schedule",
        "who planned it",
        Refused,
        Rate::Client(Account),
        "t081_a_stranger_neither_sees_nor_changes_a_plan",
    ),
    Row(
        "POST /api/edit_schedule",
        "who planned it",
        Refused,
        Rate::Client(Account),
        "t081_a_stranger_neither_sees_nor_changes_a_plan",
    ),
    Row(
        "POST /api/edit_occurrence",
        "who planned it",
        Refused,
        Rate::Client(Account),
        "t081_a_stranger_neither_sees_nor_changes_a_plan",
    ),
    Row(
        "POST /api/cancel_schedule",
        "who planned it",
        Refused,
        Rate::Client(Account),
        "t081_a_stranger_neither_sees_nor_changes_a_plan",
    ),
    Row(
        "POST /api/judge_schedule",
        "who is signed in; of a plan, who planned it",
        Refused,
        Rate::Client(Account),
        "t081_a_stranger_neither_sees_nor_changes_a_plan",
    ),
    Row(
        "POST /api/check_link",
        "who is signed in",
        Refused,
        Rate::Client(Account),
        "t081_a_stranger_neither_sees_nor_changes_a_plan",
    ),
];
