//! The time zone: those that the browser knows, by the parts of the world, and how far the chosen one is from UTC.

use super::editor::Editor;
use crate::{
    components::{
        field::{FieldError, described_by},
        icon::{Icon, IconName},
    },
    error::PlanField,
    moment::zone,
};
use leptos::{html, prelude::*};

/// Zones of one part of the world.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Part {
    name: String,
    /// The name of the zone, and what it is called.
    zones: Vec<(String, String)>,
}

/// By parts of the world, in the order of the names; those without one come first.
fn parts(names: Vec<String>) -> Vec<Part> {
    let mut names = names;
    names.sort_unstable();
    names.dedup();
    let mut parts: Vec<Part> = Vec::new();
    for zone in names {
        let (part, place) = zone.split_once('/').unwrap_or(("World", &zone));
        let place = place.replace('_', " ").replace('/', ", ");
        let entry = (zone.clone(), place);
        match parts.iter_mut().find(|known| known.name == part) {
            Some(known) => known.zones.push(entry),
            None => parts.push(Part {
                name: part.to_owned(),
                zones: vec![entry],
            }),
        }
    }
    parts.sort_by_key(|part| (part.name != "World", part.name.clone()));
    parts
}

/// The combobox `Time zone`.
#[component]
pub(super) fn TimeZone(editor: Editor) -> impl IntoView {
    let fields = editor.fields;
    let known = RwSignal::new(Vec::new());
    // Hundreds of names are drawn once, and only for who opens the dialog.
    Effect::new(move |_| {
        let zone = fields.zone.get();
        let mut names = known.get_untracked();
        if editor.open.get() && !names.contains(&zone) {
            if names.is_empty() {
                names = zone::all();
                names.push("UTC".to_owned());
            }
            names.push(zone);
            known.set(names);
        }
    });
    let select = NodeRef::<html::Select>::new();
    Effect::new(move |_| {
        let zone = fields.zone.get();
        known.track();
        if let Some(select) = select.get() {
            select.set_value(&zone);
        }
    });
    let error = editor.error(PlanField::Zone);
    let offset = move || {
        let day = fields.day()?;
        let offset = zone::offset(&fields.zone.read(), day)?;
        Some(format!("{offset} on that day"))
    };
    let hint = move || editor.open.get().then(offset).flatten();
    view! {
        <div class="field">
            <label class="field__label" for="meeting-zone">
                "Time zone"
            </label>
            <div class="select">
                <select
                    node_ref=select
                    class="input"
                    id="meeting-zone"
                    name="meeting-zone"
                    aria-describedby=move || {
                        described_by("meeting-zone", true, error.get().is_some())
                    }
                    aria-invalid=move || error.get().is_some().then_some("true")
                    on:change:target=move |event| fields.zone.set(event.target().value())
                >
                    {move || options(known.get(), &fields.zone.get_untracked())}
                </select>
                <Icon name=IconName::ChevronDown />
            </div>
            <p class="field__hint" id="meeting-zone-hint">
                {move || hint().unwrap_or_else(|| "\u{A0}".to_owned())}
            </p>
            <FieldError id="meeting-zone-error".to_owned() error />
        </div>
    }
    .into_any()
}

fn options(names: Vec<String>, chosen: &str) -> impl IntoView + use<> {
    let parts = parts(names).into_iter().map(|part| {
        let zones = part.zones.into_iter().map(|(zone, place)| {
            let selected = zone == chosen;
            view! {
                <option value=zone prop:selected=selected>
                    {place}
                </option>
            }
        });
        view! { <optgroup label=part.name>{zones.collect_view()}</optgroup> }
    });
    parts.collect_view()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zones_stand_by_parts_of_the_world() {
        let names = [
            "Europe/Paris",
            "America/Argentina/Buenos_Aires",
            "UTC",
            "Europe/Berlin",
            "Europe/Paris",
        ];
        let parts = parts(names.map(str::to_owned).to_vec());
        let said: Vec<(&str, Vec<&str>)> = parts
            .iter()
            .map(|part| {
                let places = part.zones.iter().map(|(_, place)| place.as_str());
                (part.name.as_str(), places.collect())
            })
            .collect();
        assert_eq!(
            said,
            [
                ("World", vec!["UTC"]),
                ("America", vec!["Argentina, Buenos Aires"]),
                ("Europe", vec!["Berlin", "Paris"]),
            ]
        );
    }
}
