//! What every panel beside the stage has: a heading, and a button that closes it.

use super::store::{Panel, use_room};
use crate::components::icon::IconName;
use crate::components::icon_button::IconButton;
use leptos::prelude::*;

/// A panel; closed it stays in the page, so that what was typed into it is kept.
#[component]
pub(super) fn PanelFrame(
    /// Which.
    panel: Panel,
    /// `panel__body`, and `panel__foot` where it has one.
    children: Children,
) -> impl IntoView {
    let room = use_room();
    let (close_id, close_label) = panel.close_button();
    view! {
        <aside
            class="panel"
            id=panel.id()
            role="region"
            aria-label=panel.name()
            hidden=move || room.panel.get() != Some(panel)
        >
            <span class="panel__grip" aria-hidden="true"></span>
            <div class="panel__head">
                <h2>{panel.name()}</h2>
                <IconButton
                    label=close_label
                    icon=IconName::X
                    tip_side="bottom"
                    tip_align="end"
                    attr:id=close_id
                    on:click=move |_| room.close_panel()
                />
            </div>
            {children()}
        </aside>
    }
    .into_any()
}
