// The same moment everywhere: planned in one time zone, seen in another, and read by other people's programs from the
// calendar file and from the feed.

import { readFile } from "node:fs/promises";
import { readMeetings, value, values } from "./calendar.ts";
import { expect, type Person, test } from "./fixtures.ts";
import { newPerson } from "./pages/register.ts";
import { signUp } from "./sign-up.ts";
import { clockChange, clockIn, dateIn, iso, later, longDay, moment } from "./times.ts";

const home = "Europe/Berlin";
const away = "America/New_York";
const hour = 3_600_000;

/** The beginnings of meetings that calendars are searched for. */
function around(moments: Date[]): [from: Date, to: Date] {
  return [new Date(moments[0]!.getTime() - 24 * hour), new Date(moments.at(-1)!.getTime() + 24 * hour)];
}

/** Three weeks at one o'clock at night, with the clocks of Berlin being set after the first. */
function threeNights(): { date: string; moments: Date[] } {
  const date = later(clockChange(home, 8), -3);
  return { date, moments: [0, 7, 14].map((days) => moment(later(date, days), "01:00", home)) };
}

/** The next thirty-firsts, which not every month has, at least ten days ahead. */
function lastDays(zone: string, count: number): string[] {
  const first = later(dateIn(new Date(), zone), 10);
  const all = Array.from({ length: 300 }, (_, ahead) => later(first, ahead));
  return all.filter((date) => date.endsWith("-31")).slice(0, count);
}

/** Waits until a meeting's rows show these moments in a zone. */
async function expectShown({ dashboard }: Person, title: string, moments: Date[], zone: string): Promise<void> {
  await expect
    .poll(() => dashboard.beginnings(title))
    .toEqual(moments.map((at) => ({ at: at.toISOString(), shown: clockIn(at, zone) })));
}

/** The file that the browser keeps when something is pressed. */
async function downloaded({ page }: Person, press: () => Promise<void>): Promise<string> {
  const wanted = page.waitForEvent("download");
  await press();
  const download = await wanted;
  expect(download.suggestedFilename()).toMatch(/\.ics$/);
  return readFile(await download.path(), "utf8");
}

test("a series that is planned in Berlin is at its own time in New York, over the change of the clocks too", async ({ person, outbox }) => {
  test.slow();
  const [ines, samuel] = [await person({ timezoneId: home }), await person({ timezoneId: away })];
  await signUp(ines, outbox);
  const invited = await signUp(samuel, outbox, newPerson("Samuel Osei"));
  const title = "Night shift";
  const { date, moments } = threeNights();
  await ines.dashboard.open();
  await ines.schedule.plan({ title, date, time: "01:00", repeat: "week", count: 3, invite: [invited.email] });
  await ines.dashboard.later.click();
  await expectShown(ines, title, moments, home);
  await expect(ines.dashboard.dayOfMeetings(`on ${longDay(date)}`)).toBeVisible();

  await samuel.dashboard.open();
  await samuel.dashboard.later.click();
  await expectShown(samuel, title, moments, away);
  expect(new Set(moments.map((at) => clockIn(at, away))).size, "the clocks there show two times").toBe(2);
  for (const at of moments) {
    await expect(samuel.dashboard.dayOfMeetings(`on ${longDay(dateIn(at, away))}`)).toBeVisible();
  }

  // The invitation has the same moments.
  const calendar = (await outbox.next(invited.email)).calendar!.text;
  const found = await readMeetings(calendar, ...around(moments));
  expect(found.map((one) => one.start)).toEqual(moments.map(iso));
});

test("a meeting of every month ends after its last date, on the page and in the calendar file", async ({ person, outbox }) => {
  const ines = await person({ timezoneId: home });
  await signUp(ines, outbox);
  const { dashboard, schedule } = ines;
  const title = "Accounts of the month";
  const dates = lastDays(home, 3);
  const [date, until] = [dates[0]!, dates[2]!];
  await dashboard.open();
  await schedule.plan({ title, date, time: "18:00", repeat: "month", until });
  await dashboard.later.click();
  const moments = dates.map((day) => moment(day, "18:00", home));
  await expectShown(ines, title, moments, home);
  await expect(dashboard.planned(title).first()).toContainText("Every month on the 31st");

  await dashboard.chooseFor(title, "Edit meeting");
  await schedule.answerWhich("All meetings");
  await expect(schedule.repeat).toHaveValue("month");
  await expect(schedule.ends).toHaveValue("on");
  await expect(schedule.until).toHaveValue(until);
  await schedule.cancel.click();
  await expect(schedule.dialog).toBeHidden();

  const file = await downloaded(ines, () => dashboard.chooseFor(title, "Add to calendar"));
  expect(value(file, "RRULE")).toMatch(/^FREQ=MONTHLY;/);
  const [from, to] = around(moments);
  const found = await readMeetings(file, from, new Date(to.getTime() + 365 * 24 * hour));
  expect(found.map((one) => one.start)).toEqual(moments.map(iso));

  // The day before is the end of one less.
  await dashboard.chooseFor(title, "Edit meeting");
  await schedule.answerWhich("All meetings");
  await schedule.until.fill(later(until, -1));
  await schedule.store("Meeting saved");
  await expectShown(ines, title, moments.slice(0, 2), home);
});

test("a time that is chosen in another zone is that zone's", async ({ person, outbox }) => {
  const ines = await person({ timezoneId: home });
  await signUp(ines, outbox);
  const { dashboard, schedule } = ines;
  const date = later(dateIn(new Date(), home), 5);
  await dashboard.open();
  await schedule.open();
  await schedule.fill({ title: "Call", date, time: "18:00", zone: away });
  await expect(schedule.zone).toHaveAccessibleDescription(/UTC−[45] on that day/);
  await schedule.store("Meeting scheduled");
  const at = moment(date, "18:00", away);
  await expectShown(ines, "Call", [at], home);
  // Who changes it sees what was typed.
  await dashboard.chooseFor("Call", "Edit meeting");
  await expect(schedule.editDialog).toBeVisible();
  await expect(schedule.zone).toHaveValue(away);
  await expect(schedule.date).toHaveValue(date);
  await expect(schedule.time).toHaveValue("18:00");
});

test("the calendar file has the moments that the page shows", async ({ person, outbox, server }) => {
  test.slow();
  const ines = await person({ timezoneId: home });
  await signUp(ines, outbox);
  const { dashboard, schedule } = ines;
  const title = "Night shift, again";
  const { date, moments } = threeNights();
  await dashboard.open();
  await schedule.plan({ title, date, time: "01:00", duration: 90, repeat: "week", count: 4 });
  await dashboard.later.click();
  await expect(dashboard.planned(title)).toHaveCount(4);
  // The second one is an hour later, the last one is not.
  await dashboard.chooseFor(title, "Edit meeting", 1);
  await schedule.answerWhich("This meeting");
  await schedule.time.fill("02:00");
  await schedule.store("Meeting saved");
  await dashboard.chooseFor(title, "Cancel meeting", 3);
  await schedule.confirmCancel(title, "This meeting");
  const expected = [moments[0]!, moment(later(date, 7), "02:00", home), moments[2]!];
  await expectShown(ines, title, expected, home);

  const file = await downloaded(ines, () => dashboard.chooseFor(title, "Add to calendar"));
  expect(value(file, "METHOD")).toBe("PUBLISH");
  expect(values(file, "ATTENDEE"), "who is invited is nobody else's to know").toEqual([]);
  const found = await readMeetings(file, ...around(moments));
  expect(found.map((one) => one.start)).toEqual(expected.map(iso));
  expect(found.map((one) => one.summary)).toEqual([title, title, title]);
  expect(found.map((one) => Date.parse(one.end) - Date.parse(one.start))).toEqual([1.5 * hour, 1.5 * hour, 1.5 * hour]);
  const path = await dashboard.planned(title).first().getByRole("link").getAttribute("href");
  const address = `${server.url}${path}/calendar.ics`;
  expect((await ines.context.request.get(address)).status(), "for the host").toBe(200);
  const refused = await fetch(address);
  expect(refused.status, "for who is neither host nor invited").toBe(404);
  const words = await refused.text();
  expect(words).not.toContain("VCALENDAR");
  expect(words).not.toContain(title);
});

test("the dialog gives the file of what it has stored", async ({ person, outbox }) => {
  const ines = await person({ timezoneId: home });
  await signUp(ines, outbox);
  const { dashboard, schedule } = ines;
  const date = later(dateIn(new Date(), home), 3);
  await dashboard.open();
  await schedule.open();
  await schedule.fill({ title: "Comma, semicolon; and \\n", date, time: "09:15" });
  const file = await downloaded(ines, () => schedule.download.click());
  await dashboard.expectNotice("Meeting scheduled");
  const at = moment(date, "09:15", home);
  const found = await readMeetings(file, ...around([at]));
  expect(found).toMatchObject([{ start: iso(at), summary: "Comma, semicolon; and \\n" }]);
});

test("a calendar program reads the feed without being signed in, until it is switched off", async ({ person, outbox, server }) => {
  test.slow();
  const ines = await person({ timezoneId: home });
  await signUp(ines, outbox);
  const { dashboard, schedule, profile } = ines;
  const title = "Morning round";
  const date = later(dateIn(new Date(), home), 2);
  await dashboard.open();
  await schedule.plan({ title, date, time: "09:00", repeat: "day", count: 3, password: "south-wall-4" });
  await expect(dashboard.planned(title)).toHaveCount(3);
  const shown = (await dashboard.beginnings(title)).map((one) => new Date(one.at));

  await profile.open();
  await profile.createFeed.click();
  await expect(profile.feedAddress).toBeFocused();
  const address = await profile.feedAddress.inputValue();
  expect(address).toMatch(/\/calendar\/[0-9a-f]{64}\.ics$/);
  expect(address.startsWith(server.url)).toBe(true);
  await profile.copyFeedAddress.click();
  await profile.expectSaved("Calendar address copied");
  expect(await dashboard.clipboard()).toBe(address);

  // Node keeps no cookies.
  const answer = await fetch(address);
  expect(answer.status).toBe(200);
  expect(answer.headers.get("content-type")).toMatch(/^text\/calendar\b/);
  const feed = await answer.text();
  expect(feed).not.toContain("south-wall-4");
  const found = await readMeetings(feed, ...around(shown));
  expect(found.map((one) => [one.start, one.summary])).toEqual(shown.map((at) => [iso(at), title]));

  // A new address ends the old one, and no address is left after the last.
  await profile.newFeed.click();
  await expect(profile.feedAddress).not.toHaveValue(address);
  const next = await profile.feedAddress.inputValue();
  expect((await fetch(address)).status).toBe(404);
  expect((await fetch(next)).status).toBe(200);
  await profile.endFeed.click();
  await profile.expectSaved("Calendar feed switched off");
  await expect(profile.createFeed).toBeVisible();
  await expect(profile.feedAddress).toBeHidden();
  expect((await fetch(next)).status).toBe(404);
});
