//! Which browser may see the pictures of a meeting.

use crate::support::{Server, settle};
use parley_domain::{
    Visitor,
    accounts::{SecretHash, UserId},
};
use parley_protocol::PictureId;
use parley_signaling::Entrant;

fn picture(number: u8) -> PictureId {
    PictureId::from_random([number; 16])
}

fn guest(number: u8) -> Entrant {
    let claim = Some(SecretHash([number; 32]));
    let visitor = Visitor {
        claim,
        ..Visitor::default()
    };
    Entrant {
        visitor,
        ..Entrant::default()
    }
}

fn account(number: u8) -> Entrant {
    let visitor = Visitor {
        user: Some(UserId(number.into())),
        ..Visitor::default()
    };
    Entrant {
        visitor,
        picture: Some(picture(number)),
        ..Entrant::default()
    }
}

#[tokio::test(start_paused = true)]
async fn t106_a_browser_sees_the_pictures_of_its_own_meeting_while_it_holds_a_seat() {
    let server = Server::new();
    let (samuel, stranger) = (SecretHash([5; 32]), SecretHash([6; 32]));
    let may_see = |browser, number| server.rooms.may_see(browser, &picture(number));
    let mut ines = server.connect_as(1, 64, account(1));
    ines.hello("Ines", None, None);
    ines.snapshot().await;
    let mut wei = server.connect_as(2, 64, account(2));
    wei.hello("Wei", None, None);
    wei.snapshot().await;
    let mut page = server.connect_as(1, 64, guest(5));
    settle().await;
    assert!(!may_see(samuel, 1), "before hello");
    page.hello("Samuel", None, None);
    page.snapshot().await;
    assert!(may_see(samuel, 1));
    assert!(!may_see(samuel, 2), "of another meeting");
    assert!(!may_see(stranger, 1));
    server.rooms.change_picture(UserId(1), Some(&picture(9)));
    settle().await;
    assert!(may_see(samuel, 9) && !may_see(samuel, 1));
    page.leave().await;
    assert!(!may_see(samuel, 9), "gone");
}
