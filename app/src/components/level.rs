//! How loud a microphone is.

use leptos::{html, prelude::*};

/// A meter of twenty cells.
#[component]
pub fn LevelMeter(
    /// Its accessible name.
    label: &'static str,
    /// From 0 to 1.
    #[prop(into)]
    level: Signal<f64>,
) -> impl IntoView {
    let meter = NodeRef::<html::Div>::new();
    // A style attribute in the page's text would break the content security policy; one set here does not.
    Effect::new(move |_| {
        if let Some(element) = meter.get() {
            let value = format!("{:.2}", level.get().clamp(0.0, 1.0));
            drop(web_sys::HtmlElement::style(&element).set_property("--level", &value));
        }
    });
    view! {
        <div
            node_ref=meter
            class="level"
            role="meter"
            aria-label=label
            aria-valuemin="0"
            aria-valuemax="100"
            aria-valuenow=move || format!("{:.0}", level.get().clamp(0.0, 1.0) * 100.0)
        ></div>
    }
    .into_any()
}
