//! A button that opens a menu: arrow keys move, Escape closes and gives the focus back, Tab closes.

mod fit;
mod keys;

use super::{
    icon::{Icon, IconName},
    icon_button::IconButton,
};
use keys::{Move, move_for, target};
use leptos::{context::Provider, ev, html, prelude::*, wasm_bindgen::JsCast};

/// What the items of a menu share.
#[derive(Clone, Copy)]
struct MenuState {
    open: RwSignal<bool>,
    button: NodeRef<html::Button>,
}

impl MenuState {
    fn close(self, focus_button: bool) {
        self.open.set(false);
        if let Some(button) = self.button.get_untracked().filter(|_| focus_button) {
            // An element that cannot take the focus leaves it where it is, which is as good.
            drop(button.focus());
        }
    }
}

/// A button with a menu of [`MenuItem`]s. Menu and button have the same name. The menu stands where
/// `class` "anchor" puts it; `data-side` and `data-align` go on it through `side` and `align`.
#[component]
pub fn MenuButton(
    /// Unique in the page; the button's is the same with `-button`.
    #[prop(into)]
    id: String,
    /// The name of button and menu.
    #[prop(into)]
    label: Signal<String>,
    /// What is drawn on the button, and its class.
    icon: IconName,
    /// The class of the button.
    #[prop(default = "icon-button")]
    class: &'static str,
    /// `sm`; else the button is of medium size.
    #[prop(optional)]
    size: Option<&'static str>,
    /// What is drawn in place of the icon, and then without a tip.
    #[prop(optional, into)]
    face: Option<ViewFn>,
    /// `data-side` and `data-align` of the menu: `("top", "center")`, `("bottom", "end")`, …. A menu that is to stand
    /// below and does not fit there stands above.
    #[prop(default = ("bottom", "start"))]
    place: (&'static str, &'static str),
    /// The items; made when the menu opens.
    children: ChildrenFn,
) -> impl IntoView {
    let state = MenuState {
        open: RwSignal::new(false),
        button: NodeRef::new(),
    };
    let menu = NodeRef::<html::Div>::new();
    let anchor = NodeRef::<html::Div>::new();
    show_when_open(state, menu, anchor, place);
    close_on_press_outside(state, anchor);
    view! {
        <div class="anchor" node_ref=anchor>
            <Trigger id=id.clone() label icon class size face state />
            <div
                node_ref=menu
                class="menu"
                id=id
                role="menu"
                aria-label=move || label.get()
                data-side=place.0
                data-align=place.1
                hidden=move || !state.open.get()
                on:keydown=move |event| handle_key(&event, state, menu)
            >
                <Provider value=state>
                    {move || state.open.get().then(|| children.clone()())}
                </Provider>
            </div>
        </div>
    }
    .into_any()
}

#[component]
fn Trigger(
    id: String,
    label: Signal<String>,
    icon: IconName,
    class: &'static str,
    size: Option<&'static str>,
    face: Option<ViewFn>,
    state: MenuState,
) -> impl IntoView {
    let expanded = move || state.open.get().to_string();
    let toggle = move |_| state.open.update(|open| *open = !*open);
    match face {
        None => view! {
            <IconButton
                label=label
                icon=icon
                class=class
                node_ref=state.button
                attr:id=format!("{id}-button")
                attr:data-size=size
                attr:aria-haspopup="menu"
                attr:aria-expanded=expanded
                attr:aria-controls=id
                on:click=toggle
            />
        }
        .into_any(),
        Some(face) => view! {
            <button
                node_ref=state.button
                class=class
                type="button"
                id=format!("{id}-button")
                data-size=size
                aria-label=move || label.get()
                aria-haspopup="menu"
                aria-expanded=expanded
                aria-controls=id
                on:click=toggle
            >
                {face.run()}
            </button>
        }
        .into_any(),
    }
}

/// One line of a menu. Choosing it closes the menu.
#[component]
pub fn MenuItem(
    /// The words.
    #[prop(into)]
    label: String,
    /// What is drawn before them.
    #[prop(optional)]
    icon: Option<IconName>,
    /// `menuitem`, `menuitemradio` or `menuitemcheckbox`.
    #[prop(default = "menuitem")]
    role: &'static str,
    /// Whether it is the chosen one; for the two checkable roles.
    #[prop(optional)]
    checked: bool,
    /// `danger` for what cannot be taken back.
    #[prop(default = None)]
    tone: Option<&'static str>,
    /// What stands at its end, not part of its name.
    #[prop(default = None)]
    meta: Option<String>,
    /// Told when it is chosen.
    #[prop(into)]
    on_choose: Callback<()>,
) -> impl IntoView {
    let state = use_context::<MenuState>();
    let choose = move |_| {
        if let Some(state) = state {
            state.close(true);
        }
        on_choose.run(());
    };
    let aria_checked = (role != "menuitem").then(|| checked.to_string());
    view! {
        <button
            class="menu__item"
            type="button"
            role=role
            tabindex="-1"
            data-tone=tone
            aria-checked=aria_checked
            on:click=choose
        >
            {icon.map(|name| view! { <Icon name /> })}
            {label}
            {meta
                .map(|meta| {
                    view! {
                        <span class="menu__meta" aria-hidden="true">
                            {meta}
                        </span>
                    }
                })}
            {checked.then(|| view! { <Icon name=IconName::Check /> })}
        </button>
    }
    .into_any()
}

fn items(menu: &web_sys::Element) -> Vec<web_sys::HtmlElement> {
    let Ok(list) = menu.query_selector_all("[role^=menuitem]") else {
        return Vec::new();
    };
    (0..list.length())
        .filter_map(|index| list.item(index)?.dyn_into().ok())
        .collect()
}

/// Puts an open menu where it fits, and the focus into it.
fn show_when_open(
    state: MenuState,
    menu: NodeRef<html::Div>,
    anchor: NodeRef<html::Div>,
    place: (&'static str, &'static str),
) {
    Effect::new(move |_| {
        if !state.open.get() {
            return;
        }
        let (Some(menu), Some(anchor)) = (menu.get_untracked(), anchor.get_untracked()) else {
            return;
        };
        // The items are drawn by another effect of the same change.
        request_animation_frame(move || {
            fit::fit(&menu, &anchor, place);
            let items = items(&menu);
            let checked = items
                .iter()
                .find(|item| item.get_attribute("aria-checked").as_deref() == Some("true"));
            if let Some(item) = checked.or(items.first()) {
                drop(item.focus());
            }
        });
    });
}

fn close_on_press_outside(state: MenuState, anchor: NodeRef<html::Div>) {
    Effect::new(move |_| {
        let handle = window_event_listener(ev::pointerdown, move |event| {
            let target = event
                .target()
                .and_then(|target| target.dyn_into::<web_sys::Node>().ok());
            let inside = anchor
                .try_get_untracked()
                .flatten()
                .is_some_and(|anchor| anchor.contains(target.as_ref()));
            if !inside && state.open.try_get_untracked() == Some(true) {
                state.close(false);
            }
        });
        on_cleanup(move || handle.remove());
    });
}

fn handle_key(event: &ev::KeyboardEvent, state: MenuState, menu: NodeRef<html::Div>) {
    let Some(wanted) = move_for(&event.key()) else {
        return;
    };
    if wanted == Move::Leave {
        return state.close(false);
    }
    event.prevent_default();
    event.stop_propagation();
    if wanted == Move::Close {
        return state.close(true);
    }
    let Some(menu) = menu.get_untracked() else {
        return;
    };
    let items = items(&menu);
    let active = document().active_element();
    let now = items
        .iter()
        .position(|item| active.as_ref().is_some_and(|active| **item == *active));
    let labels: Vec<String> = items
        .iter()
        .map(|item| item.text_content().unwrap_or_default())
        .collect();
    if let Some(item) = target(wanted, now, &labels).and_then(|index| items.get(index)) {
        drop(item.focus());
    }
}
