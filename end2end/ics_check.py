"""Reads a calendar with other people's programs and says when its meetings are.

    ics_check.py FROM TO < meeting.ics

FROM and TO are moments such as 2026-03-01T00:00:00Z. What comes out is JSON: the method, and every meeting that begins
or goes on between the two, by its beginning in UTC. They are worked out twice: with the time zones that are known by
their names, and with those that the calendar itself describes.

Invariants: nothing of Parley is used; a calendar that cannot be read is an error, never an empty list.
"""

import json
import re
import sys
from datetime import datetime, timezone

import icalendar
import recurring_ical_events


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def in_utc(value: datetime) -> str:
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise ValueError(f"{value!r} is no moment: it has no time zone")
    return value.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def with_own_zones(text: str) -> str:
    """Gives every time zone a name that nobody knows, so that only its description is left."""
    unfolded = re.sub(r"\r?\n[ \t]", "", text)
    return re.sub(r'(TZID[=:])"?([A-Za-z0-9_+/-]+)"?', r"\1Own-\2", unfolded)


def meetings(text: str, start: datetime, end: datetime) -> list[dict]:
    calendar = icalendar.Calendar.from_ical(text)
    found = [
        {
            "uid": str(event["UID"]),
            "summary": str(event["SUMMARY"]),
            "start": in_utc(event.start),
            "end": in_utc(event.end),
            "sequence": int(event.get("SEQUENCE", 0)),
        }
        for event in recurring_ical_events.of(calendar).between(start, end)
    ]
    return sorted(found, key=lambda one: (one["start"], one["uid"]))


def main() -> None:
    start, end = (moment(word) for word in sys.argv[1:3])
    text = sys.stdin.buffer.read().decode("utf-8")
    calendar = icalendar.Calendar.from_ical(text)
    errors = [error for part in calendar.walk() for error in part.errors]
    if errors:
        raise ValueError(f"the calendar has errors: {errors}")
    answer = {
        "method": str(calendar.get("METHOD", "")),
        "meetings": meetings(text, start, end),
        "meetings_by_own_zones": meetings(with_own_zones(text), start, end),
    }
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
