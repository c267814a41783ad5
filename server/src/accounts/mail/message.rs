//! From a letter to the message that goes out: typed headers, so that nothing in a value becomes a header (T-020).

use super::{Letter, LetterCalendar, TransportError};
use lettre::{
    Message,
    message::{
        Attachment, Mailbox, MultiPart, SinglePart,
        header::{ContentType, ContentTypeErr, Header, HeaderName, HeaderValue},
    },
};
use parley_domain::accounts::SealedMail;
use parley_protocol::{EmailAddress, Timestamp};
use std::time::{Duration, UNIX_EPOCH};

/// Bytes of the sealed mail that name it; they begin with its nonce, so that no two are the same.
const ID_BYTES: usize = 12;

/// Why a mail did not go out.
#[derive(Debug, thiserror::Error)]
pub(super) enum DeliveryError {
    /// The address is right for us and wrong for SMTP.
    #[error("the address cannot be written to: {0}")]
    Address(#[from] lettre::address::AddressError),
    /// The message could not be put together.
    #[error("the message could not be put together: {0}")]
    Message(#[from] lettre::error::Error),
    /// The calendar in it has a type that is none.
    #[error("the type of the calendar is none: {0}")]
    Type(#[from] ContentTypeErr),
    /// It could not be handed over.
    #[error(transparent)]
    Transport(#[from] TransportError),
}

/// Tells programs that answer by themselves not to (RFC 3834).
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// Puts a message together. Its id stays the same when it is tried again.
pub(super) fn message(
    (from, to): (&Mailbox, &EmailAddress),
    letter: Letter,
    sealed: &SealedMail,
    now: Timestamp,
) -> Result<Message, DeliveryError> {
    let id = sealed.sealed.iter().take(ID_BYTES);
    let id: Vec<String> = id.map(|byte| format!("{byte:02x}")).collect();
    let body = body(letter.text, letter.html, letter.calendar)?;
    let mut builder = Message::builder();
    if let Some(reply_to) = letter.reply_to {
        builder = builder.reply_to(Mailbox::new(None, reply_to.as_str().parse()?));
    }
    let message = builder
        .from(from.clone())
        .to(Mailbox::new(None, to.as_str().parse()?))
        .subject(letter.subject)
        .date(UNIX_EPOCH + Duration::from_millis(now.0))
        .message_id(Some(format!("<{}@{}>", id.concat(), from.email.domain())))
        .header(AutoSubmitted)
        .multipart(body)?;
    Ok(message)
}

/// A calendar stands twice, because some programs look for it beside the text (RFC 6047) and others for a file.
fn body(
    text: String,
    html: String,
    calendar: Option<LetterCalendar>,
) -> Result<MultiPart, DeliveryError> {
    let letter = MultiPart::alternative_plain_html(text, html);
    let Some(LetterCalendar { method, text }) = calendar else {
        return Ok(letter);
    };
    let kind = format!("text/calendar; method={method}; charset=utf-8");
    let part = SinglePart::builder()
        .header(ContentType::parse(&kind)?)
        .body(text.clone());
    let file = Attachment::new("invite.ics".to_owned());
    let file = file.body(text, ContentType::parse("application/ics")?);
    Ok(MultiPart::mixed()
        .multipart(letter.singlepart(part))
        .singlepart(file))
}
