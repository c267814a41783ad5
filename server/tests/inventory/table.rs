//! The inventory itself.

use parley_server::LimitClass;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum CrossSite {
    /// Changes nothing, so that it may come from anywhere.
    Safe,
    /// Refused by the layer for unsafe methods.
    Refused,
    /// Refused by its own exact check of `Origin`.
    OwnOrigin,
    /// Comes over a socket whose origin was checked.
    OnSocket,
}

#[derive(Clone, Copy, Debug)]
pub(crate) enum Rate {
    /// Costs next to nothing.
    Free,
    /// By client address, in HTTP.
    Client(LimitClass),
    /// By socket, in the room.
    Socket,
}

pub(crate) struct Row(
    pub(crate) &'static str,
    pub(crate) &'static str,
    pub(crate) CrossSite,
    pub(crate) Rate,
    pub(crate) &'static str,
);

use CrossSite::{OnSocket, OwnOrigin, Refused, Safe};
use LimitClass::{Account, Lookup, SignIn, Socket, Start, Upload};

/// What it is, who may use it, cross-site, rate, the name of its test.
pub(crate) const TABLE: [Row; 48] = [
    Row(
        "GET /",
        "anybody",
        Safe,
        Rate::Free,
        "t044_every_page_has_a_nonce_of_its_own_and_every_script_has_it",
    ),
    Row(
        "GET /m/{code}",
        "anybody",
        Safe,
        Rate::Client(Lookup),
        "t045_t043_t051_every_status_has_the_security_headers",
    ),
    Row(
        "GET /login",
        "anybody",
        Safe,
        Rate::Free,
        "every_page_of_accounts_is_drawn_and_kept_by_nobody",
    ),
    Row(
        "GET /register",
        "anybody",
        Safe,
        Rate::Free,
        "every_page_of_accounts_is_drawn_and_kept_by_nobody",
    ),
    Row(
        "GET /register/verify",
        "anybody",
        Safe,
        Rate::Free,
        "every_page_of_accounts_is_drawn_and_kept_by_nobody",
    ),
    Row(
        "GET /forgot",
        "anybody",
        Safe,
        Rate::Free,
        "every_page_of_accounts_is_drawn_and_kept_by_nobody",
    ),
    Row(
        "GET /forgot/reset",
        "anybody",
        Safe,
        Rate::Free,
        "every_page_of_accounts_is_drawn_and_kept_by_nobody",
    ),
    Row(
        "GET /forgot/done",
        "anybody",
        Safe,
        Rate::Free,
        "every_page_of_accounts_is_drawn_and_kept_by_nobody",
    ),
    Row(
        "GET /dashboard",
        "who is signed in; others are led to sign in",
        Safe,
        Rate::Free,
        "the_dashboard_is_for_who_is_signed_in",
    ),
    Row(
        "GET /profile",
        "who is signed in; others are led to sign in",
        Safe,
        Rate::Free,
        "the_dashboard_is_for_who_is_signed_in",
    ),
    Row(
        "GET /admin",
        "an admin; for others it is not there",
        Safe,
        Rate::Free,
        "t083_for_a_member_there_is_no_admin",
    ),
    Row(
        "POST /api/save_profile",
        "who is signed in, for themselves",
        Refused,
        Rate::Client(Account),
        "t081_what_is_somebodys_own_is_refused_to_strangers",
    ),
    Row(
        "POST /api/change_picture",
        "who is signed in, for themselves",
        Refused,
        Rate::Client(Upload),
        "t081_nobody_changes_a_picture_without_being_signed_in",
    ),
    Row(
        "POST /api/remove_picture",
        "who is signed in, for themselves",
        Refused,
        Rate::Client(Account),
        "t081_nobody_changes_a_picture_without_being_signed_in",
    ),
    Row(
        "GET /pictures/{id}/{side}",
        "who is signed in; for others it is not there",
        Safe,
        Rate::Client(Lookup),
        "t005_a_picture_is_there_for_who_is_signed_in_only",
    ),
    Row(
        "POST /api/begin_email_change",
        "who is signed in, for themselves",
        Refused,
        Rate::Client(Account),
        "t081_what_is_somebodys_own_is_refused_to_strangers",
    ),
    Row(
        "POST /api/change_email",
        "who is signed in, for themselves",
        Refused,
        Rate::Client(Account),
        "t081_what_is_somebodys_own_is_refused_to_strangers",
    ),
    Row(
        "POST /api/change_password",
        "who is signed in, for themselves",
        Refused,
        Rate::Client(Account),
        "t081_what_is_somebodys_own_is_refused_to_strangers",
    ),
    Row(
        "POST /api/list_devices",
        "who is signed in, for themselves",
        Refused,
        Rate::Client(Account),
        "t081_what_is_somebodys_own_is_refused_to_strangers",
    ),
    Row(
        "POST /api/end_device",
        "who is signed in, for themselves",
        Refused,
        Rate::Client(Account),
        "t081_what_is_somebodys_own_is_refused_to_strangers",
    ),
    Row(
        "POST /api/end_other_devices",
        "who is signed in, for themselves",
        Refused,
        Rate::Client(Account),
        "t081_what_is_somebodys_own_is_refused_to_strangers",
    ),
    Row(
        "POST /api/list_activity",
        "who is signed in, for themselves",
        Refused,
        Rate::Client(Account),
        "t081_what_is_somebodys_own_is_refused_to_strangers",
    ),
    Row(
        "POST /api/list_users",
        "an admin",
        Refused,
        Rate::Client(Account),
        "t083_for_a_member_there_is_no_admin",
    ),
    Row(
        "POST /api/change_user",
        "an admin",
        Refused,
        Rate::Client(Account),
        "t083_for_a_member_there_is_no_admin",
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
        "POST /api/sign_in",
        "anybody",
        Refused,
        Rate::Client(SignIn),
        "t001_a_wrong_password_and_a_missing_account_are_answered_to_the_byte_alike",
    ),
    Row(
        "POST /api/sign_out",
        "who is signed in",
        Refused,
        Rate::Client(Account),
        "t032_t033_a_session_is_a_new_cookie_and_ends_with_the_sign_out",
    ),
    Row(
        "POST /api/begin_registration",
        "anybody",
        Refused,
        Rate::Client(Account),
        "t003_registering_with_a_taken_address_is_answered_to_the_byte_alike",
    ),
    Row(
        "POST /api/resend_registration",
        "the browser that began",
        Refused,
        Rate::Client(Account),
        "t030_without_the_flow_of_this_browser_nothing_is_completed",
    ),
    Row(
        "POST /api/complete_registration",
        "the browser that began",
        Refused,
        Rate::Client(Account),
        "t030_without_the_flow_of_this_browser_nothing_is_completed",
    ),
    Row(
        "POST /api/request_reset",
        "anybody",
        Refused,
        Rate::Client(Account),
        "t004_a_reset_is_answered_to_the_byte_alike",
    ),
    Row(
        "POST /api/resend_reset",
        "the browser that began",
        Refused,
        Rate::Client(Account),
        "t004_a_reset_is_answered_to_the_byte_alike",
    ),
    Row(
        "POST /api/reset_password",
        "the browser that began, with the code",
        Refused,
        Rate::Client(Account),
        "t030_without_the_flow_of_this_browser_nothing_is_completed",
    ),
    Row(
        "GET /healthz",
        "anybody",
        Safe,
        Rate::Free,
        "without_its_database_the_server_says_so_at_once_and_goes_on",
    ),
    Row(
        "GET /readyz",
        "anybody",
        Safe,
        Rate::Free,
        "without_its_database_the_server_says_so_at_once_and_goes_on",
    ),
    Row(
        "GET /socket/{code}",
        "who has the code",
        OwnOrigin,
        Rate::Client(Socket),
        "t053_only_our_own_pages_get_a_socket",
    ),
    Row(
        "GET /{*file}",
        "anybody",
        Safe,
        Rate::Free,
        "only_files_of_a_build_are_kept_for_good",
    ),
    Row(
        "POST /{*file}",
        "nobody",
        Refused,
        Rate::Client(Lookup),
        "t037_t040_t041_every_unsafe_route_refuses_other_sites",
    ),
    Row(
        "POST /api/start_meeting",
        "meetings.guests_may_start",
        Refused,
        Rate::Client(Start),
        "where_guests_may_not_start_they_start_nothing",
    ),
    Row(
        "POST /api/join_meeting",
        "anybody",
        Refused,
        Rate::Client(Lookup),
        "t037_t040_t041_every_unsafe_route_refuses_other_sites",
    ),
    Row(
        "POST /api/find_meeting",
        "anybody",
        Refused,
        Rate::Client(Lookup),
        "t037_t040_t041_every_unsafe_route_refuses_other_sites",
    ),
    Row(
        "message hello",
        "who has the code",
        OnSocket,
        Rate::Socket,
        "before_hello_nothing_is_done_and_hello_comes_once",
    ),
    Row(
        "message set_media",
        "a participant, for themselves",
        OnSocket,
        Rate::Socket,
        "t067_a_flood_is_refused_and_closed_and_another_room_does_not_notice",
    ),
    Row(
        "message signal",
        "a participant, to one of the room",
        OnSocket,
        Rate::Socket,
        "t057_a_signal_never_leaves_the_room",
    ),
    Row(
        "message send_chat",
        "a participant",
        OnSocket,
        Rate::Socket,
        "t056_a_forged_sender_is_refused_and_the_others_see_the_real_one",
    ),
    Row(
        "message leave",
        "a participant, for themselves",
        OnSocket,
        Rate::Socket,
        "who_leaves_is_gone_at_once_and_the_others_stay",
    ),
    Row(
        "message ping",
        "anybody on the socket",
        OnSocket,
        Rate::Socket,
        "a_ping_is_answered_to_who_asked_and_to_nobody_else",
    ),
];
