//! What the browser knows of the time: its clock and its time zone. Called from effects and event handlers only, so
//! never on the server.

use super::Day;
use parley_protocol::Timestamp;
use wasm_bindgen::JsValue;

const MINUTE: f64 = 60_000.0;
const DAY: f64 = 24.0 * 60.0 * MINUTE;

/// The moment that it is now.
pub(crate) fn now() -> Timestamp {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "milliseconds since 1970 fit into 53 bits"
    )]
    Timestamp(js_sys::Date::now().max(0.0) as u64)
}

/// The minute of the day that it is now.
pub(crate) fn minute_now() -> u32 {
    let now = js_sys::Date::new_0();
    now.get_hours() * 60 + now.get_minutes()
}

/// The hour of the day that it is now.
pub(crate) fn hour_now() -> u32 {
    js_sys::Date::new_0().get_hours()
}

/// The day that it is now.
pub(crate) fn today() -> Day {
    day_of(&js_sys::Date::new_0())
}

/// The day of a moment.
pub(crate) fn local_day(at: Timestamp) -> Day {
    day_of(&date(at))
}

/// A time as the calendar here shows it, counted in days.
fn day_of(date: &js_sys::Date) -> Day {
    let here = date.get_time() - date.get_timezone_offset() * MINUTE;
    #[expect(
        clippy::cast_possible_truncation,
        reason = "a date of JavaScript has at most 10^8 days"
    )]
    Day((here / DAY).floor() as i64)
}

fn date(at: Timestamp) -> js_sys::Date {
    #[expect(
        clippy::cast_precision_loss,
        reason = "milliseconds since 1970 fit into 53 bits"
    )]
    js_sys::Date::new(&JsValue::from_f64(at.0 as f64))
}

/// The time of day in the person's own time zone and language, without seconds: `09:05`, or `9:05 AM` where people write
/// it so.
pub(crate) fn clock_time(at: Timestamp) -> String {
    let options = js_sys::Object::new();
    // Setting a property of a plain object cannot fail.
    drop(js_sys::Reflect::set(
        &options,
        &"timeStyle".into(),
        &"short".into(),
    ));
    let time = js_sys::Intl::DateTimeFormat::new(&js_sys::Array::new(), &options);
    time.format()
        .call1(&JsValue::UNDEFINED, &date(at))
        .ok()
        .and_then(|text| text.as_string())
        .unwrap_or_default()
}
