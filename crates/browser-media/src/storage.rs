//! What the browser remembers: the seat for this tab, the name and devices for this browser.
//!
//! *Invariant*: a storage that is switched off, full or damaged is as good as an empty one.

use crate::timers::{now, window};
use parley_protocol::{DisplayName, MeetingCode, ResumeToken, Timestamp, limits};
use parley_room_client::{Reception, ReceptionQuality, StoredSeat};
use serde::{Deserialize, Serialize};
use web_sys::Storage;

const LAST_RELOAD: &str = "parley.last-reload";

/// Something that this browser remembers from meeting to meeting.
#[derive(Clone, Copy)]
pub(crate) enum Setting {
    DisplayName,
    Microphone,
    Camera,
    Speaker,
    Reception,
    HidesAddress,
}

impl Setting {
    fn key(self) -> &'static str {
        match self {
            Self::DisplayName => "parley.display-name",
            Self::Microphone => "parley.microphone",
            Self::Camera => "parley.camera",
            Self::Speaker => "parley.speaker",
            Self::Reception => "parley.reception",
            Self::HidesAddress => "parley.hides-address",
        }
    }

    pub(crate) fn load(self) -> Option<String> {
        local()?.get_item(self.key()).ok().flatten()
    }

    pub(crate) fn store(self, value: &str) {
        if let Some(storage) = local() {
            let _ = storage.set_item(self.key(), value);
        }
    }

    fn forget(self) {
        if let Some(storage) = local() {
            let _ = storage.remove_item(self.key());
        }
    }
}

/// How much the person wants to receive; automatic unless they said something else.
pub(crate) fn load_reception() -> Reception {
    let stored = Setting::Reception.load();
    stored.map_or_else(Reception::default, |text| reception_from_text(&text))
}

pub(crate) fn store_reception(reception: Reception) {
    Setting::Reception.store(&reception_to_text(reception));
}

/// Whether the person hides their address from others.
pub(crate) fn load_hides_address() -> bool {
    Setting::HidesAddress.load().is_some()
}

pub(crate) fn store_hides_address(hides: bool) {
    if hides {
        Setting::HidesAddress.store("yes");
    } else {
        Setting::HidesAddress.forget();
    }
}

fn reception_to_text(reception: Reception) -> String {
    let quality = match reception.quality {
        ReceptionQuality::Automatic => "automatic",
        ReceptionQuality::High => "high",
        ReceptionQuality::Standard => "standard",
        ReceptionQuality::AudioOnly => "audio",
    };
    let saver = if reception.saves_data { " saver" } else { "" };
    format!("{quality}{saver}")
}

fn reception_from_text(text: &str) -> Reception {
    let quality = match text.split(' ').next() {
        Some("high") => ReceptionQuality::High,
        Some("standard") => ReceptionQuality::Standard,
        Some("audio") => ReceptionQuality::AudioOnly,
        _ => ReceptionQuality::Automatic,
    };
    Reception {
        quality,
        saves_data: text.ends_with(" saver"),
    }
}

/// Forgets who was here: the name, and with everything else of this tab the seats in meetings. What was chosen of the
/// computer's devices stays, because it says nothing about anybody.
pub(crate) fn forget_person() {
    Setting::DisplayName.forget();
    if let Some(storage) = session() {
        let _ = storage.clear();
    }
}

#[derive(Serialize, Deserialize)]
struct SeatRecord {
    resume: ResumeToken,
    display_name: DisplayName,
    microphone: bool,
    camera: bool,
    seen_at: Timestamp,
}

/// The seat to go straight back to: the page was loaded again, or left so shortly ago that the seat still waits.
/// A tab that comes upon an old meeting by its history must not switch a camera on without a click.
pub(crate) fn load_seat(code: &MeetingCode, was_reloaded: bool) -> Option<StoredSeat> {
    let (seat, seen_at) = seat_from_json(&session()?.get_item(&seat_key(code)).ok().flatten()?)?;
    (was_reloaded || now().since(seen_at) <= limits::SEAT_KEPT).then_some(seat)
}

pub(crate) fn store_seat(code: &MeetingCode, seat: StoredSeat) {
    if let Some(storage) = session() {
        let _ = storage.set_item(&seat_key(code), &seat_to_json(seat, now()));
    }
}

/// The page goes away: the seat was held until now.
pub(crate) fn touch_seat(code: &MeetingCode) {
    let json = session().and_then(|storage| storage.get_item(&seat_key(code)).ok().flatten());
    if let Some((seat, _)) = json.and_then(|json| seat_from_json(&json)) {
        store_seat(code, seat);
    }
}

pub(crate) fn forget_seat(code: &MeetingCode) {
    if let Some(storage) = session() {
        let _ = storage.remove_item(&seat_key(code));
    }
}

/// When this tab was last loaded again because it was too old.
pub(crate) fn last_reload() -> Option<Timestamp> {
    let text = session()?.get_item(LAST_RELOAD).ok().flatten()?;
    text.parse().ok().map(Timestamp)
}

pub(crate) fn store_reload(now: Timestamp) {
    if let Some(storage) = session() {
        let _ = storage.set_item(LAST_RELOAD, &now.0.to_string());
    }
}

fn seat_key(code: &MeetingCode) -> String {
    format!("parley.seat.{}", code.as_str())
}

fn seat_to_json(seat: StoredSeat, seen_at: Timestamp) -> String {
    let record = SeatRecord {
        resume: seat.resume,
        display_name: seat.display_name,
        microphone: seat.microphone,
        camera: seat.camera,
        seen_at,
    };
    serde_json::to_string(&record).expect("texts and flags are always JSON")
}

fn seat_from_json(json: &str) -> Option<(StoredSeat, Timestamp)> {
    let record: SeatRecord = serde_json::from_str(json).ok()?;
    let seat = StoredSeat {
        resume: record.resume,
        display_name: record.display_name,
        microphone: record.microphone,
        camera: record.camera,
    };
    Some((seat, record.seen_at))
}

fn local() -> Option<Storage> {
    window().local_storage().ok().flatten()
}

fn session() -> Option<Storage> {
    window().session_storage().ok().flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seat_comes_back_as_it_was_stored() {
        let seat = StoredSeat {
            resume: ResumeToken::try_from("0123456789abcdef".to_owned()).unwrap(),
            display_name: DisplayName::new("Wei \"W\" Chen").unwrap(),
            microphone: false,
            camera: true,
        };
        let seen_at = Timestamp(1_700_000_000_000);
        let json = seat_to_json(seat.clone(), seen_at);
        assert_eq!(seat_from_json(&json), Some((seat, seen_at)));
    }

    #[test]
    fn how_much_is_received_comes_back_as_it_was_stored() {
        use ReceptionQuality::{AudioOnly, Automatic, High, Standard};
        for quality in [Automatic, High, Standard, AudioOnly] {
            for saves_data in [false, true] {
                let reception = Reception {
                    quality,
                    saves_data,
                };
                let text = reception_to_text(reception);
                assert_eq!(reception_from_text(&text), reception, "{text}");
            }
        }
        assert_eq!(reception_from_text("?"), Reception::default());
    }

    #[test]
    fn a_damaged_seat_is_no_seat() {
        for json in [
            "",
            "{}",
            "null",
            r#"{"resume":"short","display_name":"Wei"}"#,
        ] {
            assert_eq!(seat_from_json(json), None, "{json}");
        }
    }
}
