//! What is said when a screen share begins, ends or fails: found by comparing two views.

use parley_room_client::{DeviceError, RoomView, TileView};

/// What is to be said about the step from one view in a meeting to the next.
pub(super) fn share_changes(old: &RoomView, new: &RoomView) -> Vec<String> {
    let before = |tile: &TileView| {
        let mut tiles = old.tiles.iter();
        tiles
            .find(|old| old.participant == tile.participant)
            .map(|old| old.screen)
    };
    let stopped = old.told.sharing_stopped != new.told.sharing_stopped;
    let words = |tile: &TileView| match (tile.is_self, tile.screen) {
        (true, true) => "You are sharing your screen".to_owned(),
        (true, false) if stopped => "The host stopped your screen share".to_owned(),
        (true, false) if !new.may_share => "The host has switched off screen sharing".to_owned(),
        (true, false) => "You stopped sharing".to_owned(),
        (false, true) => format!("{} is sharing their screen", tile.display_name),
        (false, false) => format!("{} stopped sharing", tile.display_name),
    };
    let changed = |tile: &&TileView| before(tile).is_some_and(|before| before != tile.screen);
    new.tiles.iter().filter(changed).map(words).collect()
}

/// Why the screen could not be shared, if that is new.
pub(super) fn share_failure(old: &RoomView, new: &RoomView) -> Option<&'static str> {
    let (old, new) = (old.local.screen, new.local.screen);
    let error = new.error.filter(|_| old.asking && !new.asking)?;
    Some(match error {
        DeviceError::BlockedBySystem => {
            "Your system blocks screen sharing. Allow it for this browser in the system settings."
        }
        DeviceError::BlockedByBrowser => "Your browser blocks screen sharing.",
        DeviceError::NotFound => "There is nothing to share.",
        DeviceError::InUse | DeviceError::Unusable => {
            "The screen could not be shared. Press Share screen to try again."
        }
        DeviceError::InsecurePage => "Parley needs a secure address (https) to share the screen.",
        DeviceError::Unsupported => "This browser cannot share the screen.",
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::room::fixtures::{in_meeting, tile};

    #[test]
    fn a_share_is_told_when_it_begins_and_when_it_ends() {
        let old = in_meeting(&[tile(2, "Ada")]);
        let mut new = old.clone();
        new.tiles[1].screen = true;
        assert_eq!(share_changes(&old, &new), ["Ada is sharing their screen"]);
        assert_eq!(share_changes(&new, &old), ["Ada stopped sharing"]);
        assert_eq!(share_changes(&new, &new), Vec::<String>::new());
    }

    #[test]
    fn who_comes_while_they_share_is_not_told_as_beginning() {
        let mut ada = tile(2, "Ada");
        ada.screen = true;
        assert_eq!(
            share_changes(&in_meeting(&[]), &in_meeting(&[ada])),
            Vec::<String>::new()
        );
    }

    #[test]
    fn the_own_share_says_who_ended_it() {
        let off = in_meeting(&[]);
        let mut on = off.clone();
        on.tiles[0].screen = true;
        assert_eq!(share_changes(&off, &on), ["You are sharing your screen"]);
        assert_eq!(share_changes(&on, &off), ["You stopped sharing"]);
        let mut stopped = off.clone();
        stopped.told.sharing_stopped = 1;
        assert_eq!(
            share_changes(&on, &stopped),
            ["The host stopped your screen share"]
        );
        let mut forbidden = off.clone();
        forbidden.may_share = false;
        assert_eq!(
            share_changes(&on, &forbidden),
            ["The host has switched off screen sharing"]
        );
    }

    #[test]
    fn a_failure_is_told_once_and_a_change_of_mind_is_none() {
        let mut asking = in_meeting(&[]);
        asking.local.screen.asking = true;
        let mut failed = in_meeting(&[]);
        assert_eq!(share_failure(&asking, &failed), None);
        failed.local.screen.error = Some(DeviceError::BlockedBySystem);
        assert_eq!(
            share_failure(&asking, &failed),
            Some(
                "Your system blocks screen sharing. Allow it for this browser in the system settings."
            )
        );
        assert_eq!(share_failure(&failed, &failed), None);
    }
}
