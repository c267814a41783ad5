//! The participants' list: who is in it, in which order, and when it can be searched.

use parley_protocol::{ParticipantId, Role};
use parley_room_client::TileView;

/// From this many people on, the participants' list can be searched.
const SEARCHED_FROM: usize = 7;

/// Whether the participants' list has a search.
pub(super) fn is_searched(tiles: &[TileView]) -> bool {
    tiles.len() >= SEARCHED_FROM
}

/// Oneself, then raised hands by their queue, the host, co-hosts, and the others by name; where it is searched, those
/// whose name contains `wanted`.
pub(super) fn people_order(tiles: &[TileView], wanted: &str) -> Vec<ParticipantId> {
    let wanted = wanted.trim().to_lowercase();
    let mut people: Vec<&TileView> = tiles
        .iter()
        .filter(|tile| {
            !is_searched(tiles) || tile.display_name.as_str().to_lowercase().contains(&wanted)
        })
        .collect();
    people.sort_by_key(|tile| {
        (
            !tile.is_self,
            tile.hand.unwrap_or(usize::MAX),
            rank(tile.role),
            tile.display_name.as_str().to_lowercase(),
            tile.participant,
        )
    });
    people.iter().map(|tile| tile.participant).collect()
}

fn rank(role: Role) -> u8 {
    match role {
        Role::Host => 0,
        Role::CoHost => 1,
        Role::Participant | Role::Guest => 2,
    }
}

/// What somebody is, under their name; nothing for who just takes part.
pub(super) fn role_words(role: Role) -> Option<&'static str> {
    match role {
        Role::Host => Some("Host"),
        Role::CoHost => Some("Co-host"),
        Role::Participant | Role::Guest => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::room::fixtures::tile;

    fn order(tiles: &[TileView], wanted: &str) -> Vec<u32> {
        let order = people_order(tiles, wanted);
        order.iter().map(|id| id.0).collect()
    }

    #[test]
    fn the_own_row_is_first_and_the_others_come_by_name() {
        let tiles = [tile(1, "Zoe"), tile(3, "ben"), tile(4, "Ada")];
        assert_eq!(order(&tiles, ""), [1, 4, 3]);
    }

    #[test]
    fn hands_come_before_hosts_and_hosts_before_the_others() {
        let mut tiles = ["Me", "Ada", "Ben", "Cleo", "Dan", "Eve"]
            .iter()
            .zip(1..)
            .map(|(name, id)| tile(id, name))
            .collect::<Vec<_>>();
        tiles[1].role = Role::Guest;
        tiles[2].role = Role::CoHost;
        tiles[3].role = Role::Host;
        tiles[4].hand = Some(2);
        tiles[5].hand = Some(1);
        assert_eq!(order(&tiles, ""), [1, 6, 5, 4, 3, 2]);
    }

    #[test]
    fn the_list_is_searched_by_name_from_seven_people_on() {
        let names = ["Me", "Ada", "Ben", "Wei Chen", "Zoe", "Ines", "Chenoa"];
        let tiles: Vec<_> = (1..).zip(names).map(|(id, name)| tile(id, name)).collect();
        assert_eq!(order(&tiles, " chen "), [7, 4]);
        assert_eq!(order(&tiles, "x"), [0_u32; 0]);
        assert_eq!(order(&tiles, "").len(), 7);
        assert_eq!(order(&tiles[..6], "chen").len(), 6);
    }
}
