//! Whatever people type or paste: names, titles, chat, addresses, codes and links.
#![no_main]

use std::fmt::Debug;

use libfuzzer_sys::fuzz_target;
use parley_domain::NameLook;
use parley_domain::accounts::PictureId;
use parley_domain::schedule::{Invited, Zone};
use parley_protocol::{
    ChatMessageId, ChatText, DisplayName, EmailAddress, MeetingAddress, MeetingCode, MeetingLink,
    MeetingPassword, MeetingTitle, OneTimeCode, Password, PhoneNumber, ResumeToken, Username,
    limits,
};
use serde::{Serialize, de::DeserializeOwned};

fuzz_target!(|typed: &str| {
    if typed.len() > limits::SOCKET_MESSAGE_BYTES {
        return;
    }
    shown(typed);
    account(typed);
    door(typed);
    opaque(typed);
});

/// What passed passes again and stays the same, also over the wire.
fn is_settled<T, E>(value: &T, text: &str, read: impl Fn(&str) -> Result<T, E>)
where
    T: Serialize + DeserializeOwned + PartialEq + Debug,
    E: Debug,
{
    assert_eq!(&read(text).expect("it passed before"), value);
    let json = serde_json::to_string(value).expect("a text is JSON");
    assert_eq!(json, serde_json::to_string(text).expect("a text is JSON"));
    assert_eq!(
        &serde_json::from_str::<T>(&json).expect("it was written before"),
        value
    );
}

fn shown(typed: &str) {
    if let Ok(name) = DisplayName::new(typed) {
        is_settled(&name, name.as_str(), DisplayName::new);
        is_one_line(name.as_str(), limits::DISPLAY_NAME_CHARACTERS);
        assert!(NameLook::of(&name).is_like(&NameLook::of(&name)));
        let own = name.without_number();
        is_settled(&own, own.as_str(), DisplayName::new);
        assert!(name.as_str().starts_with(own.as_str()));
    }
    if let Ok(title) = MeetingTitle::new(typed) {
        is_settled(&title, title.as_str(), MeetingTitle::new);
        is_one_line(title.as_str(), limits::TITLE_CHARACTERS);
    }
    if let Ok(text) = ChatText::new(typed) {
        is_settled(&text, text.as_str(), ChatText::new);
        assert!((1..=limits::CHAT_CHARACTERS).contains(&text.as_str().chars().count()));
        let is_plain = |c: char| matches!(c, '\n' | '\t') || !c.is_control();
        assert!(text.as_str().chars().all(is_plain));
    }
}

fn is_one_line(text: &str, most: usize) {
    assert!((1..=most).contains(&text.chars().count()));
    assert_eq!(text.lines().count(), 1);
    assert!(!text.contains(char::is_control), "{text:?}");
    assert!(
        !text.contains(['\u{2028}', '\u{2029}', '\u{202e}', '\u{200b}']),
        "{text:?}"
    );
}

fn account(typed: &str) {
    if let Ok(username) = Username::new(typed) {
        is_settled(&username, username.as_str(), Username::new);
        let same = Username::new(&username.key()).expect("only its case is another");
        assert_eq!(same.key(), username.key());
        assert!(
            EmailAddress::new(typed).is_err(),
            "one is taken for the other"
        );
    }
    if let Ok(email) = EmailAddress::new(typed) {
        is_settled(&email, email.as_str(), EmailAddress::new);
        assert!(email.as_str().len() <= limits::EMAIL_CHARACTERS);
        assert!(
            email.as_str().is_ascii() && !email.as_str().contains([' ', '\r', '\n', '<', '>', ','])
        );
        assert!(
            email
                .as_str()
                .starts_with(&format!("{}@", email.local_part()))
        );
        let same = EmailAddress::new(&email.key()).expect("only its case is another");
        assert_eq!(same.key(), email.key());
    }
    if let Ok(phone) = PhoneNumber::new(typed) {
        is_settled(&phone, phone.as_str(), PhoneNumber::new);
        assert!((9..=16).contains(&phone.as_str().len()));
    }
    if let Ok(password) = Password::new(typed) {
        is_settled(&password, password.expose(), Password::new);
        assert_eq!(password.expose(), typed);
    }
    if let Ok(code) = OneTimeCode::new(typed) {
        is_settled(&code, code.expose(), OneTimeCode::new);
        assert_eq!(code.expose().len(), limits::CODE_DIGITS);
    }
    if let Some(invited) = Invited::parse(typed) {
        assert_eq!(Invited::parse(&invited.to_string()), Some(invited));
    }
    if let Some(zone) = Zone::parse(typed) {
        assert_eq!(Zone::parse(zone.name()), Some(zone));
    }
}

fn door(typed: &str) {
    if let Ok(code) = MeetingCode::from_typed(typed) {
        is_settled(&code, code.as_str(), MeetingCode::from_typed);
        assert_eq!(code.as_str().parse(), Ok(code.clone()));
        let letters = code.as_str().split('-').map(str::len);
        assert!(letters.eq([3, 4, 3]), "{code}");
    }
    if let Ok(link) = MeetingLink::new(typed) {
        is_settled(&link, link.as_str(), MeetingLink::new);
        assert!(
            link.as_str().parse::<MeetingCode>().is_err(),
            "{link} passes for a code"
        );
    }
    if let Ok(address) = MeetingAddress::from_typed(typed) {
        is_settled(&address, address.as_str(), MeetingAddress::from_typed);
        assert_eq!(address.as_str().parse(), Ok(address.clone()));
        let pasted = format!("https://meet.example.org/m/{address}?from=mail#top");
        assert_eq!(MeetingAddress::from_typed(&pasted), Ok(address));
    }
    if let Ok(password) = MeetingPassword::new(typed) {
        is_settled(&password, password.expose(), MeetingPassword::new);
        let (shortest, longest) = limits::MEETING_PASSWORD_CHARACTERS;
        assert!((shortest..=longest).contains(&password.expose().chars().count()));
    }
}

fn opaque(typed: &str) {
    let id = |text: &str| ChatMessageId::try_from(text.to_owned());
    let token = |text: &str| ResumeToken::try_from(text.to_owned());
    assert_eq!(id(typed).is_ok(), token(typed).is_ok());
    if let (Ok(chat), Ok(resume)) = (id(typed), token(typed)) {
        is_settled(&chat, typed, id);
        is_settled(&resume, typed, token);
        assert!(!format!("{resume:?}").contains(typed));
    }
    if let Some(picture) = PictureId::parse(typed) {
        assert_eq!(picture.as_str(), typed);
    }
}
