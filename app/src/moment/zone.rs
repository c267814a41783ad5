//! The browser's time zone and what it knows of the others. Called from effects and event handlers only, so never on
//! the server. What a browser does not know it leaves out.

use super::Day;
use leptos::{
    prelude::*,
    wasm_bindgen::{JsCast, JsValue},
};
use web_sys::HtmlDocument;

/// The name of the cookie by which the server draws times as the browser will show them.
pub const COOKIE: &str = "zone";

/// The browser's zone.
pub(crate) fn own() -> Option<String> {
    let format = formatter(&[]);
    js_sys::Reflect::get(&format.resolved_options(), &"timeZone".into())
        .ok()?
        .as_string()
}

/// All zones that the browser knows, by name.
pub(crate) fn all() -> Vec<String> {
    let list = || -> Option<js_sys::Array> {
        let intl = js_sys::Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
        let list = js_sys::Reflect::get(&intl, &"supportedValuesOf".into()).ok()?;
        let list: js_sys::Function = list.dyn_into().ok()?;
        list.call1(&intl, &"timeZone".into()).ok()?.dyn_into().ok()
    };
    let names = list().unwrap_or_default();
    names.iter().filter_map(|name| name.as_string()).collect()
}

/// How far the clocks of a zone are from UTC at noon of a day: `UTC+1`.
pub(crate) fn offset(zone: &str, day: Day) -> Option<String> {
    let options = [("timeZone", zone), ("timeZoneName", "longOffset")];
    let parts = checked_formatter(&options)?.format_to_parts(&noon(day));
    let name = parts.iter().find_map(|part| {
        let get = |key: &str| js_sys::Reflect::get(&part, &key.into()).ok()?.as_string();
        (get("type").as_deref() == Some("timeZoneName")).then(|| get("value"))?
    });
    name.map(|name| super::offset_words(&name))
}

/// Tells the server, from the next page on.
pub(crate) fn remember(zone: &str) {
    let is_secure = location()
        .protocol()
        .is_ok_and(|protocol| protocol == "https:");
    if let Some(document) = document().dyn_ref::<HtmlDocument>() {
        // A browser that keeps no cookies is shown times in UTC first.
        drop(document.set_cookie(&super::zone_cookie(zone, is_secure)));
    }
}

fn noon(day: Day) -> js_sys::Date {
    const DAY: f64 = 86_400_000.0;
    #[expect(
        clippy::cast_precision_loss,
        reason = "a day of our time fits into 53 bits"
    )]
    js_sys::Date::new(&JsValue::from_f64(day.0 as f64 * DAY + DAY / 2.0))
}

fn options(pairs: &[(&str, &str)]) -> js_sys::Object {
    let options = js_sys::Object::new();
    for (key, value) in pairs {
        // Setting a property of a plain object cannot fail.
        drop(js_sys::Reflect::set(
            &options,
            &(*key).into(),
            &(*value).into(),
        ));
    }
    options
}

fn formatter(pairs: &[(&str, &str)]) -> js_sys::Intl::DateTimeFormat {
    js_sys::Intl::DateTimeFormat::new(&js_sys::Array::new(), &options(pairs))
}

/// For what a browser may refuse: the constructor would throw through everything else.
fn checked_formatter(pairs: &[(&str, &str)]) -> Option<js_sys::Intl::DateTimeFormat> {
    let intl = js_sys::Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let make = js_sys::Reflect::get(&intl, &"DateTimeFormat".into()).ok()?;
    let make: js_sys::Function = make.dyn_into().ok()?;
    let arguments = js_sys::Array::of2(&"en".into(), &options(pairs));
    js_sys::Reflect::construct(&make, &arguments)
        .ok()?
        .dyn_into()
        .ok()
}
