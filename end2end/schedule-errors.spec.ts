// What the dialog for planning says when something is wrong: each sentence under its field, until it is right.

import { expect, type Person, test } from "./fixtures.ts";
import { signUp } from "./sign-up.ts";
import { daysAhead } from "./times.ts";
import type { Outbox } from "./outbox.ts";

const refusals = /Failed to load resource.*\/api\//;
const zone = "Europe/Berlin";

/** Somebody with the dialog open. */
async function planning(person: (options: { timezoneId: string }) => Promise<Person>, outbox: Outbox): Promise<Person> {
  const ines = await person({ timezoneId: zone });
  await signUp(ines, outbox);
  await ines.dashboard.open();
  await ines.schedule.open();
  return ines;
}

test("what is required is asked for, and the first of it has the focus", async ({ person, outbox }) => {
  const { schedule } = await planning(person, outbox);
  await schedule.date.fill("");
  await schedule.time.fill("");
  await expect(schedule.title, "nothing is said before the form is sent").not.toHaveAttribute("aria-invalid");
  await schedule.save.click();
  await schedule.expectFieldError(schedule.title, "Enter a title.");
  await schedule.expectFieldError(schedule.date, "Enter a date.");
  await schedule.expectFieldError(schedule.time, "Enter a start time.");
  await expect(schedule.title).toBeFocused();
  await schedule.title.fill("x".repeat(500));
  await schedule.expectFieldError(schedule.title, "Use 120 characters or fewer.");
  await schedule.title.fill("Choir");
  await expect(schedule.title).not.toHaveAttribute("aria-invalid");
  await schedule.date.fill(daysAhead(1, zone));
  await schedule.time.fill("18:00");
  await schedule.store("Meeting scheduled");
});

test("a time that is past is told by the server, and what was typed stays", async ({ person, outbox, watch }) => {
  watch.allow(refusals, "the browser reports the refusal");
  const { schedule, dashboard } = await planning(person, outbox);
  await schedule.fill({ title: "Choir", date: daysAhead(-1, zone), time: "18:00", invite: ["elif@example.org"] });
  await schedule.save.click();
  await schedule.expectFieldError(schedule.date, "Choose a time in the future.");
  await expect(schedule.date).toBeFocused();
  await expect(schedule.title).toHaveValue("Choir");
  await expect(schedule.invited).toHaveText([/elif@example\.org/]);
  await schedule.date.fill(daysAhead(1, zone));
  await expect(schedule.date).not.toHaveAttribute("aria-invalid");
  await schedule.store("Meeting scheduled");
  await expect(dashboard.planned("Choir")).toHaveCount(1);
});

test("a repetition needs days and an end that make sense", async ({ person, outbox, watch }) => {
  watch.allow(refusals, "the browser reports the refusal");
  const { schedule } = await planning(person, outbox);
  // A Thursday, whatever day it is.
  const date = [...Array(7).keys()]
    .map((ahead) => daysAhead(ahead + 7, zone))
    .find((day) => new Date(`${day}T00:00:00Z`).getUTCDay() === 4)!;
  await schedule.fill({ title: "Choir", date, time: "18:00", repeat: "week" });
  await expect(schedule.day("Thursday")).toBeChecked();
  await schedule.day("Thursday").press("Space");
  await expect(schedule.day("Thursday")).not.toBeChecked();
  await schedule.save.click();
  await expect(schedule.dialog.getByText("Choose at least one day.", { exact: true })).toBeVisible();
  await expect(schedule.day("Monday")).toHaveAttribute("aria-invalid", "true");
  await schedule.day("Friday").press("Space");
  await expect(schedule.dialog.getByText("Choose at least one day.", { exact: true })).toBeHidden();

  await schedule.ends.selectOption("on");
  await schedule.save.click();
  await schedule.expectFieldError(schedule.until, "Enter a last date.");
  await schedule.until.fill(daysAhead(1, zone));
  await schedule.save.click();
  await schedule.expectFieldError(schedule.until, "Choose a date after the first meeting, at most 10 years later.");

  await schedule.ends.selectOption("after");
  await schedule.count.fill("");
  await schedule.save.click();
  await schedule.expectFieldError(schedule.count, "Enter a number of meetings.");
  await schedule.count.fill("1001");
  await schedule.expectFieldError(schedule.count, "Enter a number from 1 to 1000.");
  await schedule.count.fill("3");
  await schedule.store("Meeting scheduled");
});

test("who cannot be invited is told apart from who is not known", async ({ person, outbox, watch }) => {
  watch.allow(refusals, "the browser reports the refusal");
  const { schedule } = await planning(person, outbox);
  const words = "This does not look like an email or a username.";
  await schedule.fill({ title: "Choir", date: daysAhead(1, zone) });
  await schedule.invite.fill("elif@");
  await schedule.invite.press("Enter");
  await schedule.expectFieldError(schedule.invite, words);
  await schedule.invite.fill("elif@example.org,");
  await expect(schedule.invited).toHaveText([/elif@example\.org/]);
  await expect(schedule.invite).not.toHaveAttribute("aria-invalid");

  // Nobody has this name; it is put back to be typed again.
  await schedule.invite.fill("nobody-whom-we-know");
  await schedule.save.click();
  const unknown = "Nobody here has the username nobody-whom-we-know. Enter their email address instead.";
  await schedule.expectFieldError(schedule.invite, unknown);
  await expect(schedule.invite).toHaveValue("nobody-whom-we-know");
  await expect(schedule.invited).toHaveCount(1);
  await schedule.invite.fill("");
  await schedule.store("Meeting scheduled");
});

test("links and passwords have a form", async ({ person, outbox }) => {
  const { schedule } = await planning(person, outbox);
  await schedule.fill({ title: "Choir", date: daysAhead(1, zone), link: "a b", password: "abc" });
  await schedule.save.click();
  await schedule.expectFieldError(schedule.link, "Use 3 to 64 letters, numbers or dashes.");
  await schedule.expectFieldError(schedule.password, "Use 4 to 64 characters.");
  await expect(schedule.link).toBeFocused();
  await schedule.link.fill("");
  await schedule.password.fill("");
  await schedule.store("Meeting scheduled");
});

test("all that is wrong is told at once, and the first of it has the focus", async ({ person, outbox, watch }) => {
  watch.allow(refusals, "the browser reports the refusal");
  const { page, schedule, dashboard } = await planning(person, outbox);
  const taken = "garden-round-taken";
  await schedule.fill({ title: "Choir", date: daysAhead(1, zone), link: taken });
  await schedule.store("Meeting scheduled");
  await schedule.open();
  // Both are the server's to say.
  await schedule.fill({ title: "Choir", date: daysAhead(-1, zone), time: "18:00", link: taken });
  await schedule.save.click();
  await schedule.expectFieldError(schedule.date, "Choose a time in the future.");
  await schedule.expectFieldError(schedule.link, "This link is taken.");
  await expect(schedule.date).toBeFocused();
  // The page itself says one of them, and the server the other.
  await schedule.link.fill("a b");
  await schedule.title.fill("");
  await schedule.save.click();
  await schedule.expectFieldError(schedule.title, "Enter a title.");
  await schedule.expectFieldError(schedule.date, "Choose a time in the future.");
  await schedule.expectFieldError(schedule.link, "Use 3 to 64 letters, numbers or dashes.");
  await expect(schedule.title).toBeFocused();
  // Who cannot ask says what they know.
  await page.route("**/api/judge_schedule*", (route) => route.abort());
  await schedule.date.fill(daysAhead(1, zone));
  await schedule.save.click();
  await schedule.expectFieldError(schedule.link, "Use 3 to 64 letters, numbers or dashes.");
  await expect(schedule.title).toBeFocused();
  await page.unroute("**/api/judge_schedule*");
  await schedule.title.fill("Choir again");
  await schedule.link.fill("");
  await schedule.store("Meeting scheduled");
  await expect(dashboard.planned("Choir again")).toHaveCount(1);
});

test("a server that is away or fails is told, and nothing is lost", async ({ person, outbox, watch }) => {
  watch.allow(/Failed to load resource/, "the test cuts the connection");
  const { page, schedule, dashboard } = await planning(person, outbox);
  await schedule.fill({ title: "Choir", date: daysAhead(1, zone) });
  const saving = "**/api/schedule_meeting*";
  await page.route(saving, (route) => route.abort());
  await schedule.save.click();
  await expect(schedule.alert).toHaveText("Parley cannot be reached. Check your connection and try again.");
  await page.unroute(saving);
  await page.route(saving, (route) => route.fulfill({ status: 500, contentType: "text/plain", body: "" }));
  await schedule.save.click();
  await expect(schedule.alert).toHaveText("Something went wrong on the server. Please try again.");
  await page.unroute(saving);
  await expect(schedule.title).toHaveValue("Choir");
  await schedule.store("Meeting scheduled");
  await expect(dashboard.planned("Choir")).toHaveCount(1);
});
