//! Steps of a negotiation that fail.

use crate::support::*;
use parley_room_client::*;

#[test]
fn a_step_that_fails_is_tried_again_with_a_new_peer_connection() {
    let mut client = Client::joined(2, vec![person(2, 1)]);
    let (peer, operation, _) = client.offers()[0];
    client.input(Input::PeerFailed { peer, operation });
    client.run(1_000);
    let (again, ..) = client.offers()[0];
    assert_ne!(again, peer);
}
