//! What a client and the server say to each other, up to QUIT or STARTTLS.

use super::ReceivedMail;
use std::io;
use tokio::{
    io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader},
    sync::mpsc,
};

pub(super) struct Conversation {
    mails: mpsc::UnboundedSender<ReceivedMail>,
    encrypted: bool,
    offers_tls: bool,
    from: Option<String>,
    to: Vec<String>,
}

/// What comes after a command.
enum Next {
    Say(&'static str),
    TakeData,
    StartTls,
    Quit,
}

impl Conversation {
    pub(super) fn plain(mails: mpsc::UnboundedSender<ReceivedMail>, offers_tls: bool) -> Self {
        Self {
            mails,
            encrypted: false,
            offers_tls,
            from: None,
            to: Vec::new(),
        }
    }

    pub(super) fn encrypted(mails: mpsc::UnboundedSender<ReceivedMail>) -> Self {
        Self {
            encrypted: true,
            ..Self::plain(mails, false)
        }
    }

    /// `Some`: the client wants TLS on this stream. What it sent too early is thrown away with the buffer.
    pub(super) async fn hold<S: AsyncRead + AsyncWrite + Unpin>(
        mut self,
        stream: S,
    ) -> io::Result<Option<S>> {
        let mut stream = BufReader::new(stream);
        loop {
            let mut line = String::new();
            if stream.read_line(&mut line).await? == 0 {
                return Ok(None);
            }
            match self.answer(line.trim_end()) {
                Next::Say(answer) => say(&mut stream, answer).await?,
                Next::TakeData => {
                    say(&mut stream, "354 end with a dot").await?;
                    let message = read_message(&mut stream).await?;
                    self.take(message);
                    say(&mut stream, "250 taken").await?;
                }
                Next::StartTls => {
                    say(&mut stream, "220 go ahead").await?;
                    return Ok(Some(stream.into_inner()));
                }
                Next::Quit => {
                    say(&mut stream, "221 bye").await?;
                    return Ok(None);
                }
            }
        }
    }

    fn answer(&mut self, line: &str) -> Next {
        let (command, argument) = line.split_once([' ', ':']).unwrap_or((line, ""));
        match command.to_ascii_uppercase().as_str() {
            "EHLO" if self.offers_tls => Next::Say("250-test\r\n250-8BITMIME\r\n250 STARTTLS"),
            "EHLO" => Next::Say("250-test\r\n250 8BITMIME"),
            "HELO" | "NOOP" => Next::Say("250 ok"),
            "STARTTLS" if self.offers_tls => Next::StartTls,
            "QUIT" => Next::Quit,
            "RSET" => {
                self.reset();
                Next::Say("250 ok")
            }
            "MAIL" if self.offers_tls => Next::Say("530 STARTTLS first"),
            "MAIL" => {
                self.reset();
                self.from = path(argument);
                Next::Say(told(self.from.is_some()))
            }
            "RCPT" if self.from.is_none() => Next::Say("503 MAIL first"),
            "RCPT" => {
                let recipient = path(argument);
                let answer = told(recipient.is_some());
                self.to.extend(recipient);
                Next::Say(answer)
            }
            "DATA" if self.to.is_empty() => Next::Say("503 RCPT first"),
            "DATA" => Next::TakeData,
            _ => Next::Say("500 unknown"),
        }
    }

    fn reset(&mut self) {
        self.from = None;
        self.to.clear();
    }

    fn take(&mut self, message: String) {
        let mail = ReceivedMail {
            from: self.from.take().unwrap_or_default(),
            to: std::mem::take(&mut self.to),
            message,
            encrypted: self.encrypted,
        };
        // A test that ended does not want its mails any more.
        drop(self.mails.send(mail));
    }
}

fn told(is_right: bool) -> &'static str {
    if is_right { "250 ok" } else { "501 no address" }
}

/// The address between `<` and `>`.
fn path(argument: &str) -> Option<String> {
    let (_, rest) = argument.split_once('<')?;
    rest.split_once('>').map(|(address, _)| address.to_owned())
}

async fn say<S: AsyncWrite + Unpin>(stream: &mut S, answer: &str) -> io::Result<()> {
    let answer = format!("{answer}\r\n");
    stream.write_all(answer.as_bytes()).await?;
    stream.flush().await
}

/// Up to the dot; the dot that stands before a line that begins with one is taken away (RFC 5321, 4.5.2).
async fn read_message<S: AsyncRead + Unpin>(stream: &mut BufReader<S>) -> io::Result<String> {
    let mut message = String::new();
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        if line == ".\r\n" {
            return Ok(message);
        }
        message.push_str(line.strip_prefix('.').unwrap_or(&line));
    }
}
