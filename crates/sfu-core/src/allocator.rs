//! Shares a subscriber's bandwidth among the pictures they wish for.
//!
//! *Invariants*: what is given never needs more than the budget, except that the lowest layer of the first picture stays
//! a little longer, and is tried now and then; a line that does not carry the sound gets no picture; a picture gets less
//! at once when it must, and more only after the line has carried more for a while, which is short until it was too much
//! for the first time; a picture whose higher layer had to be taken away again waits longer the next time.

mod insistence;
mod trial;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use parley_protocol::VideoLayer;

use crate::api::PictureKey;
use insistence::Insistence;
use trial::{Trial, Try};

/// Of the estimate so much is used, in percent.
const USED: u64 = 95;
/// For a higher layer the budget must suffice with this much of it, in percent.
const UPGRADE_WITHIN: u64 = 88;
/// A line is tried with at least this much of what it must carry for the next layer to be given, in percent: a probe says what
/// of it arrived in time, which is less on a busy machine. The estimator tries up to twice what is desired.
const TRIED_WITH: u64 = 150;
/// It is not tried with more than this of the estimate, in percent, unless the next layer needs more: a probe of which only
/// a little passes delays everything.
const TRIED_UP_TO: u64 = 400;
/// The first picture keeps its lowest layer while the budget is this much of it, in percent. An estimate falls to 85 % of
/// what arrives each time that packets come late, be it only because a computer is busy, and further when many are lost,
/// be it only on a radio link; once nothing is sent it has nothing to rise by.
const KEPT_FROM: u64 = 50;
/// A picture that was never too much for the line goes up once more has fitted for so long: at the start only what probes
/// say is known, and people wait.
const AT_FIRST: Duration = Duration::from_millis(300);
/// Later a higher layer must have fitted so long.
const STABLE: Duration = Duration::from_secs(2);
/// The longest wait after upgrades that failed.
const LONGEST_WAIT: Duration = Duration::from_secs(32);
/// A layer that was taken away sooner than this after it was given had been given too soon.
const FAILED_WITHIN: Duration = Duration::from_secs(10);
/// After so long without trouble the waits are short again.
const FORGIVEN: Duration = Duration::from_mins(1);

/// One picture that is wished for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Which.
    pub picture: PictureKey,
    /// The layers of use, low to high, each with its bits per second.
    pub choices: Vec<(VideoLayer, u64)>,
}

/// What the line is to be tried with (`Bwe::set_bitrate`), in bits per second.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Probing {
    /// To be sustained, with padding if need be (once a picture was sent).
    pub minimum: u64,
    /// To be tried: what is there, and more for a moment.
    pub desired: u64,
}

#[derive(Clone, Debug)]
struct Held {
    layer: Option<VideoLayer>,
    /// The highest layer of use, when it was given.
    most: Option<VideoLayer>,
    /// Since when more would fit.
    fits_since: Option<Instant>,
    raised: Option<Instant>,
    lowered: Option<Instant>,
    wait: Duration,
}

/// The allocator of one subscriber.
#[derive(Clone, Debug, Default)]
pub struct Allocator {
    held: BTreeMap<PictureKey, Held>,
    trial: Trial,
    insistence: Insistence,
    /// The first picture is sent although it does not seem to fit.
    insists: bool,
}

impl Allocator {
    /// Shares anew. `estimate` is of the whole line, `audio` what sound takes of it; both in bits per second. The first
    /// request is the most important one.
    pub fn allocate(&mut self, requests: &[Request], estimate: u64, audio: u64, now: Instant) {
        let budget = (estimate * USED / 100).saturating_sub(audio);
        let first = requests.first();
        let has_first = first.is_some_and(|first| self.target(first.picture).is_some());
        let mut ideal = share(requests, budget, has_first);
        let cautious = share(requests, budget * UPGRADE_WITHIN / 100, false);
        let insisted = self.insist(
            first,
            ideal.first().copied().flatten(),
            estimate > audio,
            now,
        );
        self.insists = insisted.is_some();
        if let Some((_, layer)) = insisted {
            ideal[0] = Some(layer);
        }
        self.held
            .retain(|picture, _| requests.iter().any(|request| request.picture == *picture));
        for (at, request) in requests.iter().enumerate() {
            let most = request.choices.last().map(|(layer, _)| *layer);
            let Some(held) = self.held.get_mut(&request.picture) else {
                self.held
                    .insert(request.picture, Held::new(ideal[at], most));
                continue;
            };
            held.settle(ideal[at], cautious[at].min(ideal[at]), most, now);
        }
        if let Some((picture, layer)) = insisted
            && let Some(held) = self.held.get_mut(&picture)
        {
            held.layer = held.layer.max(Some(layer));
        }
    }

    /// The layer that a picture is to come in; `None`: not at all.
    pub fn target(&self, picture: PictureKey) -> Option<VideoLayer> {
        self.held.get(&picture)?.layer
    }

    /// The picture that is sent although it does not seem to fit, and its lowest layer.
    fn insist(
        &mut self,
        first: Option<&Request>,
        given: Option<VideoLayer>,
        carries_sound: bool,
        now: Instant,
    ) -> Option<(PictureKey, VideoLayer)> {
        let first = first.filter(|_| carries_sound)?;
        let (lowest, _) = first.choices.first()?;
        let insists = self.insistence.insists(given.is_some(), now);
        (insists && given.is_none()).then_some((first.picture, *lowest))
    }

    /// What the line is to be tried with; to be asked each time that a line that is there was shared.
    pub fn probe(
        &mut self,
        requests: &[Request],
        estimate: u64,
        audio: u64,
        now: Instant,
    ) -> Probing {
        let mut sent = audio;
        let mut wished = audio;
        let mut next = None;
        for request in requests {
            let target = self.target(request.picture);
            let given = rate(request, target);
            sent += given;
            wished += request.choices.last().map_or(0, |(_, rate)| *rate);
            let higher = request
                .choices
                .iter()
                .find(|(layer, _)| Some(*layer) > target);
            next = next.or(higher.map(|(_, rate)| rate.saturating_sub(given)));
        }
        // The line must carry a little more than the layer itself, or it never fits.
        let needed = next.map(|more| (sent + more) * 100 * 100 / (USED * UPGRADE_WITHIN));
        let is_dark = self.held.values().all(|held| held.layer.is_none());
        let state = (is_dark, self.insists);
        let way = self.trial.goes_on(needed, estimate, state, now);
        let least = needed.unwrap_or(sent) * TRIED_WITH / 100;
        let desired = match way {
            // Now and then the estimator probes twice what is desired, and believes the outcome even if it is less.
            Try::Rest => wished.min(sent.max(estimate)),
            Try::Probe | Try::Pad => wished.min(estimate * TRIED_UP_TO / 100).max(least),
        };
        let minimum = needed.filter(|_| way == Try::Pad).unwrap_or_default();
        Probing { minimum, desired }
    }
}

impl Held {
    fn new(layer: Option<VideoLayer>, most: Option<VideoLayer>) -> Self {
        Self {
            layer,
            most,
            fits_since: None,
            raised: None,
            lowered: None,
            wait: AT_FIRST,
        }
    }

    fn settle(
        &mut self,
        ideal: Option<VideoLayer>,
        cautious: Option<VideoLayer>,
        most: Option<VideoLayer>,
        now: Instant,
    ) {
        let is_larger = most > self.most;
        let was_too_much = most >= self.layer && ideal < self.layer;
        self.most = most;
        if ideal < self.layer {
            if was_too_much {
                self.lower(now);
            }
            self.layer = ideal;
            self.fits_since = None;
        } else if cautious > self.layer {
            let since = *self.fits_since.get_or_insert(now);
            let wait = self.layer.map_or(self.first_wait(), |_| self.wait);
            if is_larger || now.saturating_duration_since(since) >= wait {
                self.layer = cautious;
                self.raised = Some(now);
                self.fits_since = None;
            }
        } else {
            self.fits_since = None;
        }
        let is_forgiven = |at: Instant| now.saturating_duration_since(at) >= FORGIVEN;
        if self.lowered.is_none_or(is_forgiven) && self.raised.is_none_or(is_forgiven) {
            self.wait = self.wait.min(STABLE);
        }
    }

    /// No picture at all is worse than one that is given too soon, unless that happens again and again.
    fn first_wait(&self) -> Duration {
        match self.lowered {
            None => Duration::ZERO,
            Some(_) => (self.wait / 4).min(STABLE / 2),
        }
    }

    fn lower(&mut self, now: Instant) {
        let failed = self
            .raised
            .is_some_and(|raised| now.saturating_duration_since(raised) < FAILED_WITHIN);
        self.wait = self.wait.max(STABLE);
        if failed {
            self.wait = (self.wait * 2).min(LONGEST_WAIT);
        }
        self.lowered = Some(now);
    }
}

fn rate(request: &Request, layer: Option<VideoLayer>) -> u64 {
    let of_it = request
        .choices
        .iter()
        .find(|(choice, _)| Some(*choice) == layer);
    of_it.map_or(0, |(_, rate)| *rate)
}

/// The lowest layer for as many as fit, in order; then, in the same order, as high as what is left allows. `has_first`:
/// the first one is shown now.
fn share(requests: &[Request], budget: u64, has_first: bool) -> Vec<Option<VideoLayer>> {
    let mut left = budget;
    let mut given = vec![None; requests.len()];
    for (at, request) in requests.iter().enumerate() {
        let Some((layer, rate)) = request.choices.first() else {
            continue;
        };
        let is_kept = at == 0 && has_first && *rate * KEPT_FROM / 100 <= left;
        if *rate > left && !is_kept {
            break; // whoever comes later waits too: the last in the list are paused
        }
        left = left.saturating_sub(*rate);
        given[at] = Some(*layer);
    }
    for (at, request) in requests.iter().enumerate() {
        let paid = rate(request, given[at]);
        let fits = |choice: &&(VideoLayer, u64)| given[at].is_some() && choice.1 <= left + paid;
        if let Some((layer, rate)) = request.choices.iter().rev().find(fits)
            && Some(*layer) > given[at]
        {
            left = left + paid - rate;
            given[at] = Some(*layer);
        }
    }
    given
}

#[cfg(test)]
#[path = "allocator_tests.rs"]
mod tests;
