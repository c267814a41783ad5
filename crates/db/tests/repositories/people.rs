//! How far it is looked for who came back to a run.

use crate::{
    accounts::after,
    databases::Fixture,
    history::{INES, guest, list, place, save, user},
    meetings::meeting,
};
use parley_domain::Seat;
use parley_protocol::DisplayName;

on_every_database!(whoever_comes_late_to_a_browser_of_many_seats_is_somebody_new,);

async fn whoever_comes_late_to_a_browser_of_many_seats_is_somebody_new(fixture: &Fixture) {
    let meeting = meeting(fixture, "mkd-vqtr-hba").await;
    let many = (1..=100).map(|number| place(&meeting, number, after(0), guest(1)));
    let many: Vec<_> = many.collect();
    save(fixture, &[place(&meeting, 101, after(0), user(INES))]).await;
    save(fixture, &many).await;
    let people = async || list(fixture, INES).await.remove(0).people;
    let came = |number, name| Seat {
        display_name: DisplayName::new(name).unwrap(),
        ..place(&meeting, number, after(0), guest(1))
    };
    let early = ["Person 1", "Person 100"];
    save(fixture, &[came(102, early[0]), came(103, early[1])]).await;
    assert_eq!(people().await, 101);
    save(fixture, &[came(104, "Late"), came(105, "Late")]).await;
    assert_eq!(people().await, 103);
}
