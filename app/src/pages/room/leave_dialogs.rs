//! Asks the host before they leave, and before the meeting ends for everybody.

use super::store::use_room;
use crate::components::button::Button;
use crate::components::question::Question;
use leptos::prelude::*;
use parley_protocol::Role;
use parley_room_client::{Command, HostCommand, TileView};

/// Who becomes the host when the host leaves: of the co-hosts who are there the one who came first, else of those with
/// an account.
fn successor(tiles: &[TileView]) -> Option<&TileView> {
    let rank = |tile: &TileView| match tile.role {
        Role::CoHost => Some(0),
        Role::Participant => Some(1),
        Role::Host | Role::Guest => None,
    };
    let others = tiles.iter().filter(|tile| !tile.is_self && !tile.lost);
    let ranked = others.filter_map(|tile| Some((rank(tile)?, tile.participant, tile)));
    ranked
        .min_by_key(|(rank, participant, _)| (*rank, *participant))
        .map(|(_, _, tile)| tile)
}

/// What happens when the host leaves.
fn leave_words(tiles: &[TileView]) -> String {
    if tiles.len() < 2 {
        return "You are the host, and nobody else is here.".to_owned();
    }
    match successor(tiles) {
        Some(next) => format!(
            "You are the host. The others can go on without you, and {} becomes the host.",
            next.display_name
        ),
        None => {
            "You are the host. The others can go on without you, and without a host.".to_owned()
        }
    }
}

/// What happens when the meeting ends.
fn end_words(people: usize) -> String {
    match people {
        0 | 1 => "You will be disconnected.".to_owned(),
        people => format!("{people} people will be disconnected."),
    }
}

/// "Leave the meeting?" for the host.
#[component]
pub(super) fn LeaveDialog() -> impl IntoView {
    let room = use_room();
    let open = room.dialogs().leave;
    let words = room.part(|view| leave_words(&view.tiles));
    let end = move |_| {
        open.set(false);
        room.host(HostCommand::End);
    };
    let leave = move |_| {
        open.set(false);
        room.engine.command(Command::Leave);
    };
    view! {
        <Question id="leave" title="Leave the meeting?" words open keep="Stay">
            <Button variant="danger-soft" on:click=end>
                "End for everyone"
            </Button>
            <Button variant="danger" on:click=leave>
                "Leave"
            </Button>
        </Question>
    }
}

/// "End the meeting for everyone?"
#[component]
pub(super) fn EndDialog() -> impl IntoView {
    let room = use_room();
    let open = room.dialogs().end;
    let words = room.part(|view| end_words(view.tiles.len()));
    let end = move |_| {
        open.set(false);
        room.host(HostCommand::End);
    };
    view! {
        <Question id="end" title="End the meeting for everyone?" words open>
            <Button variant="danger" on:click=end>
                "End meeting"
            </Button>
        </Question>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::room::fixtures::tile;

    #[test]
    fn a_co_host_follows_then_who_came_first_with_an_account() {
        let mut tiles = vec![
            tile(1, "Ines"),
            tile(2, "Gil"),
            tile(3, "Ada"),
            tile(4, "Ben"),
        ];
        tiles[1].role = Role::Guest;
        assert!(leave_words(&tiles).ends_with("and Ada becomes the host."));
        tiles[3].role = Role::CoHost;
        assert!(leave_words(&tiles).ends_with("and Ben becomes the host."));
        tiles[3].lost = true;
        assert!(leave_words(&tiles).ends_with("and Ada becomes the host."));
    }

    #[test]
    fn without_anybody_who_could_follow_that_is_said() {
        let mut tiles = vec![tile(1, "Ines"), tile(2, "Gil")];
        tiles[1].role = Role::Guest;
        assert!(leave_words(&tiles).ends_with("without a host."));
        assert!(leave_words(&tiles[..1]).ends_with("nobody else is here."));
    }

    #[test]
    fn the_end_counts_everybody() {
        assert_eq!(end_words(7), "7 people will be disconnected.");
        assert_eq!(end_words(1), "You will be disconnected.");
    }
}
