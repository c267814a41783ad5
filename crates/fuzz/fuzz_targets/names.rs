//! People who come to one meeting, each line of an input is the name of one: no two of them look the same.
#![no_main]

#[path = "../../room-server/src/name.rs"]
mod name;

use libfuzzer_sys::fuzz_target;
use parley_domain::NameLook;
use parley_protocol::{DisplayName, limits};

fuzz_target!(|text: &str| {
    let mut taken: Vec<DisplayName> = Vec::new();
    let mut looks: Vec<NameLook> = Vec::new();
    let wanted = text.lines().filter_map(|line| DisplayName::new(line).ok());
    for wanted in wanted.take(limits::SFU_PARTICIPANTS) {
        let name = name::unique(&wanted, taken.iter());
        let look = NameLook::of(&name);
        let twin = looks.iter().position(|other| other.is_like(&look));
        assert_eq!(twin.map(|at| &taken[at]), None, "{name} looks the same");
        assert_eq!(DisplayName::new(name.as_str()).as_ref(), Ok(&name));
        looks.push(look);
        taken.push(name);
    }
});
