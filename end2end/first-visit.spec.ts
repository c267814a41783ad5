// Somebody opens Parley for the first time: starts a meeting, joins one, mistypes.

import { expect, type Person, test } from "./fixtures.ts";
import { meetingAddress } from "./pages/landing.ts";

const unknownCode = "zzz-zzzz-zzz";

/** A meeting that exists and nobody is in; answers its code. */
async function newMeeting(somebody: Person): Promise<string> {
  await somebody.landing.open();
  await somebody.landing.startMeeting();
  return somebody.page.url().slice(-12);
}

test("the landing page says what it is for", { tag: "@phone" }, async ({ person }) => {
  const { page, landing } = await person();
  await landing.open();
  await expect(page).toHaveTitle("Video meetings on your own server · Parley");
  await expect(landing.start).toBeVisible();
  await expect(landing.form).toBeVisible();
  await expect(landing.code).toBeVisible();
  await expect(landing.join).toBeVisible();
  await expect(page.getByText("No account needed.", { exact: true })).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
  await expect(page.getByRole("main")).toHaveCount(1);
  await expect(page.getByRole("heading", { level: 2, name: "What is different", exact: true })).toBeVisible();
  await expect(page.getByRole("heading", { level: 2, name: "Host it yourself", exact: true })).toBeVisible();
});

test("start a meeting leads to its page before joining", { tag: "@phone" }, async ({ person }) => {
  const { page, landing, prejoin } = await person();
  await landing.open();
  await landing.startMeeting();
  const code = page.url().slice(-12);
  await expect(prejoin.heading).toHaveText(`Meeting ${code}`);
  const lines = await prejoin.heading.getByText(code, { exact: true }).evaluate((of) => of.getClientRects().length);
  expect(lines, "a code stands on one line").toBe(1);
  await expect(prejoin.name).toHaveValue("");
  await expect(prejoin.joinButton).toBeVisible();
  await expect(page).toHaveTitle(/^Join .+ · Parley$/);
});

test("the name comes back, but not into what is being typed", async ({ person, server }) => {
  const guest = await person();
  const { page, prejoin, room } = guest;
  const code = await newMeeting(guest);
  await prejoin.open(`${server.url}/m/${code}`);
  await prejoin.join("Ben Falk");
  await room.leave();
  await prejoin.open(`${server.url}/m/${code}`);
  await expect(prejoin.name).toHaveValue("Ben Falk");

  await page.addInitScript(() => {
    document.addEventListener("DOMContentLoaded", () => document.getElementById("your-name")?.focus());
  });
  await page.reload();
  await expect(prejoin.joinButton).toBeEnabled();
  await expect(prejoin.name).toBeFocused();
  await expect(prejoin.name).toHaveValue("");
});

test("a code, a code without dashes and a pasted link all lead to the meeting", async ({ person, server }) => {
  const somebody = await person();
  const code = await newMeeting(somebody);
  const ways = [code, code.replaceAll("-", ""), code.toUpperCase(), `${server.url}/m/${code}`];
  for (const typed of ways) {
    await somebody.landing.open();
    await somebody.landing.joinByCode(typed);
    await expect(somebody.page, typed).toHaveURL(`${server.url}/m/${code}`);
    await expect(somebody.prejoin.heading).toHaveText(`Meeting ${code}`);
  }
});

test("nothing, something else and an unknown code each have their own words", async ({ person, watch }) => {
  watch.allow(/Failed to load resource.*\/api\//, "the browser reports the refused lookup of an unknown code");
  const { landing } = await person();
  await landing.open();
  await landing.joinByCode("");
  await landing.expectError("Enter a code or link.");
  await expect(landing.code).toBeFocused();
  await landing.joinByCode("not a code");
  await landing.expectError("That is not a meeting code. It looks like kvm-rtdq-hsy.");
  await landing.joinByCode(unknownCode);
  await landing.expectError("No meeting has this code.");
  await expect(landing.code).toHaveValue(unknownCode);
});

for (const [what, address] of [
  ["an unknown code", `/m/${unknownCode}`],
  ["something that is no code", "/m/unknown"],
] as const) {
  test(`the address of ${what} gets the page that says so`, async ({ person, watch }) => {
    watch.allow(/Failed to load resource: the server responded with a status of 404/, "the page itself is a 404");
    const { page, landing } = await person();
    const answer = await page.goto(address);
    expect(answer?.status()).toBe(404);
    await expect(page.getByRole("heading", { level: 1, name: "There is no meeting here", exact: true })).toBeVisible();
    await expect(landing.code).toBeVisible();
    await expect(landing.join).toBeVisible();
  });
}

test("any other address leads home", async ({ person, watch }) => {
  watch.allow(/Failed to load resource: the server responded with a status of 404/, "the page itself is a 404");
  const { page, landing } = await person();
  const answer = await page.goto("/nowhere");
  expect(answer?.status()).toBe(404);
  await expect(page).toHaveTitle("Page not found · Parley");
  await expect(page.getByRole("heading", { level: 1, name: "This page does not exist", exact: true })).toBeVisible();
  await page.getByRole("link", { name: "Go to the home page", exact: true }).click();
  await expect(landing.heading).toBeVisible();
});

test("starting and joining work before and without JavaScript", async ({ person, server }) => {
  const { page, landing, prejoin } = await person({ javaScriptEnabled: false });
  await landing.open();
  await landing.startMeeting();
  const code = page.url().slice(-12);
  await expect(prejoin.heading).toHaveText(`Meeting ${code}`);
  await landing.open();
  await landing.joinByCode(code.replaceAll("-", ""));
  await expect(page).toHaveURL(`${server.url}/m/${code}`);
});

test("mistakes have their words without JavaScript too", async ({ person }) => {
  const { page, landing } = await person({ javaScriptEnabled: false });
  await landing.open();
  await landing.joinByCode("not a code");
  await expect(page.getByText("That is not a meeting code. It looks like kvm-rtdq-hsy.", { exact: true })).toBeVisible();
  await landing.joinByCode(unknownCode);
  await expect(page.getByText("No meeting has this code.", { exact: true })).toBeVisible();
});

test("the theme changes and is remembered", async ({ person }) => {
  const { page, landing } = await person({ colorScheme: "light" });
  await landing.open();
  await landing.darkTheme.click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(landing.lightTheme).toBeVisible();
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await landing.lightTheme.click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "light");
});

test("an empty name is asked for, and kept when it is there", async ({ person }) => {
  const { page, prejoin, ...somebody } = await person();
  await newMeeting({ page, prejoin, ...somebody });
  await expect(page).toHaveURL(meetingAddress);
  await prejoin.joinButton.click();
  await expect(page.getByText("Enter your name.", { exact: true })).toBeVisible();
  await expect(prejoin.name).toHaveAttribute("aria-invalid", "true");
  await expect(prejoin.name).toBeFocused();
  await prejoin.join("Mira Sandoval");
});
