// The meetings that were: who was there, for how long, and guests who keep theirs.

import { readFile } from "node:fs/promises";
import type { Locator } from "@playwright/test";
import { expectNoSidewaysScroll, expectNoViolation } from "./axe.ts";
import type { Person } from "./fixtures.ts";
import { expect, test } from "./fixtures.ts";
import { joinAs, startMeeting } from "./meetings.ts";
import { newPerson } from "./pages/register.ts";
import { sizes } from "./shots.ts";
import { signUp } from "./sign-up.ts";

/** Starts a meeting from the dashboard and joins it; answers its code. */
async function start(browser: Person, name: string): Promise<string> {
  return new URL(await startMeeting(browser, name)).pathname.replace("/m/", "");
}

/** Leaves come to the database behind the pages' backs: the page is loaded until they are there. */
async function expectOver({ page, dashboard }: Person, code: string): Promise<void> {
  await expect(async () => {
    await page.goto("/dashboard");
    await expect(dashboard.pastRow(code)).toContainText(/Under 1 min|\d min/, { timeout: 1000 });
  }).toPass();
}

/** From when until when, to the minute. */
type Stay = [came: string, left: string];

/** The stays of one person, as soon as there are so many. */
async function staysShown(person: Locator, count: number): Promise<Stay[]> {
  const times = person.locator("time");
  await expect(times).toHaveCount(2 * count);
  const moments = await times.evaluateAll((all: HTMLTimeElement[]) => all.map((time) => time.dateTime));
  return Array.from({ length: count }, (_, stay) => [moments[2 * stay]!, moments[2 * stay + 1]!]);
}

/** As pages tell machines a moment. */
function toMinute(moment: string | undefined): string | undefined {
  return moment?.replace(/:\d\dZ$/, "Z");
}

/** The table that the dialog lets one download. */
async function downloadedTable(details: Locator): Promise<{ name: string; text: string }> {
  const wanted = details.page().waitForEvent("download");
  await details.getByRole("link", { name: "Export as CSV", exact: true }).click();
  const download = await wanted;
  return { name: download.suggestedFilename(), text: await readFile(await download.path(), "utf8") };
}

test("a meeting is in the history with who was there, and a guest who makes an account keeps it", { tag: "@phone" }, async ({ person, outbox }) => {
  test.slow();
  const [host, guest] = [await person(), await person()];
  await signUp(host, outbox);
  const code = await start(host, "Ines Moreau");
  await joinAs(guest, `/m/${code}`, "Samuel Osei");
  await expect(host.room.tile("Samuel Osei")).toBeVisible();
  await guest.room.leave();
  await host.room.leave();

  await expectOver(host, code);
  const { dashboard, page } = host;
  await dashboard.expectAlive();
  for (const column of ["Meeting", "When", "Duration", "Participants", "Recording"]) {
    await expect(dashboard.past.getByRole("columnheader", { name: column, exact: true })).toBeAttached();
  }
  const row = dashboard.pastRow(code);
  await expect(row).toContainText("2 participants: Ines Moreau and Samuel Osei");
  await expect(row).toContainText(/Today, \d/);
  await expect(row).toContainText("No recording");
  const details = await dashboard.openDetails(code);
  await expect(details.getByRole("listitem")).toContainText(["Ines Moreau", "Samuel Osei"]);
  await expect(details.getByRole("link", { name: "Open meeting", exact: true })).toHaveAttribute("href", `/m/${code}`);
  await page.keyboard.press("Escape");
  await expect(details).toBeHidden();

  await signUp(guest, outbox, newPerson("Samuel Osei"));
  await guest.dashboard.open();
  await expect(guest.dashboard.pastRow(code)).toContainText("Ines Moreau and Samuel Osei");
});

test("who comes twice is shown with both stays, and the table for other programs has them as well", async ({ person, outbox }) => {
  test.slow();
  const [host, guest] = [await person(), await person()];
  await signUp(host, outbox);
  const code = await start(host, "Ines Moreau");
  await joinAs(guest, `/m/${code}`, "Samuel Osei");
  const tile = host.room.tile("Samuel Osei");
  await expect(tile).toBeVisible();
  await guest.room.leave();
  await expect(tile).toHaveCount(0);
  await joinAs(guest, `/m/${code}`, "Samuel Osei");
  await expect(tile).toBeVisible();
  await guest.room.leave();
  await expect(tile).toHaveCount(0);
  await host.room.leave();

  await expectOver(host, code);
  await host.dashboard.expectAlive();
  await expect(host.dashboard.pastRow(code), "who comes back is nobody new").toContainText(
    "2 participants: Ines Moreau and Samuel Osei",
  );
  const details = await host.dashboard.openDetails(code);
  const people = details.getByRole("listitem");
  await expect(people).toHaveCount(2);
  const [own] = await staysShown(people.filter({ hasText: "Ines Moreau" }), 1);
  const [first, second] = await staysShown(people.filter({ hasText: "Samuel Osei" }), 2);

  const file = await downloadedTable(details);
  expect(file.name).toBe("history.csv");
  const [head, ...rows] = file.text.split("\r\n");
  expect(head).toBe("Meeting started,Name,Account,Came,Left,Minutes");
  expect(rows.pop(), "every line has an end").toBe("");
  const cells = rows.map((row) => row.split(","));
  expect(cells.map(([, name, account, came, left]) => [name, account, toMinute(came), toMinute(left)])).toEqual([
    ["Ines Moreau", "yes", ...own!],
    ["Samuel Osei", "no", ...first!],
    ["Samuel Osei", "no", ...second!],
  ]);
  const moments = cells.map(([started, , , came, left]) => [started, came, left].map((at) => Date.parse(at!)));
  const [begun] = moments[0]!;
  for (const [place, [started, came, left]] of moments.entries()) {
    expect(started, "all of one meeting").toBe(begun);
    expect(came!).toBeGreaterThanOrEqual(begun!);
    expect(left!).toBeGreaterThanOrEqual(came!);
    expect(cells[place]![5]).toMatch(/^[1-9]$/);
  }
  expect(moments[2]![1]!, "they came back after they left").toBeGreaterThanOrEqual(moments[1]![2]!);
});

test("a script cannot read the cookie of a guest", async ({ person, meeting }) => {
  const guest = await person();
  await meeting(guest, "Samuel Osei");
  await guest.room.expectInside();
  const cookies = await guest.context.cookies();
  const cookie = cookies.find((cookie) => cookie.name === "parley_guest");
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: "Lax", path: "/" });
  expect(await guest.page.evaluate(() => document.cookie)).not.toContain("parley_guest");
});

test("without meetings the history says what will be there", async ({ person, outbox }) => {
  const browser = await person();
  await signUp(browser, outbox);
  await browser.dashboard.open();
  await expect(browser.dashboard.history.getByRole("heading", { name: "No meetings yet", exact: true })).toBeVisible();
  await expect(browser.dashboard.history).toContainText("who came");
});

test("T-048: after signing out the browser keeps nothing of who was there", async ({ person, outbox }) => {
  const browser = await person();
  const { page, login } = browser;
  const who = await signUp(browser, outbox);
  await start(browser, who.fullName);
  await page.goto("/dashboard");
  const kept = (): Promise<string> =>
    page.evaluate(async () =>
      JSON.stringify([
        Object.entries(sessionStorage),
        Object.entries(localStorage),
        document.cookie,
        await indexedDB.databases(),
        await caches.keys(),
      ]),
    );
  expect(await kept(), "the seat is there as long as somebody is").toContain("parley.seat.");
  await login.leave();
  const left = await kept();
  for (const word of ["parley.seat.", "parley.display-name", "register.", who.fullName, who.username, who.email]) {
    expect(left).not.toContain(word);
  }
  expect(await page.content()).not.toContain(who.fullName);
});

test("the history is turned page by page, and each page has an address", async ({ person, outbox }) => {
  test.slow();
  const browser = await person();
  const { page, dashboard, room, prejoin } = browser;
  await signUp(browser, outbox);
  const code = await start(browser, "Ines Moreau");
  // Each time that somebody comes and leaves is a meeting of its own.
  for (let round = 0; round < 11; round += 1) {
    await room.leave();
    await page.goto(`/m/${code}`);
    await prejoin.join("Ines Moreau");
    await room.expectInside();
  }
  await room.leave();
  await expect(async () => {
    await page.goto("/dashboard?page=2");
    await expect(dashboard.pastRow(code)).toHaveCount(2, { timeout: 1000 });
  }).toPass();
  await dashboard.open();
  await expect(dashboard.pastRow(code)).toHaveCount(5);
  await dashboard.showAll.click();
  await expect(page).toHaveURL(/\?page=1#history$/);
  await expect(dashboard.pastRow(code)).toHaveCount(10);
  await expect(dashboard.historyTitle).toBeFocused();
  await dashboard.older.click();
  await expect(dashboard.pastRow(code)).toHaveCount(2);
  await expect(dashboard.older).toHaveCount(0);
  await dashboard.newer.click();
  await expect(dashboard.pastRow(code)).toHaveCount(10);
  await page.goBack();
  await expect(dashboard.pastRow(code)).toHaveCount(2);
});

test("a history that cannot be loaded is tried again", async ({ person, outbox, watch }) => {
  watch.allow(/Failed to load resource/, "the test cuts the connection");
  const browser = await person();
  const { page, dashboard } = browser;
  await signUp(browser, outbox);
  await page.goto("/profile");
  await dashboard.expectAlive();
  await page.route("**/api/list_history*", (route) => route.abort());
  await page.getByRole("link", { name: "Meetings", exact: true }).first().click();
  await expect(dashboard.history.getByRole("alert")).toBeVisible();
  await page.unroute("**/api/list_history*");
  await dashboard.history.getByRole("button", { name: "Try again", exact: true }).click();
  await expect(dashboard.history.getByRole("heading", { name: "No meetings yet", exact: true })).toBeVisible();
});

for (const theme of ["light", "dark"] as const) {
  test(`axe finds nothing in the history, ${theme}`, { tag: sizes[theme] }, async ({ person, outbox }, { project }) => {
    const host = await person({ colorScheme: theme });
    await signUp(host, outbox);
    const code = await start(host, "Ines Moreau");
    for (const name of ["Samuel Osei", "Elif Demir", "Wei Chen"]) {
      const guest = await person();
      await joinAs(guest, `/m/${code}`, name);
      // One after the other: four cameras at once are much for a small machine, and nothing here is about them.
      await guest.room.leave();
    }
    await host.room.leave();
    await host.dashboard.open();
    await expect(host.dashboard.pastRow(code)).toContainText("4 participants");
    await expectNoSidewaysScroll(host.page, "history");
    await expectNoViolation(host.page, "history");
    await host.page.screenshot({ path: `shots/history-${project.name}-${theme}.png`, fullPage: true });
    await host.dashboard.openDetails(code);
    await expectNoViolation(host.page, "details");
    await host.page.screenshot({ path: `shots/history-details-${project.name}-${theme}.png` });
  });
}
