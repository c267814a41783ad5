//! What mails about planned meetings say.

use super::{LetterCalendar, Parts};
use parley_domain::{
    accounts::{MeetingMail, MeetingNews},
    schedule::CalendarMethod,
};

pub(super) fn parts(mail: &MeetingMail, link: String) -> Parts {
    let MeetingMail {
        title, host, when, ..
    } = mail;
    let (subject, opening) = match mail.news {
        MeetingNews::Invited => (
            format!("Invitation: {title}"),
            format!("{host} invites you to {title}. It is on {when}."),
        ),
        MeetingNews::Changed => (
            format!("Changed: {title}"),
            format!("{host} changed {title}. It is on {when}."),
        ),
        MeetingNews::Cancelled => (
            format!("Cancelled: {title}"),
            format!("{host} cancelled your invitation to {title}. It was on {when}."),
        ),
    };
    let is_over = mail.news == MeetingNews::Cancelled;
    let closing = if is_over {
        "The file with this mail takes it out of your calendar.".to_owned()
    } else if mail.has_password {
        format!(
            "The meeting has a password. Signed in with this address you need not type it; as a guest, ask {host} for it. The file with this mail puts the meeting into your calendar."
        )
    } else {
        "The file with this mail puts the meeting into your calendar.".to_owned()
    };
    Parts {
        subject,
        opening,
        code: None,
        closing,
        links: if is_over {
            Vec::new()
        } else {
            vec![(link, "Join meeting")]
        },
    }
}

pub(super) fn calendar(mail: &MeetingMail) -> LetterCalendar {
    let method = match mail.news {
        MeetingNews::Invited | MeetingNews::Changed => CalendarMethod::Request,
        MeetingNews::Cancelled => CalendarMethod::Cancel,
    };
    LetterCalendar {
        method: method.name(),
        text: mail.calendar.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::{super::compose, *};
    use parley_domain::accounts::MailContent;
    use parley_protocol::{DisplayName, EmailAddress, MeetingTitle};

    fn letter(news: MeetingNews, has_password: bool) -> super::super::Letter {
        let mail = MeetingMail {
            news,
            title: MeetingTitle::new("<b>Budget</b> & more").unwrap(),
            host: DisplayName::new("Ines").unwrap(),
            reply_to: EmailAddress::new("ines@example.org").unwrap(),
            when: "Tuesday, 10 March 2026, 14:30 to 15:15 (Europe/Berlin)".to_owned(),
            address: "weekly-standup".parse().unwrap(),
            has_password,
            calendar: "BEGIN:VCALENDAR".to_owned(),
        };
        let origin = "https://meet.example.org".parse().unwrap();
        compose(&MailContent::Meeting(Box::new(mail)), &origin)
    }

    #[test]
    fn t021_t091_an_invitation_leads_to_the_meeting_and_a_title_is_no_markup() {
        let invited = letter(MeetingNews::Invited, true);
        assert_eq!(invited.subject, "Invitation: <b>Budget</b> & more");
        let link = "https://meet.example.org/m/weekly-standup";
        assert!(invited.text.contains(&format!("\nJoin meeting:\n{link}\n")));
        assert!(invited.html.contains(&format!("href=\"{link}\"")));
        assert!(
            invited
                .html
                .contains("&lt;b&gt;Budget&lt;/b&gt; &amp; more")
        );
        assert!(!invited.html.contains("<b>"));
        assert!(
            invited
                .text
                .contains("on Tuesday, 10 March 2026, 14:30 to 15:15 (Europe/Berlin).")
        );
        assert!(invited.text.contains("ask Ines for it"));
        assert_eq!(invited.calendar.unwrap().method, "REQUEST");
        assert_eq!(invited.reply_to.unwrap().as_str(), "ines@example.org");
    }

    #[test]
    fn who_is_not_expected_any_more_gets_no_link() {
        let changed = letter(MeetingNews::Changed, false);
        assert!(changed.subject.starts_with("Changed: ") && changed.text.contains("/m/"));
        assert!(!changed.text.contains("password"));
        let cancelled = letter(MeetingNews::Cancelled, true);
        assert!(cancelled.subject.starts_with("Cancelled: "));
        assert!(!cancelled.text.contains("/m/") && !cancelled.html.contains("href"));
        assert_eq!(cancelled.calendar.unwrap().method, "CANCEL");
    }
}
