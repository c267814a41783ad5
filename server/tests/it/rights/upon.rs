//! What a co-host does to the host and to another co-host.

use super::{
    Accounts, Cell, Meeting, OPEN, REQUEST, TARGET, accounts, all_refused, allowed, meeting,
    messages,
};
use parley_protocol::{
    ClientMessage, ParticipantId, Role,
    permissions::{Action, Target, is_allowed_on},
};
use parley_test_support::TestApp;

const HOST: ParticipantId = ParticipantId(1);
/// Where the co-host is among the people of a meeting.
const CO_HOST: usize = 1;

#[tokio::test]
async fn t061_a_co_host_does_to_those_who_run_the_meeting_what_the_table_says() {
    let mut counts = Vec::new();
    for (target, upon_role) in [
        (HOST, Target::owner(Role::Host)),
        (TARGET, Target::of(Role::CoHost)),
    ] {
        let app = TestApp::start().await;
        let accounts = accounts(&app).await;
        let may = |cell: &Cell| is_allowed_on(cell.action, cell.role, upon_role, &OPEN);
        let cells = Action::UPON_SOMEBODY.map(|action| upon(action, target));
        let (allowing, refusing): (Vec<_>, Vec<_>) = cells.into_iter().partition(may);
        counts.push((allowing.len(), refusing.len()));
        let apart = with_two(&app, &accounts).await;
        Box::pin(all_refused(&app, &accounts, apart, OPEN, &refusing)).await;
        for cell in allowing {
            let mut meeting = with_two(&app, &accounts).await;
            allowed(&mut meeting, &cell).await;
        }
    }
    assert_eq!(counts, [(2, 7), (6, 3)]);
}

/// A meeting in which who is acted upon is a co-host, too.
async fn with_two(app: &TestApp, accounts: &Accounts) -> Meeting {
    let mut meeting = meeting(app, accounts, OPEN).await;
    let promote = set_co_host(TARGET, true);
    meeting.people[0].1.send(&promote).await;
    let heard = meeting.heard_by_all().await;
    assert!(!heard.is_empty(), "they are told");
    meeting
}

fn set_co_host(participant: ParticipantId, co_host: bool) -> ClientMessage {
    ClientMessage::SetCoHost {
        request: REQUEST,
        participant,
        co_host,
    }
}

/// What a co-host says for an action to somebody, without what is said to all at once, and with taking a role back.
fn upon(action: Action, target: ParticipantId) -> Cell {
    let to_all = |message: &ClientMessage| {
        matches!(
            message,
            ClientMessage::LowerHand {
                participant: None,
                ..
            } | ClientMessage::Spotlight {
                participant: None,
                ..
            }
        )
    };
    let mut said = messages(action, target);
    said.retain(|message| !to_all(message));
    if action == Action::SetCoHost {
        said.push(set_co_host(target, false));
    }
    Cell {
        place: CO_HOST,
        role: Role::CoHost,
        action,
        said,
    }
}
