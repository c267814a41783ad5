//! A media router and two clients, in a network that takes no time, in virtual time.

use std::cell::RefCell;
use std::time::Duration;

use parley_protocol::{MediaState, VideoSource, VideoWish};
use parley_sfu_core::{Command, Event, Output, Transport};

use crate::client::Client;
use crate::idle::Open;

/// How often datagrams may go to and fro before there is silence.
const ROUNDS: usize = 200;

/// Two handshakes take longer than most inputs: so many share them.
const INPUTS: u32 = 100;

const STEP: Duration = Duration::from_millis(10);
/// Steps after which nothing waits any more.
const QUIET: usize = 30;

thread_local! {
    /// One for each who knows RED or does not.
    static WORLDS: RefCell<[Option<World>; 4]> = const { RefCell::new([const { None }; 4]) };
}

/// One who sends, and one who wants to hear and see them.
#[derive(Debug)]
pub struct World {
    pub open: Open,
    pub publisher: Client,
    pub subscriber: Client,
    /// Inputs that it was there for.
    inputs: u32,
}

impl World {
    /// Runs an input. Nobody has sent anything yet that anybody has heard or seen of it.
    pub fn run(publisher_red: bool, subscriber_red: bool, input: impl FnOnce(&mut Self)) {
        let at = usize::from(publisher_red) + 2 * usize::from(subscriber_red);
        let held = WORLDS.with_borrow_mut(|worlds| worlds[at].take());
        let mut world = held.unwrap_or_else(|| Self::new(publisher_red, subscriber_red));
        world.want(true);
        world.open.mark();
        input(&mut world);
        world.want(false);
        // What is still paced or repeated arrives.
        for _ in 0..QUIET {
            world.pass(STEP);
        }
        world.publisher.received.clear();
        world.subscriber.received.clear();
        world.inputs += 1;
        if world.inputs == INPUTS {
            world.open.close();
        } else {
            WORLDS.with_borrow_mut(|worlds| worlds[at] = Some(world));
        }
    }

    /// Both are connected.
    fn new(publisher_red: bool, subscriber_red: bool) -> Self {
        let open = Open::new();
        let now = open.now;
        let mut world = Self {
            publisher: Client::new(open.key(1), publisher_red, now),
            subscriber: Client::new(open.key(2), subscriber_red, now),
            open,
            inputs: 0,
        };
        for offer in [world.publisher.offer(now), world.subscriber.offer(now)] {
            world.open.router.handle_command(offer, now);
        }
        for _ in 0..ROUNDS {
            world.pass(STEP);
            if world.publisher.is_connected && world.subscriber.is_connected {
                world.begin();
                return world;
            }
        }
        panic!("two clients without losses connect");
    }

    fn begin(&mut self) {
        let media = MediaState {
            microphone: true,
            camera: true,
            screen: false,
        };
        let peer = self.publisher.key;
        self.command(Command::Sends { peer, media });
    }

    /// Whether the subscriber wants everything, or nothing.
    fn want(&mut self, everything: bool) {
        let picture = VideoWish {
            participant: self.publisher.key.participant,
            source: VideoSource::Camera,
            max_height: 720,
        };
        self.command(Command::Wishes {
            peer: self.subscriber.key,
            audio: everything,
            video: everything.then_some(picture).into_iter().collect(),
        });
    }

    fn command(&mut self, command: Command) {
        self.open.router.handle_command(command, self.open.now);
        self.exchange();
    }

    /// Lets time pass for everybody.
    pub fn pass(&mut self, time: Duration) {
        self.open.now += time;
        for client in [&mut self.publisher, &mut self.subscriber] {
            if client.timeout <= self.open.now {
                client.tick(self.open.now);
            }
        }
        self.open.router.tick(self.open.now);
        self.exchange();
    }

    /// Until nobody has anything more to say.
    pub fn exchange(&mut self) {
        for _ in 0..ROUNDS {
            let mut is_silent = true;
            for client in [&mut self.publisher, &mut self.subscriber] {
                for (destination, datagram) in std::mem::take(&mut client.out) {
                    is_silent = false;
                    let (source, now) = (client.address, self.open.now);
                    self.open.router.handle_datagram(
                        Transport::Udp,
                        source,
                        destination,
                        &datagram,
                        now,
                    );
                }
            }
            if self
                .open
                .router
                .poll_timeout()
                .is_some_and(|timeout| timeout <= self.open.now)
            {
                self.open.router.tick(self.open.now);
            }
            while let Some(output) = self.open.router.poll_output() {
                is_silent = false;
                self.carry_out(output);
            }
            if is_silent {
                return;
            }
        }
        panic!("they never fall silent");
    }

    fn carry_out(&mut self, output: Output) {
        match output {
            Output::Transmit {
                source,
                destination,
                contents,
                ..
            } => {
                let mut clients = [&mut self.publisher, &mut self.subscriber].into_iter();
                let client = clients.find(|client| client.address == destination);
                client.expect("nothing goes to strangers").receive(
                    source,
                    &contents,
                    self.open.now,
                );
            }
            Output::Event(Event::Answer { peer, sdp, .. }) => {
                let mut clients = [&mut self.publisher, &mut self.subscriber].into_iter();
                let client = clients.find(|client| client.key == peer);
                client
                    .expect("two have offered")
                    .accept(&sdp, self.open.now);
            }
            Output::Event(event @ (Event::Refused { .. } | Event::Disconnected { .. })) => {
                panic!("nobody has done anything to earn {event:?}");
            }
            Output::Event(
                Event::Slots { .. }
                | Event::Wanted { .. }
                | Event::Speaking { .. }
                | Event::Connected { .. },
            ) => {}
        }
    }
}
