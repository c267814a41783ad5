//! What the person wants to hear and see through the media router: whom, in which size, and who matters most.
//!
//! *Invariants*: nobody is wished who is played from a direct connection; the server is told all of it at once, and not
//! for every pixel by which a tile changes.

use crate::{
    Input, Reception, ReceptionQuality, ShownTile, outbox::Outbox, paths::Paths, roster::Roster,
};
use parley_protocol::{
    ClientMessage, Milliseconds, ParticipantId, RequestId, Timestamp, VideoSource, VideoWish,
    limits,
};

/// How long a change waits for the next one.
const DEBOUNCE: Milliseconds = Milliseconds(100);
/// The wait before refused wishes are told again.
const RETRY: Milliseconds = Milliseconds::from_seconds(1);
/// Sizes are told in steps of this many pixels, rounded up.
const STEP: u16 = 20;
/// The least that [`ReceptionQuality::High`] asks for, in pixels.
const HIGH_LEAST: u16 = 720;
/// The most that [`ReceptionQuality::Standard`] asks for of a camera, in pixels.
const STANDARD_MOST: u16 = 360;
/// The most that a data saver asks for, in pixels: with it the media router takes the smallest layer, of a screen too.
const SAVER_MOST: u16 = 180;
/// The most pictures that a data saver asks for.
const SAVER_PICTURES: usize = 4;

#[derive(Clone, Debug, PartialEq, Eq)]
struct Wish {
    audio: bool,
    video: Vec<VideoWish>,
}

/// The machine.
#[derive(Debug)]
pub(crate) struct Wishes {
    reception: Reception,
    tiles: Vec<ShownTile>,
    page_shown: bool,
    speakers: Vec<ParticipantId>,
    told: Option<Wish>,
    telling: Option<RequestId>,
    send_at: Option<Timestamp>,
    retry_at: Option<Timestamp>,
}

impl Wishes {
    pub(crate) fn new(reception: Reception) -> Self {
        Self {
            reception,
            tiles: Vec::new(),
            page_shown: true,
            speakers: Vec::new(),
            told: None,
            telling: None,
            send_at: None,
            retry_at: None,
        }
    }

    pub(crate) fn reception(&self) -> Reception {
        self.reception
    }

    pub(crate) fn set_reception(&mut self, reception: Reception) {
        self.reception = reception;
    }

    /// Who speaks, as the server says.
    pub(crate) fn speakers(&self) -> &[ParticipantId] {
        &self.speakers
    }

    pub(crate) fn set_speakers(&mut self, speakers: Vec<ParticipantId>) {
        self.speakers = speakers;
    }

    /// Takes what the page says about itself; other inputs change nothing.
    pub(crate) fn handle(&mut self, input: Input) {
        if let Input::TilesShown { tiles } = input {
            self.tiles = tiles;
        } else if let Input::PageShown { shown } = input {
            self.page_shown = shown;
        }
    }

    /// The server knows nothing any more, or will not answer.
    pub(crate) fn lose_link(&mut self) {
        self.told = None;
        self.telling = None;
        self.send_at = None;
        self.retry_at = None;
    }

    pub(crate) fn handle_refused(&mut self, request: RequestId, now: Timestamp) {
        if self.telling == Some(request) {
            self.lose_link();
            self.retry_at = Some(now + RETRY);
        }
    }

    pub(crate) fn tick(&mut self, now: Timestamp) {
        self.retry_at.take_if(|at| now >= *at);
    }

    /// Tells the server what is wished, if it was told something else.
    pub(crate) fn pump(
        &mut self,
        roster: &Roster,
        paths: &Paths,
        (now, out): (Timestamp, &mut Outbox),
    ) {
        if !roster.has_router() {
            return self.lose_link();
        }
        let wish = self.wish(roster, paths);
        if self.told.as_ref() == Some(&wish) {
            self.send_at = None;
        } else if out.can_send() && self.retry_at.is_none() {
            let wait = self.told.as_ref().map_or(Milliseconds(0), |_| DEBOUNCE);
            let due = *self.send_at.get_or_insert(now + wait);
            if now >= due {
                self.tell(wish, out);
            }
        }
    }

    pub(crate) fn timeout(&self) -> Option<Timestamp> {
        self.retry_at.or(self.send_at)
    }

    fn tell(&mut self, wish: Wish, out: &mut Outbox) {
        self.send_at = None;
        self.telling = out.send(|request| ClientMessage::SetWishes {
            request,
            audio: wish.audio,
            video: wish.video.clone(),
        });
        self.told = Some(wish);
    }

    fn wish(&self, roster: &Roster, paths: &Paths) -> Wish {
        let audio = roster.others().any(|other| paths.wants_router(other.id));
        let mut tiles = self.tiles.clone();
        tiles.retain(|tile| {
            roster
                .lookup(tile.participant)
                .is_some_and(|p| match tile.source {
                    VideoSource::Camera => true,
                    VideoSource::Screen => p.media.screen,
                })
                && paths.wants_router(tile.participant)
        });
        tiles.sort_by_key(|tile| self.rank(*tile, roster));
        tiles.truncate(self.most_pictures());
        let wished = tiles.iter().map(|tile| VideoWish {
            participant: tile.participant,
            source: tile.source,
            max_height: self.height(*tile),
        });
        Wish {
            audio,
            video: wished.collect(),
        }
    }

    /// Screens come first, then whoever has a picture; then the spotlight, who speaks, and the order on the page.
    fn rank(&self, tile: ShownTile, roster: &Roster) -> (bool, bool, bool, usize) {
        let participant = tile.participant;
        let camera = roster.lookup(participant).is_some_and(|p| p.media.camera);
        let mut speakers = self.speakers.iter();
        let speaks = speakers.position(|speaker| *speaker == participant);
        (
            tile.source == VideoSource::Camera,
            !camera,
            roster.spotlight() != Some(participant),
            speaks.unwrap_or(usize::MAX),
        )
    }

    fn most_pictures(&self) -> usize {
        if !self.page_shown || self.reception.quality == ReceptionQuality::AudioOnly {
            0
        } else if self.reception.saves_data {
            SAVER_PICTURES
        } else {
            limits::VIDEO_SLOTS
        }
    }

    /// A screen is made to be read: only who saves data gets it small.
    fn height(&self, tile: ShownTile) -> u16 {
        let height = tile.height.max(1).div_ceil(STEP).saturating_mul(STEP);
        let height = match self.reception.quality {
            ReceptionQuality::High => height.max(HIGH_LEAST),
            ReceptionQuality::Standard if tile.source == VideoSource::Camera => {
                height.min(STANDARD_MOST)
            }
            ReceptionQuality::Automatic
            | ReceptionQuality::Standard
            | ReceptionQuality::AudioOnly => height,
        };
        if self.reception.saves_data {
            height.min(SAVER_MOST)
        } else {
            height
        }
    }
}
