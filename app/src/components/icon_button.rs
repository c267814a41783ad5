//! A square button that holds one icon; its name is spoken and shown as a tip.

use super::icon::{Icon, IconName};
use leptos::{html, prelude::*};

/// A button with an icon. Other attributes and handlers go on it from outside (`attr:data-state=…`, `on:click=…`).
#[component]
pub fn IconButton(
    /// Its accessible name and tip.
    #[prop(into)]
    label: Signal<String>,
    /// What is drawn.
    #[prop(into)]
    icon: Signal<IconName>,
    /// `icon-button`, or another class that draws such a button (`ctl`).
    #[prop(default = "icon-button")]
    class: &'static str,
    /// `top` or `bottom`.
    #[prop(optional)]
    tip_side: Option<&'static str>,
    /// `start`, `end`; else the tip is centred.
    #[prop(optional)]
    tip_align: Option<&'static str>,
    /// To reach the element.
    #[prop(optional)]
    node_ref: NodeRef<html::Button>,
) -> impl IntoView {
    view! {
        <button
            node_ref=node_ref
            class=class
            type="button"
            aria-label=move || label.get()
            data-tip=move || label.get()
            data-tip-side=tip_side
            data-tip-align=tip_align
        >
            {move || view! { <Icon name=icon.get() /> }}
        </button>
    }
}
