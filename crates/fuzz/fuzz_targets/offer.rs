//! Session descriptions, as the media router reads them, as str0m does behind it, and as a browser reads the answer.
#![no_main]

#[path = "../../browser-media/src/sdp.rs"]
mod sdp;

use std::time::Duration;

use libfuzzer_sys::fuzz_target;
use parley_fuzz::idle::Open;
use parley_protocol::{NegotiationId, limits};
use parley_sfu_core::{Command, Event, Offer, OfferError, Output, Router};
use str0m::change::{SdpAnswer, SdpOffer};

/// Bytes of an answer: it says more of each section than a short offer does, and repeats what a long one says.
const LONGEST_ANSWER: usize = 4 * limits::SDP_BYTES;
/// A connection that nobody makes is given up by then.
const GIVEN_UP: Duration = Duration::from_secs(40);

fuzz_target!(|text: &str| {
    let offer = Offer::read(text);
    if let Ok(offer) = &offer {
        check_offer(offer);
    }
    let mut open = Open::new();
    let peer = open.key(1);
    // The second one is of the same connection.
    for _ in 0..2 {
        let command = Command::Offer {
            peer,
            negotiation: NegotiationId(1),
            sdp: text.to_owned(),
        };
        open.router.handle_command(command, open.now);
        check_answer(&offer, &mut open.router);
        open.now += Duration::from_millis(20);
    }
    let is_in = open.router.stats().participants == 1;
    for _ in 0..80 {
        open.now += GIVEN_UP / 80;
        open.router.tick(open.now);
        while let Some(output) = open.router.poll_output() {
            assert!(
                !matches!(output, Output::Transmit { .. }),
                "nobody asked for {output:?}"
            );
            let is_told = matches!(output, Output::Event(Event::Disconnected { .. }));
            assert!(!is_told || is_in);
        }
    }
    let stats = open.router.stats();
    assert_eq!((stats.participants, stats.handshakes), (0, 0));
    open.close();
});

fn check_offer(offer: &Offer) {
    let sections = offer.audio_slots.len() + offer.video_slots.len();
    assert!(sections <= limits::AUDIO_SLOTS + limits::VIDEO_SLOTS);
    assert!(offer.camera_layers.len() <= 3 && offer.screen_layers.len() <= 3);
    assert!(offer.screen.is_none() || offer.camera.is_some());
    assert!(
        !offer
            .sdp
            .lines()
            .any(|line| line.starts_with("a=candidate:"))
    );
    if offer.sdp.len() <= limits::SDP_BYTES {
        assert_eq!(Offer::read(&offer.sdp).as_ref(), Ok(offer));
    }
    // Whoever reads it next sees no candidates either.
    if let Ok(read) = SdpOffer::from_sdp_string(&offer.sdp) {
        let written = read.to_sdp_string();
        let is_candidate = |line: &str| line.starts_with("a=candidate:");
        assert!(!written.lines().any(is_candidate), "{written}");
    }
}

fn check_answer(offer: &Result<Offer, OfferError>, router: &mut Router) {
    let mut answers = 0;
    while let Some(output) = router.poll_output() {
        match output {
            Output::Event(Event::Answer { sdp: answer, .. }) => {
                answers += 1;
                assert!(offer.is_ok());
                assert!(answer.len() <= LONGEST_ANSWER, "{} bytes", answer.len());
                assert!(SdpAnswer::from_sdp_string(&answer).is_ok());
                let heard = sdp::with_dtx(&answer);
                assert_eq!(sdp::with_dtx(&heard), heard);
                assert_eq!(heard.lines().count(), answer.lines().count());
            }
            Output::Event(Event::Refused { error, .. }) => {
                answers += 1;
                let own = offer.as_ref().err().copied();
                assert_eq!(error, own.unwrap_or(OfferError::Malformed));
            }
            Output::Event(event) => assert!(offer.is_ok(), "nobody asked for {event:?}"),
            Output::Transmit { destination, .. } => panic!("{destination} gets something"),
        }
    }
    assert_eq!(answers, 1);
}
