//! The task of one room: takes what sessions and stores say, feeds the machine, does what it wants.
//!
//! *Invariants*: it waits for the database only before the room is open; looking up and storing happen in tasks of
//! their own, whose outcomes come back as commands; an outbox that is not closed here ends when the task ends.

mod command;
mod opening;
mod storing;

use crate::attempt::attempt;
use crate::decisions::{self, Decision};
use crate::media::Media;
use crate::outbox::Outbox;
use crate::registry::RoomHandle;
use crate::rooms::Shared;
use crate::timeline::Timeline;
use crate::{resume, wire};
pub(crate) use command::{Command, Greeting};
use opening::{load, refuse_all, refuse_unavailable};
use parley_domain::{Meeting, RepositoryError, Seat};
use parley_room_server::{
    ConnectionId, Effect, Hello, Input, MediaEvent, RoomHistory, RoomServer, StoreFailed,
};
use std::{
    collections::BTreeMap,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};
use tokio::{
    sync::mpsc,
    time::{Instant, interval_at},
};

/// How often it is noted that people are there: what a crash may cut off the history.
const NOTE_EVERY: Duration = Duration::from_secs(30);

/// One room and those who hear from it.
pub(crate) struct RoomTask {
    shared: Arc<Shared>,
    meeting: Meeting,
    handle: RoomHandle,
    timeline: Timeline,
    room: RoomServer,
    outboxes: BTreeMap<ConnectionId, Outbox>,
    media: Media,
    decisions: mpsc::UnboundedSender<Decision>,
}

/// Runs a room until nobody is left or the server stops.
pub(crate) async fn run(
    shared: Arc<Shared>,
    meeting: Meeting,
    handle: RoomHandle,
    mut mailbox: mpsc::UnboundedReceiver<Command>,
) {
    let stop = shared.stop.clone();
    let running = async {
        match load(&shared, meeting.id).await {
            Ok((meeting, history)) => {
                handle.set_title(meeting.title.clone());
                let mut task = RoomTask::new(shared, meeting, handle, history);
                task.run(&mut mailbox).await;
            }
            Err(error) => {
                tracing::warn!(meeting = meeting.id.0, ?error, "a room cannot be opened");
                shared.registry.remove(meeting.id, &handle);
                refuse_all(&mut mailbox);
            }
        }
    };
    stop.run_until_cancelled(running).await;
}

impl RoomTask {
    fn new(
        shared: Arc<Shared>,
        meeting: Meeting,
        handle: RoomHandle,
        history: RoomHistory,
    ) -> Self {
        let timeline = Timeline::new(shared.ports.clock.now());
        let config = shared.room_config(meeting.clone());
        let room = RoomServer::new(config, history, timeline.now());
        handle.set_faces(&room);
        let decisions = decisions::Store {
            meeting: meeting.id,
            meetings: Arc::clone(&shared.ports.meetings),
            bans: Arc::clone(&shared.ports.bans),
        };
        let decisions = decisions.start(&shared.tracker);
        Self {
            decisions,
            media: Media::new(shared.ports.media.clone()),
            shared,
            meeting,
            handle,
            timeline,
            room,
            outboxes: BTreeMap::new(),
        }
    }

    async fn run(&mut self, mailbox: &mut mpsc::UnboundedReceiver<Command>) {
        let mut notes = interval_at(Instant::now() + NOTE_EVERY, NOTE_EVERY);
        loop {
            self.handle
                .participants
                .store(self.room.participants(), Ordering::Relaxed);
            let over = self.room.is_empty() && self.outboxes.is_empty();
            if over
                && self
                    .shared
                    .registry
                    .remove_idle(self.meeting.id, &self.handle, mailbox)
            {
                return;
            }
            let deadline = self.room.poll_timeout();
            let deadline = deadline.map(|deadline| self.timeline.instant(deadline));
            tokio::select! {
                biased;
                next = next(deadline, mailbox) => match next {
                    Some(command) => self.handle(command),
                    None => self.feed(Input::Tick),
                },
                event = self.media.next() => self.handle_media(event),
                _ = notes.tick() => self.note_run(),
            }
        }
    }

    /// Without an event the media are gone: everybody connects anew.
    fn handle_media(&mut self, event: Option<MediaEvent>) {
        if let Some(event) = event {
            return self.feed(Input::Media(event));
        }
        tracing::error!(meeting = self.meeting.id.0, "the media of a room are gone");
        for view in self.room.list_participants() {
            let participant = view.id;
            self.feed(Input::Media(MediaEvent::Disconnected { participant }));
        }
    }

    fn handle(&mut self, command: Command) {
        match command {
            Command::Hello {
                connection,
                greeting,
                outbox,
            } => {
                self.outboxes.insert(connection, outbox);
                self.greet(connection, *greeting);
            }
            Command::Message {
                connection,
                message,
                permit,
            } => {
                self.feed(Input::Message {
                    connection,
                    message,
                });
                drop(permit);
            }
            Command::Disconnected { connection, how } => {
                self.outboxes.remove(&connection);
                self.feed(Input::Disconnected { connection, how });
            }
            Command::SeatFound {
                connection,
                hello,
                outcome,
            } => self.seat_found(connection, hello, outcome),
            Command::RulesChanged { rules } => self.feed(Input::RulesChanged { rules }),
            Command::TitleChanged { title } => {
                self.handle.set_title(title.clone());
                self.feed(Input::TitleChanged { title });
            }
            Command::PictureChanged { user, picture } => {
                self.feed(Input::PictureChanged { user, picture });
            }
            Command::Cancelled => self.feed(Input::Cancelled),
            Command::End => self.feed(Input::End),
            Command::ChatStored { store, outcome } => {
                let outcome = outcome.map_err(|error| {
                    tracing::warn!(
                        meeting = self.meeting.id.0,
                        ?error,
                        "a chat message was not stored"
                    );
                    StoreFailed
                });
                self.feed(Input::ChatStored { store, outcome });
            }
        }
    }

    /// Most who come back hold their seat still, so that the database is not asked by everybody at once.
    fn greet(&mut self, connection: ConnectionId, greeting: Greeting) {
        let token = resume::fresh_token(&*self.shared.ports.random);
        let resume = greeting.resume.as_ref().map(resume::hash);
        let mut hello = Box::new(Hello {
            display_name: greeting.display_name,
            media: greeting.media,
            arrival: greeting.arrival,
            door: greeting.door,
            visitor: greeting.visitor,
            picture: greeting.picture,
            returning: None,
            hash: resume::hash(&token),
            token,
        });
        let Some(resume) = resume else {
            return self.feed(Input::Hello { connection, hello });
        };
        let held = self.room.find_seat_by_resume(resume).cloned();
        let pending = || {
            self.shared
                .seat_saver
                .find_by_resume(self.meeting.id, resume)
        };
        hello.returning = held.or_else(pending);
        if hello.returning.is_some() {
            return self.feed(Input::Hello { connection, hello });
        }
        let (seats, meeting) = (Arc::clone(&self.shared.ports.seats), self.meeting.id);
        let mailbox = self.handle.mailbox.clone();
        self.shared.tracker.spawn(async move {
            let outcome = attempt(seats.find_by_resume(meeting, resume)).await;
            // A room that is gone needs no answer.
            let _ = mailbox.send(Command::SeatFound {
                connection,
                hello,
                outcome,
            });
        });
    }

    fn seat_found(
        &mut self,
        connection: ConnectionId,
        mut hello: Box<Hello>,
        outcome: Result<Option<Seat>, RepositoryError>,
    ) {
        match outcome {
            Ok(_) if !self.outboxes.contains_key(&connection) => {}
            Ok(returning) => {
                hello.returning = returning;
                self.feed(Input::Hello { connection, hello });
            }
            Err(error) => {
                tracing::warn!(
                    meeting = self.meeting.id.0,
                    ?error,
                    "a seat was not looked up"
                );
                if let Some(outbox) = self.outboxes.remove(&connection) {
                    refuse_unavailable(outbox);
                }
            }
        }
    }

    fn feed(&mut self, input: Input) {
        self.room.handle(input, self.timeline.now());
        self.handle.set_faces(&self.room);
        while let Some(effect) = self.room.poll_effect() {
            self.execute(effect);
        }
    }

    fn execute(&mut self, effect: Effect) {
        match effect {
            Effect::Send { to, message } => {
                let text = wire::write(&message);
                for outbox in to
                    .iter()
                    .filter_map(|connection| self.outboxes.get(connection))
                {
                    outbox.send(text.clone());
                }
            }
            Effect::Close { connection, code } => {
                if let Some(outbox) = self.outboxes.remove(&connection) {
                    outbox.close(code);
                }
            }
            Effect::SaveSeat(seat) => self.shared.seat_saver.save(seat),
            // The other end goes on until all of it is stored.
            Effect::SaveRules(rules) => drop(self.decisions.send(Decision::Rules(rules))),
            Effect::SaveBan(ban) => drop(self.decisions.send(Decision::Ban(ban))),
            Effect::RemoveBan(ban) => drop(self.decisions.send(Decision::Readmit(ban))),
            Effect::StoreChat { store, message } => self.store_chat(store, message),
            Effect::Media(command) => self.media.command(command),
            Effect::Waited { what, length } => self.shared.waits.add(what, length),
            Effect::Empty => {}
        }
    }
}

/// The next command, or `None` when the machine's time has come.
async fn next(
    deadline: Option<Instant>,
    mailbox: &mut mpsc::UnboundedReceiver<Command>,
) -> Option<Command> {
    let Some(deadline) = deadline else {
        return mailbox.recv().await;
    };
    tokio::select! {
        biased;
        () = tokio::time::sleep_until(deadline) => None,
        command = mailbox.recv() => command,
    }
}
