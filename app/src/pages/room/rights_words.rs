//! What is said when somebody's rights, hand or place in the light change: found by comparing two views.

use parley_protocol::{ErrorCode, Role};
use parley_room_client::RoomView;

/// What is to be said about the step from one view in a meeting to the next.
pub(super) fn rights_changes(old: &RoomView, new: &RoomView) -> Vec<String> {
    let mut words = done_by_hosts(old, new);
    words.extend(role_change(old, new).map(str::to_owned));
    words.extend(own_hand(old, new));
    words.extend(other_hands(old, new));
    words.extend(spotlight(old, new));
    words
}

fn done_by_hosts(old: &RoomView, new: &RoomView) -> Vec<String> {
    let (before, now) = (old.told, new.told);
    let refused = crate::text::error_code(ErrorCode::Forbidden);
    [
        (before.muted != now.muted, "The host muted your microphone"),
        (
            before.everyone_muted != now.everyone_muted,
            "The host muted everyone",
        ),
        (
            before.video_stopped != now.video_stopped,
            "The host turned off your camera",
        ),
        (before.refused != now.refused, refused),
    ]
    .into_iter()
    .filter(|(happened, _)| *happened)
    .map(|(_, words)| words.to_owned())
    .chain(order_refused(old, new).map(str::to_owned))
    .collect()
}

/// What was not done for somebody who runs the meeting.
fn order_refused(old: &RoomView, new: &RoomView) -> Option<&'static str> {
    let is_new = old.told.orders_refused != new.told.orders_refused;
    let refusal = new.told.order_refusal.filter(|_| is_new)?;
    Some(crate::text::order_refusal(refusal))
}

fn role_change(old: &RoomView, new: &RoomView) -> Option<&'static str> {
    let (before, now) = (old.role?, new.role?);
    match (before, now) {
        (before, now) if before == now => None,
        (_, Role::Host) => Some("You are now the host"),
        (_, Role::CoHost) => Some("You are now a co-host"),
        (Role::Host, Role::Participant | Role::Guest) => Some("You are no longer the host"),
        (Role::CoHost, Role::Participant | Role::Guest) => Some("You are no longer a co-host"),
        (Role::Participant | Role::Guest, Role::Participant | Role::Guest) => None,
    }
}

fn own_hand(old: &RoomView, new: &RoomView) -> Option<String> {
    match (old.hand, new.hand) {
        (None, Some(place)) => Some(format!("Your hand is raised, number {place}")),
        (Some(_), None) => Some("Your hand is lowered".to_owned()),
        _ => None,
    }
}

fn other_hands(old: &RoomView, new: &RoomView) -> Vec<String> {
    let was_down = |participant| {
        let mut before = old.tiles.iter();
        before.any(|tile| tile.participant == participant && tile.hand.is_none())
    };
    let others = new.tiles.iter().filter(|tile| !tile.is_self);
    others
        .filter(|tile| tile.hand.is_some() && was_down(tile.participant))
        .map(|tile| format!("{} raised their hand", tile.display_name))
        .collect()
}

fn spotlight(old: &RoomView, new: &RoomView) -> Option<String> {
    let lit = new.spotlight.filter(|_| new.spotlight != old.spotlight)?;
    let tile = new.tiles.iter().find(|tile| tile.participant == lit)?;
    Some(if tile.is_self {
        "You are in the spotlight".to_owned()
    } else {
        format!("{} is in the spotlight", tile.display_name)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::room::fixtures::{in_meeting, tile};
    use parley_protocol::ParticipantId;
    use parley_room_client::OrderRefusal;

    #[test]
    fn what_hosts_do_is_told_each_time() {
        let old = in_meeting(&[]);
        let mut new = old.clone();
        new.told.muted = 1;
        assert_eq!(
            rights_changes(&old, &new),
            ["The host muted your microphone"]
        );
        let mut later = new.clone();
        later.told.everyone_muted = 1;
        later.told.video_stopped = 1;
        assert_eq!(
            rights_changes(&new, &later),
            ["The host muted everyone", "The host turned off your camera"]
        );
        assert_eq!(rights_changes(&later, &later), Vec::<String>::new());
    }

    #[test]
    fn what_the_server_does_not_do_for_a_host_is_told_in_plain_words() {
        let old = in_meeting(&[]);
        let mut new = old.clone();
        new.told.orders_refused = 1;
        new.told.order_refusal = Some(OrderRefusal::Server(ErrorCode::MeetingFull));
        let words = rights_changes(&old, &new);
        assert_eq!(
            words,
            ["The meeting is full. Somebody has to leave before another person can come in."]
        );
        assert_eq!(rights_changes(&new, &new), Vec::<String>::new());
        let mut later = new.clone();
        later.told.orders_refused = 2;
        assert_eq!(rights_changes(&new, &later), words, "once more");
        for (refusal, words) in [
            (
                OrderRefusal::NotConnected,
                "You are not connected at the moment, so nothing was changed. Try again once you are back.",
            ),
            (
                OrderRefusal::ConnectionLost,
                "The connection was lost before the server answered. Once you are back, check what you changed last.",
            ),
        ] {
            new.told.order_refusal = Some(refusal);
            assert_eq!(rights_changes(&old, &new), [words]);
        }
    }

    #[test]
    fn a_new_role_is_told_and_the_first_one_is_not() {
        let view = |role| {
            let mut view = in_meeting(&[]);
            view.role = role;
            view
        };
        let words = |old, new| rights_changes(&view(old), &view(new));
        let (plain, co_host) = (Some(Role::Participant), Some(Role::CoHost));
        assert_eq!(words(None, Some(Role::Host)), Vec::<String>::new());
        assert_eq!(words(plain, co_host), ["You are now a co-host"]);
        assert_eq!(words(co_host, Some(Role::Host)), ["You are now the host"]);
        assert_eq!(words(co_host, plain), ["You are no longer a co-host"]);
        assert_eq!(
            words(Some(Role::Host), plain),
            ["You are no longer the host"]
        );
    }

    #[test]
    fn hands_are_told_when_they_go_up_and_the_own_one_with_its_number() {
        let old = in_meeting(&[tile(2, "Ada")]);
        let mut new = old.clone();
        new.tiles[1].hand = Some(1);
        assert_eq!(rights_changes(&old, &new), ["Ada raised their hand"]);
        let mut both = new.clone();
        both.hand = Some(2);
        both.tiles[0].hand = Some(2);
        assert_eq!(
            rights_changes(&new, &both),
            ["Your hand is raised, number 2"]
        );
        let mut first = old.clone();
        first.hand = Some(1);
        first.tiles[0].hand = Some(1);
        assert_eq!(rights_changes(&both, &first), Vec::<String>::new());
        assert_eq!(rights_changes(&first, &old), ["Your hand is lowered"]);
    }

    #[test]
    fn who_comes_with_a_raised_hand_is_not_told_as_raising_it() {
        let old = in_meeting(&[]);
        let mut ada = tile(2, "Ada");
        ada.hand = Some(1);
        assert_eq!(
            rights_changes(&old, &in_meeting(&[ada])),
            Vec::<String>::new()
        );
    }

    #[test]
    fn the_spotlight_is_told_when_it_moves() {
        let old = in_meeting(&[tile(2, "Ada")]);
        let lit = |participant| {
            let mut view = old.clone();
            view.spotlight = Some(ParticipantId(participant));
            view
        };
        assert_eq!(rights_changes(&old, &lit(2)), ["Ada is in the spotlight"]);
        assert_eq!(
            rights_changes(&lit(2), &lit(1)),
            ["You are in the spotlight"]
        );
        assert_eq!(rights_changes(&lit(1), &old), Vec::<String>::new());
    }
}
