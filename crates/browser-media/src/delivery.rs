//! Whether something comes: watches receivers until they have decoded a picture or got sound.

use crate::{inputs::Inputs, rtc_ext, timers::Interval};
use parley_room_client::Input;
use std::{cell::RefCell, rc::Rc};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::RtcRtpReceiver;

const EVERY_MILLISECONDS: i32 = 100;
/// The room client does not wait longer than for this many looks.
const MOST_LOOKS: u32 = 100;

/// A receiver that is watched, and what to say when it delivers.
pub(crate) struct Awaited {
    receiver: RtcRtpReceiver,
    /// What it had delivered when the watch began.
    before: Option<f64>,
    looks: u32,
    delivered: Input,
}

impl Awaited {
    pub(crate) fn new(receiver: RtcRtpReceiver, delivered: Input) -> Self {
        Self {
            receiver,
            before: None,
            looks: 0,
            delivered,
        }
    }
}

/// The receivers that are watched.
pub(crate) struct Delivery {
    inputs: Inputs,
    awaited: RefCell<Vec<Awaited>>,
    interval: RefCell<Option<Interval>>,
}

impl Delivery {
    pub(crate) fn new(inputs: Inputs) -> Rc<Self> {
        Rc::new(Self {
            inputs,
            awaited: RefCell::default(),
            interval: RefCell::default(),
        })
    }

    /// Watches these from now on, and no longer those before.
    pub(crate) fn watch(self: &Rc<Self>, awaited: Vec<Awaited>) {
        let needed = !awaited.is_empty();
        self.awaited.replace(awaited);
        let interval = needed.then(|| {
            let delivery = Rc::downgrade(self);
            Interval::new(EVERY_MILLISECONDS, move || {
                if let Some(delivery) = delivery.upgrade() {
                    delivery.look();
                }
            })
        });
        self.interval.replace(interval);
    }

    pub(crate) fn stop(&self) {
        self.awaited.take();
        self.interval.take();
    }

    fn look(self: &Rc<Self>) {
        self.awaited.borrow_mut().retain_mut(|awaited| {
            awaited.looks += 1;
            awaited.looks <= MOST_LOOKS
        });
        for awaited in &*self.awaited.borrow() {
            let (delivery, receiver) = (Rc::clone(self), awaited.receiver.clone());
            spawn_local(async move {
                if let Ok(report) = JsFuture::from(receiver.get_stats()).await {
                    delivery.take(&receiver, delivered(&report));
                }
            });
        }
    }

    fn take(&self, receiver: &RtcRtpReceiver, now: f64) {
        let place = {
            let mut all = self.awaited.borrow_mut();
            let place = all.iter().position(|a| a.receiver == *receiver);
            place.filter(|place| now > *all[*place].before.get_or_insert(now))
        };
        if let Some(place) = place {
            let awaited = self.awaited.borrow_mut().remove(place);
            self.inputs.send(awaited.delivered);
        }
    }
}

/// Pictures decoded, or packets of sound received.
fn delivered(report: &wasm_bindgen::JsValue) -> f64 {
    let mut count = 0.0;
    rtc_ext::for_each_entry(report, |entry| {
        if entry.text("type").as_deref() == Some("inbound-rtp") {
            let name = if entry.text("kind").as_deref() == Some("video") {
                "framesDecoded"
            } else {
                "packetsReceived"
            };
            count += entry.number(name).unwrap_or(0.0);
        }
    });
    count
}
