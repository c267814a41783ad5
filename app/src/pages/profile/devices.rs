//! The region `Devices`: where the account is signed in, and what happened to it lately.

use super::{
    activity::ActivityList,
    requests::{DeviceView, EndDevice, EndOtherDevices, list_activity, list_devices},
};
use crate::{
    components::{
        button::Button,
        icon::{Icon, IconName},
        moment::Moment,
        toast::{Notices, use_notices},
    },
    error::AppError,
    pages::account::form_state::focus,
    text,
};
use leptos::prelude::*;

/// The region `Devices`.
#[component]
pub(super) fn Devices() -> impl IntoView {
    let end = ServerAction::<EndDevice>::new();
    let end_others = ServerAction::<EndOtherDevices>::new();
    let (ended, ended_others) = (end.value(), end_others.value());
    let notices = use_notices();
    tell(notices, "Device signed out", move || ended.get());
    tell(notices, "Signed out on all other devices", move || {
        ended_others.get()
    });
    let changes = move || (end.version().get(), end_others.version().get());
    let devices = Resource::new(changes, |_| list_devices());
    let activity = Resource::new(changes, |_| list_activity());
    view! {
        <section class="card" id="devices" aria-labelledby="devices-title">
            <div class="section__intro">
                <h2 id="devices-title" tabindex="-1">
                    "Devices"
                </h2>
                <p>"Where your account is signed in."</p>
            </div>
            <Transition fallback=Loading>
                {move || Suspend::new(async move {
                    match devices.await {
                        Ok(devices) => {
                            view! { <DeviceList devices end end_others /> }.into_any()
                        }
                        Err(error) => view! { <Away error /> }.into_any(),
                    }
                })}
            </Transition>
            <Transition fallback=Loading>
                {move || Suspend::new(async move {
                    match activity.await {
                        Ok(events) => view! { <ActivityList events /> }.into_any(),
                        Err(error) => view! { <Away error /> }.into_any(),
                    }
                })}
            </Transition>
        </section>
    }
    .into_any()
}

/// Says what came of it. The button that was pressed is gone, so the focus goes to the heading.
fn tell(
    notices: Notices,
    done: &'static str,
    outcome: impl Fn() -> Option<Result<(), AppError>> + 'static,
) {
    Effect::new(move |_| match outcome() {
        None => {}
        Some(Ok(())) => {
            notices.show(done);
            request_animation_frame(|| focus("#devices-title"));
        }
        // The list shows what there is now.
        Some(Err(AppError::NotAllowed)) => {
            notices.show("That device is signed out already");
            request_animation_frame(|| focus("#devices-title"));
        }
        Some(Err(error)) => {
            notices.show(text::app_error(&error));
        }
    });
}

#[component]
fn Loading() -> impl IntoView {
    view! { <p class="quiet text-small">"Loading…"</p> }
}

#[component]
fn Away(error: AppError) -> impl IntoView {
    view! {
        <p class="field__error">
            <Icon name=IconName::CircleAlert />
            {text::app_error(&error)}
        </p>
    }
}

#[component]
fn DeviceList(
    devices: Vec<DeviceView>,
    end: ServerAction<EndDevice>,
    end_others: ServerAction<EndOtherDevices>,
) -> impl IntoView {
    let has_others = devices.len() > 1;
    let rows = devices
        .into_iter()
        .map(|device| view! { <DeviceRow device end /> });
    view! {
        <ul class="rows devices" role="list" aria-label="Signed-in devices">
            {rows.collect_view()}
        </ul>
        {has_others
            .then(|| {
                view! {
                    <ActionForm action=end_others attr:class="card__foot">
                        <Button kind="submit">"Sign out on all other devices"</Button>
                    </ActionForm>
                }
            })}
    }
    .into_any()
}

#[component]
fn DeviceRow(device: DeviceView, end: ServerAction<EndDevice>) -> impl IntoView {
    let name = format!("Sign out {}", device.device);
    let last = if device.is_this {
        view! {
            <span class="badge" data-tone="success">
                "This device"
            </span>
        }
        .into_any()
    } else {
        view! {
            <span class="quiet nowrap text-small">
                <Moment at=device.last_used_at with_time=true />
            </span>
            <ActionForm action=end>
                <input type="hidden" name="id" value=device.id.clone() />
                <Button size="sm" kind="submit" attr:aria-label=name>
                    "Sign out"
                </Button>
            </ActionForm>
        }
        .into_any()
    };
    view! {
        <li class="row">
            <Icon name=icon_of(&device.device) />
            <span class="row__main">
                <strong>{device.device}</strong>
                <small>{device.address}</small>
            </span>
            <span class="row__end">{last}</span>
        </li>
    }
    .into_any()
}

/// What is drawn for a device.
fn icon_of(device: &str) -> IconName {
    let is = |system: &str| device.ends_with(system);
    if is("iPhone") || is("Android") || is("iPad") {
        IconName::Smartphone
    } else if is("Windows") {
        IconName::Monitor
    } else {
        IconName::Laptop
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phone_looks_like_one() {
        assert_eq!(icon_of("Safari on iPhone"), IconName::Smartphone);
        assert_eq!(icon_of("Chrome on Android"), IconName::Smartphone);
        assert_eq!(icon_of("Firefox on Windows"), IconName::Monitor);
        assert_eq!(icon_of("Firefox on Linux"), IconName::Laptop);
        assert_eq!(icon_of("Unknown browser"), IconName::Laptop);
    }
}
