// Planning a meeting: from the dialog to the mails of those who are invited, changing it, cancelling it.

import { readMeetings, value, values } from "./calendar.ts";
import { expect, test } from "./fixtures.ts";
import type { Mail } from "./mail.ts";
import { newPerson } from "./pages/register.ts";
import { signUp } from "./sign-up.ts";
import { clockIn, daysAhead, iso, later, longDay, moment } from "./times.ts";

const berlin = { timezoneId: "Europe/Berlin" };

/** The calendar of a mail, after what its program is asked to do and which change of the meeting it tells. */
function calendarOf(mail: Mail, method: "REQUEST" | "CANCEL", sequence: number): string {
  expect(mail.calendar?.method, mail.subject).toBe(method);
  const text = mail.calendar!.text;
  expect(value(text, "METHOD")).toBe(method);
  expect(values(text, "SEQUENCE").map(Number)).toContain(sequence);
  return text;
}

test("a series is planned with everything there is, and those who are invited learn it", { tag: "@phone" }, async ({ person, outbox, server }) => {
  test.slow();
  const [ines, samuel] = [await person(berlin), await person()];
  const who = await signUp(ines, outbox);
  const invited = await signUp(samuel, outbox, newPerson("Samuel Osei"));
  const elif = newPerson("Elif Demir").email;
  const { page, dashboard, schedule } = ines;
  await dashboard.open();
  await schedule.open();
  await expect(page).toHaveURL(/\/dashboard\?schedule$/);
  await expect(page).toHaveTitle("Schedule meeting · Parley");
  await expect(schedule.zone).toHaveValue("Europe/Berlin");
  await expect(schedule.waitingRoom).toBeChecked();
  await expect(schedule.time).toHaveValue(/^\d\d:(00|30)$/);

  const title = "Garden committee";
  const link = `garden-${who.username}`;
  const date = daysAhead(10, "Europe/Berlin");
  await schedule.fill({
    title,
    date,
    time: "18:00",
    duration: 45,
    repeat: "week",
    count: 4,
    invite: [elif, "somebody@example.org", invited.username],
    link,
    password: "south-wall-4",
  });
  await schedule.remove("somebody@example.org").click();
  await expect(schedule.invited).toHaveText([new RegExp(elif), new RegExp(invited.username)]);
  await expect(schedule.invite).toBeFocused();
  await schedule.store("Meeting scheduled");
  await expect(page).toHaveURL(/\/dashboard$/);
  await expect(dashboard.optionsOf(title)).toBeFocused();

  const weekday = longDay(date).split(" ")[0]!;
  const row = dashboard.dayOfMeetings(`on ${longDay(date)}`).getByRole("listitem");
  await expect(row).toHaveCount(1);
  for (const fact of ["18:00", "45 min", `Every ${weekday}`, "Password", "Waiting room"]) {
    await expect(row).toContainText(fact);
  }
  const start = row.getByRole("link", { name: `Start ${title}`, exact: true });
  await expect(start).toHaveAttribute("href", `/m/${link}`);

  for (const to of [elif, invited.email]) {
    const mail = await outbox.next(to);
    expect(mail.subject).toBe(`Invitation: ${title}`);
    expect(mail.text).toContain("Ines Moreau");
    expect(mail.text).toContain("18:00 to 18:45 (Europe/Berlin)");
    expect(mail.text).toContain(`${server.url}/m/${link}`);
    expect(mail.text, "the password is the host's to tell").not.toContain("south-wall-4");
    const text = calendarOf(mail, "REQUEST", 0);
    expect(value(text, "RRULE")).toContain("COUNT=4");
    expect(value(text, "ATTENDEE").toLowerCase()).toContain(`mailto:${to}`);
    expect(value(text, "ORGANIZER").toLowerCase()).toContain(`mailto:${who.email}`);
    expect(text).not.toContain("south-wall-4");
  }

  await samuel.dashboard.open();
  await expect(samuel.dashboard.planned(title)).toContainText("Hosted by Ines Moreau");
  await samuel.dashboard.planned(title).getByRole("link", { name: `Join ${title}`, exact: true }).click();
  await expect(samuel.page).toHaveURL(`${server.url}/m/${link}`);
  await expect(samuel.prejoin.askButton).toBeVisible();
  await expect(samuel.page.getByRole("heading", { level: 1, name: title, exact: true })).toBeVisible();
});

test("one meeting of a series and all of them are changed and cancelled, and everybody invited is told", async ({ person, outbox }) => {
  test.slow();
  const ines = await person(berlin);
  await signUp(ines, outbox);
  const elif = newPerson("Elif Demir").email;
  const { page, dashboard, schedule } = ines;
  await dashboard.open();
  const title = "Design review";
  const date = daysAhead(2, "Europe/Berlin");
  await schedule.plan({ title, date, time: "14:00", repeat: "day", count: 5, invite: [elif] });
  await expect(dashboard.planned(title)).toHaveCount(5);
  const uid = value(calendarOf(await outbox.next(elif), "REQUEST", 0), "UID");

  // The second one begins later.
  await dashboard.chooseFor(title, "Edit meeting", 1);
  await schedule.answerWhich("This meeting");
  await expect(schedule.date).toHaveValue(later(date, 1));
  await expect(schedule.repeat).toBeHidden();
  await schedule.time.fill("15:30");
  await schedule.store("Meeting saved");
  await expect(dashboard.planned(title).nth(1)).toContainText("15:30");
  await expect(dashboard.planned(title).nth(2)).toContainText("14:00");
  const one = await outbox.next(elif);
  expect(one.subject).toBe(`Changed: ${title}`);
  const moved = calendarOf(one, "REQUEST", 1);
  expect(value(moved, "UID")).toBe(uid);
  const compact = (day: string) => day.replaceAll("-", "");
  expect(value(moved, "RECURRENCE-ID")).toContain(`${compact(later(date, 1))}T140000`);

  // All of them have another title; what was changed alone keeps its time.
  await dashboard.chooseFor(title, "Edit meeting");
  await schedule.answerWhich("All meetings");
  await expect(schedule.title).toHaveValue(title);
  await expect(schedule.count).toHaveValue("5");
  await expect(schedule.invited).toHaveText([new RegExp(elif)]);
  const renamed = "Design review, part two";
  await schedule.title.fill(renamed);
  await schedule.store("Meeting saved");
  await expect(dashboard.planned(renamed)).toHaveCount(5);
  await expect(dashboard.planned(renamed).nth(1)).toContainText("15:30");
  const all = await outbox.next(elif);
  expect(all.subject).toBe(`Changed: ${renamed}`);
  expect(values(calendarOf(all, "REQUEST", 2), "UID")).toContain(uid);

  // The last one does not take place.
  const places = await dashboard.planned(renamed).count();
  await dashboard.chooseFor(renamed, "Cancel meeting", places - 1);
  await schedule.confirmCancel(renamed, "This meeting");
  await expect(dashboard.planned(renamed)).toHaveCount(places - 1);
  await expect(dashboard.upcomingTitle).toBeFocused();
  const without = calendarOf(await outbox.next(elif), "CANCEL", 3);
  expect(value(without, "RECURRENCE-ID")).toContain(`${compact(later(date, 4))}T140000`);
  // As other people's programs read it.
  const beginning = (days: number, time = "14:00") => iso(moment(later(date, days), time, "Europe/Berlin"));
  const read = (calendar: string) =>
    readMeetings(calendar, moment(date, "00:00", "Europe/Berlin"), moment(later(date, 7), "00:00", "Europe/Berlin"));
  expect(await read(without)).toMatchObject([{ uid, start: beginning(4), sequence: 3, status: "CANCELLED" }]);

  await dashboard.chooseFor(renamed, "Cancel meeting");
  await schedule.confirmCancel(renamed, "All meetings");
  await expect(dashboard.nothingPlanned).toBeVisible();
  const gone = await outbox.next(elif);
  expect(gone.subject).toBe(`Cancelled: ${renamed}`);
  const cancelled = calendarOf(gone, "CANCEL", 4);
  expect(values(cancelled, "UID")).toContain(uid);
  expect(new Set(values(cancelled, "STATUS"))).toEqual(new Set(["CANCELLED"]));
  const off = [beginning(0), beginning(1, "15:30"), beginning(2), beginning(3)];
  expect(await read(cancelled)).toMatchObject(off.map((start) => ({ uid, start, sequence: 4, status: "CANCELLED" })));
  await page.reload();
  await expect(dashboard.nothingPlanned).toBeVisible();
});

test("a link of one's own opens the meeting, and a taken one has another beside it", async ({ person, outbox, server, watch }) => {
  watch.allow(/Failed to load resource.*\/api\//, "the browser reports the refused link");
  const [ines, ben] = [await person(), await person()];
  const who = await signUp(ines, outbox);
  const { dashboard, schedule } = ines;
  await dashboard.open();
  const link = `standup-${who.username}`;
  await schedule.plan({ title: "Standup", link, waitingRoom: false });
  await ben.landing.open();
  await ben.landing.joinByCode(link);
  await expect(ben.page).toHaveURL(`${server.url}/m/${link}`);
  await ben.prejoin.join("Ben Falk");
  await expect(ben.room.heading).toHaveText("Standup");

  // It is told while somebody types, without sending the form.
  await schedule.open();
  await schedule.title.fill("Another standup");
  await schedule.link.fill(link);
  await schedule.expectFieldError(schedule.link, "This link is taken.");
  const use = schedule.dialog.getByRole("button", { name: /^Use / });
  const free = (await use.textContent())!.trim().replace("Use ", "");
  expect(free).not.toBe(link);
  await use.click();
  await expect(schedule.link).toHaveValue(free);
  await expect(schedule.link).toBeFocused();
  await expect(schedule.link).not.toHaveAttribute("aria-invalid");
  await schedule.store("Meeting scheduled");
  await expect(dashboard.planned("Another standup").getByRole("link")).toHaveAttribute("href", `/m/${free}`);
  await schedule.open();
  await schedule.title.fill("A third one");
  await schedule.link.fill("admin");
  await schedule.save.click();
  await schedule.expectFieldError(schedule.link, "Parley uses this word itself. Add another word to it.");
  await schedule.cancel.click();

  // Ben is in it when it is cancelled: he stays, also over a reload, and nobody else comes in.
  watch.allow(/Failed to load resource: the server responded with a status of 410/, "the page of a cancelled meeting");
  await dashboard.chooseFor("Standup", "Cancel meeting");
  await schedule.confirmCancel("Standup", "Cancel meeting");
  await expect(ben.room.heading).toHaveText("Standup");
  await ben.page.reload();
  await expect(ben.room.heading).toHaveText("Standup");
  const gone = ines.page.getByRole("heading", { level: 1, name: "This meeting was cancelled", exact: true });
  await ines.page.goto(`/m/${link}`);
  await expect(gone).toBeVisible();
  await expect(ines.page.getByRole("link", { name: "Schedule meeting", exact: true })).toBeVisible();
  await dashboard.open();
  await schedule.plan({ title: "Standup again", link, waitingRoom: false });
  await ines.page.goto(`/m/${link}`);
  await expect(ines.page.getByRole("heading", { level: 1, name: "Standup again", exact: true })).toBeVisible();
});

test("a meeting that is near says so", async ({ person, outbox }) => {
  const ines = await person({ timezoneId: "UTC" });
  await signUp(ines, outbox);
  const { dashboard, schedule, page } = ines;
  await dashboard.open();
  const soon = new Date(Date.now() + 6 * 60_000);
  await schedule.plan({ title: "Coffee", date: soon.toISOString().slice(0, 10), time: clockIn(soon, "UTC") });
  await expect(dashboard.planned("Coffee")).toContainText(/Starts in [3-6] min/);
  await expect(dashboard.planned("Coffee")).toHaveAttribute("data-now");
  await expect(page.getByText(/Your next meeting starts in [3-6] minutes\./)).toBeVisible();
});

test("the dialog stands in the address, and gives the focus back", async ({ person, outbox }) => {
  const ines = await person();
  await signUp(ines, outbox);
  const { page, dashboard, schedule } = ines;
  const opener = dashboard.quickStart.getByRole("button", { name: "Schedule meeting", exact: true });
  await dashboard.open();
  await schedule.open();
  await page.keyboard.press("Escape");
  await expect(schedule.dialog).toBeHidden();
  await expect(opener).toBeFocused();
  await expect(page).toHaveURL(/\/dashboard$/);
  await schedule.open();
  await page.reload();
  await expect(schedule.newDialog).toBeVisible();
  await schedule.cancel.click();
  await expect(schedule.dialog).toBeHidden();
  await expect(page).toHaveURL(/\/dashboard$/);
  await schedule.open();
  await page.goBack();
  await expect(schedule.dialog).toBeHidden();
  await expect(dashboard.nothingPlanned).toBeVisible();
});

// A keyboard is not what a telephone has.
test("a meeting is planned with the keyboard alone", async ({ person, outbox }) => {
  const ines = await person(berlin);
  await signUp(ines, outbox);
  const elif = newPerson("Elif Demir").email;
  const { page, dashboard, schedule } = ines;
  await dashboard.open();
  await dashboard.quickStart.getByRole("button", { name: "Schedule meeting", exact: true }).press("Enter");
  await expect(schedule.title).toBeFocused();
  await page.keyboard.type("Reading circle");
  await schedule.tabTo(schedule.repeat);
  await page.keyboard.press("ArrowDown");
  await expect(schedule.repeat).toHaveValue("day");
  await schedule.tabTo(schedule.invite);
  await page.keyboard.type(elif);
  await page.keyboard.press("Enter");
  await expect(schedule.invited).toHaveText([new RegExp(elif)]);
  await expect(schedule.invite).toBeFocused();
  await schedule.tabTo(schedule.waitingRoom);
  await page.keyboard.press("Space");
  await expect(schedule.waitingRoom).not.toBeChecked();
  await schedule.tabTo(schedule.save);
  await page.keyboard.press("Enter");
  await dashboard.expectNotice("Meeting scheduled");
  const options = dashboard.optionsOf("Reading circle");
  await expect(options).toBeFocused();
  await page.keyboard.press("Enter");
  const menu = page.getByRole("menu", { name: "Options for Reading circle", exact: true });
  await expect(menu.getByRole("menuitem", { name: "Copy link", exact: true })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(options).toBeFocused();
  expect((await outbox.next(elif)).subject).toBe("Invitation: Reading circle");
});
