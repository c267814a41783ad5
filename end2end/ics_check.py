"""Reads a calendar on standard input with other people's programs, and says when its meetings are, in UTC.

    ics_check.py [--own-zones]
    ics_check.py --json FROM TO

The first prints when the first meetings begin, one a line. The second prints all that begin or go on between two
moments, such as 2026-03-01T00:00:00Z, as JSON; twice, once as --own-zones does it. With --own-zones time zones are known
only as the calendar tells them: their names are changed, so that they are found nowhere else.

It needs the packages of requirements.txt.

Invariants: nothing of Parley is used; a calendar that cannot be read is an error, never an empty list.
"""

import itertools
import json
import re
import sys
from datetime import datetime, timezone

import icalendar
import recurring_ical_events

MOST = 200


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text.replace("Z", "+00:00"))


def in_utc(value: datetime) -> datetime:
    if not isinstance(value, datetime) or value.tzinfo is None:
        raise ValueError(f"{value!r} is no moment: it has no time zone")
    return value.astimezone(timezone.utc)


def with_own_zones(text: str) -> str:
    unfolded = re.sub(r"\r?\n[ \t]", "", text)
    return re.sub(r'(TZID[=:])"?([A-Za-z0-9_+/-]+)"?', r"\1Own-\2", unfolded)


def read(text: str) -> icalendar.Calendar:
    calendar = icalendar.Calendar.from_ical(text)
    errors = [error for part in calendar.walk() for error in part.errors]
    if errors:
        raise ValueError(f"the calendar has errors: {errors}")
    return calendar


def beginnings(text: str) -> list[str]:
    found = recurring_ical_events.of(read(text)).after(moment("2000-01-01T00:00:00Z"))
    first = itertools.islice(found, MOST)
    return sorted(in_utc(event.start).strftime("%Y-%m-%d %H:%M") for event in first)


def meetings(text: str, start: datetime, end: datetime) -> list[dict]:
    def iso(value: datetime) -> str:
        return in_utc(value).strftime("%Y-%m-%dT%H:%M:%SZ")

    found = [
        {
            "uid": str(event["UID"]),
            "summary": str(event["SUMMARY"]),
            "start": iso(event.start),
            "end": iso(event.end),
            "sequence": int(event.get("SEQUENCE", 0)),
            "status": str(event.get("STATUS", "")),
        }
        for event in recurring_ical_events.of(read(text)).between(start, end)
    ]
    return sorted(found, key=lambda one: (one["start"], one["uid"]))


def main() -> None:
    text = sys.stdin.buffer.read().decode("utf-8")
    if sys.argv[1:2] == ["--json"]:
        start, end = (moment(word) for word in sys.argv[2:4])
        answer = {
            "meetings": meetings(text, start, end),
            "meetings_by_own_zones": meetings(with_own_zones(text), start, end),
        }
        json.dump(answer, sys.stdout)
        return
    if "--own-zones" in sys.argv:
        text = with_own_zones(text)
    print("\n".join(beginnings(text)))


if __name__ == "__main__":
    main()
