"""Reads a calendar on standard input with an independent parser, and prints when its events are, in UTC.

Needs icalendar and recurring-ical-events of PyPI. With --own-zones the zones are known only as the calendar tells them:
their names are changed, so that the parser finds them nowhere else.
"""

import datetime
import re
import sys

import icalendar
import recurring_ical_events

MOST = 200


def main():
    text = sys.stdin.buffer.read().decode("utf-8")
    if "--own-zones" in sys.argv:
        text = re.sub(r"TZID([:=])([A-Za-z_]+)/", r"TZID\1Own-\2/", text)
    calendar = icalendar.Calendar.from_ical(text)
    since = datetime.datetime(2000, 1, 1, tzinfo=datetime.timezone.utc)
    found = []
    for event in recurring_ical_events.of(calendar).after(since):
        start = event["DTSTART"].dt.astimezone(datetime.timezone.utc)
        found.append(start.strftime("%Y-%m-%d %H:%M"))
        if len(found) == MOST:
            break
    print("\n".join(sorted(found)))


main()
