// Moments, and what clocks and calendars of a time zone show at them. Worked out by Node's own time zones, which know
// nothing of Parley's.

const minute = 60_000;
const day = 24 * 60 * minute;

/** A day as a date field holds it. */
export type DateText = string;

/** How far the clocks of a zone are ahead of UTC at a moment, in milliseconds. */
function offset(at: Date, zone: string): number {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(at);
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((one) => one.type === type)!.value);
  const shown = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
  return shown - Math.floor(at.getTime() / 1000) * 1000;
}

/** When the clocks of a zone show this; at a time that they show twice or never, one of the two moments near it. */
export function moment(date: DateText, time: string, zone: string): Date {
  const wanted = Date.parse(`${date}T${time}:00Z`);
  const guess = wanted - offset(new Date(wanted), zone);
  return new Date(wanted - offset(new Date(guess), zone));
}

/** Without parts of seconds, as calendars have it. */
export function iso(at: Date): string {
  return at.toISOString().replace(".000", "");
}

/** The day in a zone. */
export function dateIn(at: Date, zone: string): DateText {
  return new Date(at.getTime() + offset(at, zone)).toISOString().slice(0, 10);
}

/** What the clocks of a zone show: `09:05`. */
export function clockIn(at: Date, zone: string): string {
  return new Date(at.getTime() + offset(at, zone)).toISOString().slice(11, 16);
}

/** So many days later. */
export function later(date: DateText, days: number): DateText {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * day).toISOString().slice(0, 10);
}

/** The day so many days after today, in a zone. */
export function daysAhead(days: number, zone: string): DateText {
  return later(dateIn(new Date(), zone), days);
}

/** `Thursday 12 March` */
export function longDay(date: DateText): string {
  const words = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat("en-GB", { timeZone: "UTC", ...options }).format(new Date(`${date}T00:00:00Z`));
  return `${words({ weekday: "long" })} ${words({ day: "numeric" })} ${words({ month: "long" })}`;
}

/** `Thu 12 March`, with the year when it is not this one. */
export function shortDay(date: DateText): string {
  const [weekday, ...rest] = longDay(date).split(" ");
  const year = date.slice(0, 4) === dateIn(new Date(), "UTC").slice(0, 4) ? [] : [date.slice(0, 4)];
  return [weekday!.slice(0, 3), ...rest, ...year].join(" ");
}

/** The next day on which the clocks of a zone are set, at least so many days ahead. */
export function clockChange(zone: string, atLeastAhead: number): DateText {
  for (let ahead = atLeastAhead; ahead < 400; ahead += 1) {
    const date = daysAhead(ahead, zone);
    if (offset(moment(date, "00:00", zone), zone) !== offset(moment(later(date, 1), "00:00", zone), zone)) {
      return date;
    }
  }
  throw new Error(`the clocks of ${zone} are never set`);
}
