//! Making codes, sending them, trying them, and how many there may be.

use super::{
    Accounts, AccountsError, CodeBinding, CodeOutcome, Mail, MailContent, NewCode, User,
    failures::left,
};
use crate::Random;
use parley_protocol::{EmailAddress, Milliseconds, OneTimeCode, Timestamp, limits};

const HOUR: u64 = 3_600_000;
/// Most codes for one address in an hour and in a day (T-019).
const CODES_AN_HOUR: usize = 5;
const CODES_A_DAY: usize = 10;

/// To whom nothing is sent (RFC 2606).
const NOBODY: &str = "nobody@parley.invalid";

/// What goes out where somebody asks for a code.
pub(super) enum Letter {
    /// The code.
    Code(EmailAddress),
    /// A word to the owner of the address; the code is a decoy that nothing opens.
    AlreadyRegistered(User),
    /// Nothing, which is queued like a letter; the code is a decoy.
    None,
}

/// Six digits, each number as likely as any other: what would favour the low ones is thrown away (T-016).
fn fresh_code(random: &dyn Random) -> OneTimeCode {
    const NUMBERS: u32 = 1_000_000;
    const FAIR: u32 = u32::MAX - u32::MAX % NUMBERS;
    loop {
        let mut bytes = [0; 4];
        random.fill(&mut bytes);
        let number = u32::from_be_bytes(bytes);
        if number < FAIR
            && let Ok(code) = OneTimeCode::new(&format!("{:06}", number % NUMBERS))
        {
            return code;
        }
    }
}

impl Accounts {
    /// Makes a code for an address and queues the letter. Whoever asks learns nothing: a decoy counts, waits and fails
    /// like a code.
    pub(super) async fn send_code(
        &self,
        binding: CodeBinding,
        letter: Letter,
    ) -> Result<(), AccountsError> {
        self.take_turn(&binding.address).await?;
        self.post_code(binding, letter).await
    }

    /// One of those who ask for an address goes on; the others are told how long to wait.
    pub(super) async fn take_turn(&self, address: &str) -> Result<(), AccountsError> {
        let now = self.now();
        match self.wait_for_mail(&[address], now).await? {
            Milliseconds(0) => self.take_minute(address, now).await,
            wait => Err(AccountsError::TooOften(wait)),
        }
    }

    /// Whether the address of an account may get another mail, by whichever name it is asked for (T-019). Who asks does
    /// not learn it; where there is no account the same is done for the name (T-004).
    pub(super) async fn may_mail(
        &self,
        user: Option<&User>,
        asked: &CodeBinding,
    ) -> Result<bool, AccountsError> {
        let now = self.now();
        let (email, counted) = match user {
            Some(user) => (user.email.key(), format!("account {}", user.id.0)),
            None => (asked.address.clone(), format!("name {}", asked.address)),
        };
        if self.wait_for_mail(&[&email, &counted], now).await? != Milliseconds(0) {
            return Ok(false);
        }
        // What is asked for by the address is counted there.
        if EmailAddress::new(&asked.address).is_err() {
            let mut binding = asked.clone();
            binding.address = counted;
            let decoy = NewCode {
                binding,
                hash: None,
                created_at: now,
            };
            self.ports.codes.add(decoy).await?;
        }
        Ok(true)
    }

    /// Makes a code and queues the letter.
    pub(super) async fn post_code(
        &self,
        binding: CodeBinding,
        letter: Letter,
    ) -> Result<(), AccountsError> {
        let code = fresh_code(&*self.ports.random);
        let purpose = binding.purpose;
        let hash = self.ports.digests.code(&binding, &code);
        let new_code = NewCode {
            binding,
            hash: matches!(letter, Letter::Code(_)).then_some(hash),
            created_at: self.now(),
        };
        let id = self.ports.codes.add(new_code).await?;
        let mail = match letter {
            Letter::Code(to) => Mail {
                to,
                content: MailContent::Code { purpose, code, id },
            },
            Letter::AlreadyRegistered(user) => Mail {
                to: user.email,
                content: MailContent::AlreadyRegistered {
                    username: user.username,
                },
            },
            Letter::None => Mail {
                to: EmailAddress::new(NOBODY).expect("it is an address"),
                content: MailContent::Nothing,
            },
        };
        Ok(self.ports.mailer.queue(mail).await?)
    }

    /// One of all who ask for an address in the same minute goes on, at whichever server they ask. So there is time for
    /// what was made to be counted in an hour and a day before the next one is made.
    async fn take_minute(&self, address: &str, now: Timestamp) -> Result<(), AccountsError> {
        let minute = self.hash_of(&format!("mail to {address}"));
        let since = now - limits::CODE_RESEND;
        let failures = &self.ports.failures;
        if failures.begin(minute, 1, since, now).await? {
            return Ok(());
        }
        let taken = failures.failures(minute).await?;
        let wait = left(taken, limits::CODE_RESEND, now);
        Err(AccountsError::TooOften(wait.unwrap_or_default()))
    }

    /// How long a browser waits for another code of the flow that it is in. Of an address that it asked nothing of it
    /// learns nothing.
    pub(super) async fn wait_in_flow(
        &self,
        binding: &CodeBinding,
    ) -> Result<Milliseconds, AccountsError> {
        if self.ports.codes.is_made(binding).await? {
            self.wait_for_mail(&[&binding.address], self.now()).await
        } else {
            Ok(Milliseconds(0))
        }
    }

    /// One mail a minute, five an hour, ten a day for one address (T-019), counted under any of these.
    async fn wait_for_mail(
        &self,
        counted: &[&str],
        now: Timestamp,
    ) -> Result<Milliseconds, AccountsError> {
        let since = Timestamp(now.0.saturating_sub(24 * HOUR));
        let mut made = Vec::new();
        for address in counted {
            made.extend(self.ports.codes.made_since(address, since).await?);
        }
        made.sort_unstable();
        let wait_for = |count: usize, length: u64| {
            let oldest = made
                .len()
                .checked_sub(count)
                .and_then(|index| made.get(index));
            oldest.and_then(|at| (at.0 + length).checked_sub(now.0))
        };
        let waits = [
            wait_for(1, limits::CODE_RESEND.0),
            wait_for(CODES_AN_HOUR, HOUR),
            wait_for(CODES_A_DAY, 24 * HOUR),
        ];
        let longest = waits.into_iter().flatten().max();
        Ok(Milliseconds(longest.unwrap_or_default()))
    }

    pub(super) async fn use_code(
        &self,
        binding: &CodeBinding,
        code: &OneTimeCode,
    ) -> Result<(), AccountsError> {
        let hash = self.ports.digests.code(binding, code);
        match self.ports.codes.try_once(binding, hash, self.now()).await? {
            CodeOutcome::Right => Ok(()),
            CodeOutcome::Wrong => Err(AccountsError::CodeWrong),
            CodeOutcome::Expired => Err(AccountsError::CodeExpired),
            CodeOutcome::TooMany => Err(AccountsError::CodeDead),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

    /// The same bytes each time (`SplitMix64`).
    struct Mixed(AtomicU64);

    impl Random for Mixed {
        fn fill(&self, bytes: &mut [u8]) {
            for chunk in bytes.chunks_mut(8) {
                let mut mixed = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Relaxed);
                mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
                mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
                let mixed = (mixed ^ (mixed >> 31)).to_be_bytes();
                chunk.copy_from_slice(&mixed[..chunk.len()]);
            }
        }
    }

    /// First the highest number that there is, then a low one.
    struct HighThenLow(AtomicU64);

    impl Random for HighThenLow {
        fn fill(&self, bytes: &mut [u8]) {
            let is_first = self.0.fetch_add(1, Relaxed) == 0;
            bytes.fill(if is_first { 0xff } else { 0 });
        }
    }

    #[test]
    fn t016_of_a_million_codes_each_is_as_likely_as_any_other() {
        const CELLS: u32 = 1000;
        let random = Mixed(AtomicU64::new(16));
        let mut counts = vec![0_u32; CELLS as usize];
        for _ in 0..1_000_000 {
            let code: usize = fresh_code(&random).expose().parse().unwrap();
            counts[code % CELLS as usize] += 1;
            counts[code / CELLS as usize] += 1;
        }
        let expected = f64::from(2_000_000 / CELLS);
        let chi: f64 = counts
            .iter()
            .map(|count| (f64::from(*count) - expected).powi(2) / expected)
            .sum();
        assert!(chi < 1143.9, "chi² of 999 degrees, p = 0.001: {chi}");
    }

    #[test]
    fn t016_a_number_that_would_favour_the_low_codes_is_thrown_away() {
        let random = HighThenLow(AtomicU64::new(0));
        assert_eq!(fresh_code(&random).expose(), "000000");
        assert_eq!(random.0.into_inner(), 2);
    }
}
