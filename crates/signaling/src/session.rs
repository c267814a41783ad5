//! One socket, from its first frame to its last.
//!
//! *Invariants*: nothing is waited for without a limit; one bad socket costs the others nothing; the room hears of
//! the end of every session that it heard the beginning of, also when the session is dropped.

mod ending;
mod reading;

use crate::outbox::{OutboxReader, Outgoing, WeakOutbox, outbox};
use crate::registry::RoomHandle;
use crate::room_task::{Command, Greeting};
use crate::rooms::Shared;
use crate::wire::Parsed;
use crate::{Entrant, Frame, frame::duration};
use ending::{End, say_goodbye};
use futures_util::{Sink, SinkExt, Stream, StreamExt};
use parley_domain::Meeting;
use parley_protocol::{CloseCode, ErrorCode, limits};
use parley_room_server::{ConnectionId, HowDisconnected};
use reading::{Patience, read, read_hello};
use std::{sync::Arc, time::Duration};
use tokio::{
    sync::Semaphore,
    time::{Instant, interval_at, timeout},
};

/// Messages of one session that the room has not handled yet.
const ON_THE_WAY: usize = 64;
/// Rooms tried when one closes just as somebody comes.
const JOIN_TRIES: usize = 5;
/// Longest wait for one frame to be taken; the same for saying goodbye. Together they stay below 10 seconds.
const WRITE_LIMIT: Duration = Duration::from_secs(4);

/// Runs a socket until its end.
pub(crate) async fn run<S, E>(shared: &Arc<Shared>, meeting: Meeting, entrant: Entrant, socket: S)
where
    S: Stream<Item = Result<Frame, E>> + Sink<Frame, Error = E> + Send,
    E: Send,
{
    let (mut sink, mut stream) = socket.split();
    let mut patience = Patience::full();
    let hello = timeout(
        duration(limits::HELLO_TIMEOUT),
        read_hello(
            &mut stream,
            &mut sink,
            &mut patience,
            (shared, &meeting, entrant),
        ),
    );
    let end = match shared.stop.run_until_cancelled(hello).await {
        None => End::restart(shared),
        Some(Err(_)) => End::Goodbye(None, CloseCode::POLICY),
        Some(Ok(Err(end))) => end,
        Some(Ok(Ok(greeting))) => match join(shared, &meeting, &greeting).await {
            None => End::restart(shared),
            Some(seat) => converse(shared, seat, &mut stream, &mut sink, &mut patience).await,
        },
    };
    if let End::Goodbye(message, code) = end {
        // Who does not take a goodbye in time does without.
        let _ = timeout(WRITE_LIMIT, say_goodbye(&mut sink, message, code)).await;
    }
}

/// A session that a room has answered.
struct Joined {
    connection: Connection,
    weak: WeakOutbox,
    reader: OutboxReader,
    first: Outgoing,
}

/// Tells the room of the end, however it comes.
struct Connection {
    id: ConnectionId,
    room: RoomHandle,
    how: HowDisconnected,
}

impl Drop for Connection {
    fn drop(&mut self) {
        // A room that is gone need not know.
        let _ = self.room.mailbox.send(Command::Disconnected {
            connection: self.id,
            how: self.how,
        });
    }
}

/// Finds the room and says hello. A room that closes just now does not answer, then the next one is asked. `None`
/// when the server stops or room after room breaks.
async fn join(shared: &Arc<Shared>, meeting: &Meeting, greeting: &Greeting) -> Option<Joined> {
    for _ in 0..JOIN_TRIES {
        let room = shared.open(meeting)?;
        let (outbox, weak, mut reader) = outbox();
        let id = shared.next_connection();
        let hello = Command::Hello {
            connection: id,
            greeting: Box::new(greeting.clone()),
            outbox,
        };
        if room.mailbox.send(hello).is_err() {
            shared.registry.remove(meeting.id, &room);
            continue;
        }
        let how = HowDisconnected::Broken;
        let connection = Connection { id, room, how };
        if let Some(first) = reader.recv().await {
            return Some(Joined {
                connection,
                weak,
                reader,
                first,
            });
        }
    }
    None
}

/// Carries messages both ways until one of the two ends.
async fn converse<R, K, E>(
    shared: &Shared,
    joined: Joined,
    stream: &mut R,
    sink: &mut K,
    patience: &mut Patience,
) -> End
where
    R: Stream<Item = Result<Frame, E>> + Unpin,
    K: Sink<Frame, Error = E> + Unpin,
{
    let Joined {
        mut connection,
        weak,
        reader,
        first,
    } = joined;
    let end = tokio::select! {
        biased;
        end = write_all(shared, reader, first, sink) => end,
        end = read_all(&connection, &weak, stream, patience) => end,
    };
    if let End::Gone(how) = end {
        connection.how = how;
    }
    end
}

async fn read_all<R, E>(
    connection: &Connection,
    weak: &WeakOutbox,
    stream: &mut R,
    patience: &mut Patience,
) -> End
where
    R: Stream<Item = Result<Frame, E>> + Unpin,
{
    let on_the_way = Arc::new(Semaphore::new(ON_THE_WAY));
    loop {
        let refusal = match read(stream, patience).await {
            Ok(Parsed::Message(message)) => {
                let permit = Arc::clone(&on_the_way).acquire_owned().await;
                let _ = connection.room.mailbox.send(Command::Message {
                    connection: connection.id,
                    message,
                    permit: permit.expect("nobody closes it"),
                });
                continue;
            }
            Ok(Parsed::OtherVersion) => patience.refusal(None, ErrorCode::OutOfOrder),
            Ok(Parsed::Bad(request)) => patience.refusal(request, ErrorCode::BadMessage),
            Err(end) => return end,
        };
        match refusal {
            Ok(refusal) => weak.send(refusal),
            Err(end) => return end,
        }
    }
}

async fn write_all<K, E>(
    shared: &Shared,
    mut reader: OutboxReader,
    first: Outgoing,
    sink: &mut K,
) -> End
where
    K: Sink<Frame, Error = E> + Unpin,
{
    let overloaded = reader.overloaded();
    let every = duration(limits::PING_INTERVAL);
    let mut pings = interval_at(Instant::now() + every, every);
    let mut next = Some(first);
    loop {
        let (frame, bytes) = match next {
            Some(Outgoing::Message(text)) => {
                let bytes = text.len();
                (Frame::Text(text), Some(bytes))
            }
            Some(Outgoing::Close(code)) => return End::Goodbye(None, code),
            None => (Frame::Ping, None),
        };
        let writing = timeout(WRITE_LIMIT, sink.send(frame));
        match overloaded.run_until_cancelled(writing).await {
            None | Some(Err(_)) => return End::overloaded(),
            Some(Ok(Err(_))) => return End::Gone(HowDisconnected::Broken),
            Some(Ok(Ok(()))) => {}
        }
        if let Some(bytes) = bytes {
            reader.sent(bytes);
        }
        next = tokio::select! {
            biased;
            outgoing = reader.recv() => match outgoing {
                Some(outgoing) => Some(outgoing),
                None => return End::restart(shared),
            },
            _ = pings.tick() => None,
        };
    }
}
