// Two people in two browsers: they see and hear each other, write to each other, and go.

import { expect, test, type Person } from "./fixtures.ts";
import { expectMoreFrames, expectSound } from "./media.ts";

test("two people see and hear each other", { tag: "@phone" }, async ({ together }) => {
  const [ada, ben] = await together("Ada Osei", "Ben Falk");
  await expect(ada!.room.tile("Ben Falk")).toBeVisible();
  await expect(ben!.room.tile("Ada Osei")).toBeVisible();
  await expect(ada!.room.tiles).toHaveCount(2);
  await expect(ben!.room.tiles).toHaveCount(2);
  await expect(ada!.room.timer).toHaveText(/^\d+:\d\d$/);
  await expectMoreFrames(ada!.room.tile("Ben Falk"));
  await expectMoreFrames(ben!.room.tile("Ada Osei"));
  await expectMoreFrames(ada!.room.ownTile);
  await expectSound(ada!.page);
  await expectSound(ben!.page);
});

test("in a call of two the own tile moves to another corner with the arrow keys and the pointer", { tag: "@phone" }, async ({ together }) => {
  const [ada] = await together("Ada Osei", "Ben Falk");
  const { page, room } = ada!;
  await expect(room.ownTile).toHaveAttribute("data-float", "bottom-end");
  await room.ownTile.press("ArrowUp");
  await expect(room.ownTile).toHaveAttribute("data-float", "top-end");
  const tile = (await room.ownTile.boundingBox())!;
  const stage = (await room.stage.boundingBox())!;
  await page.mouse.move(tile.x + tile.width / 2, tile.y + tile.height / 2);
  await page.mouse.down();
  await page.mouse.move(stage.x + stage.width * 0.3, stage.y + stage.height * 0.7, { steps: 4 });
  await page.mouse.up();
  await expect(room.ownTile).toHaveAttribute("data-float", "bottom-start");
});

test("muting shows to the other, and unmuting brings the sound back", async ({ together }) => {
  const [ada, ben] = await together("Ada Osei", "Ben Falk");
  const tile = ben!.room.tile("Ada Osei");
  const muted = tile.getByRole("img", { name: "Muted", exact: true });
  await expectSound(ben!.page);
  await ada!.room.mute.click();
  await expect(ada!.room.unmute).toHaveAttribute("data-state", "off");
  await expect(muted).toBeVisible();
  await expect(tile).toHaveAttribute("data-muted");
  await expect(ada!.room.ownTile).toHaveAttribute("data-muted");
  await ada!.room.unmute.click();
  await expect(ada!.room.mute).toHaveAttribute("data-state", "on");
  await expect(muted).toHaveCount(0);
  await expectSound(ben!.page);
});

test("a camera goes off and comes back with new pictures", async ({ together }) => {
  const [ada, ben] = await together("Ada Osei", "Ben Falk");
  const tile = ben!.room.tile("Ada Osei");
  await expect(tile).toHaveAttribute("data-video", "on");
  await expectMoreFrames(tile);
  await ada!.room.turnOffCamera.click();
  await expect(ada!.room.turnOnCamera).toHaveAttribute("data-state", "off");
  await expect(tile).toHaveAttribute("data-video", "off");
  await expect(ada!.room.ownTile).toHaveAttribute("data-video", "off");
  await expectSound(ben!.page);
  await ada!.room.turnOnCamera.click();
  await expect(tile).toHaveAttribute("data-video", "on");
  await expectMoreFrames(tile);
});

test("a microphone and camera that were off before joining are off in the meeting", async ({ person, meeting }) => {
  const ada = await person();
  const address = await meeting(ada, "Ada Osei");
  const ben = await person();
  await ben.prejoin.open(address);
  await ben.prejoin.mute.click();
  await expect(ben.prejoin.unmute).toBeVisible();
  await ben.prejoin.turnOffCamera.click();
  await expect(ben.prejoin.preview.getByText("Your camera is off", { exact: true })).toBeVisible();
  await ben.prejoin.join("Ben Falk");
  await expect(ben.room.unmute).toBeVisible();
  await expect(ben.room.turnOnCamera).toBeVisible();
  const tile = ada.room.tile("Ben Falk");
  await expect(tile).toHaveAttribute("data-video", "off");
  await expect(tile.getByRole("img", { name: "Muted", exact: true })).toBeVisible();
  await ben.room.turnOnCamera.click();
  await expect(tile).toHaveAttribute("data-video", "on");
  await expectMoreFrames(tile);
});

test("they write to each other, in order, and what is unread is counted", { tag: "@phone" }, async ({ together }) => {
  const [ada, ben] = await together("Ada Osei", "Ben Falk");
  await ada!.room.openChat();
  await expect(ada!.room.message).toBeFocused();
  await expect(ada!.room.send).toBeDisabled();
  await ada!.room.say("first");
  await ada!.room.say("second <b>&amp; plain</b>");
  await expect(ben!.room.chatButton).toHaveAttribute("data-count", "2");
  await expect(ben!.page).toHaveTitle(/^\(2\) /);
  await ben!.room.expectChat("first", "second <b>&amp; plain</b>");
  await expect(ben!.page).not.toHaveTitle(/^\(\d/);
  await ben!.room.say("third");
  await ada!.room.expectChat("first", "second <b>&amp; plain</b>", "third");
  await ben!.room.expectChat("first", "second <b>&amp; plain</b>", "third");
  await expect(ada!.room.lines.nth(2)).toContainText("Ben Falk");
  await expect(ada!.room.lines.nth(0)).toHaveAttribute("data-self");
  await expect(ada!.room.lines.nth(2)).not.toHaveAttribute("data-self");
});

test("who comes later reads what was written before", async ({ person, meeting }) => {
  const ada = await person();
  const address = await meeting(ada, "Ada Osei");
  await ada.room.say("hello, whoever comes");
  await ada.room.expectChat("hello, whoever comes");
  const ben = await person();
  await ben.prejoin.open(address);
  await ben.prejoin.join("Ben Falk");
  await ben.room.expectChat("hello, whoever comes");
});

test("Shift and Enter make a new line instead of sending", async ({ together }) => {
  const [ada] = await together("Ada Osei");
  await ada!.room.openChat();
  await ada!.room.message.fill("one");
  await ada!.room.message.press("Shift+Enter");
  await ada!.room.message.pressSequentially("two");
  await expect(ada!.room.message).toHaveValue("one\ntwo");
  await ada!.room.message.press("Enter");
  await expect(ada!.room.lines).toHaveCount(1);
});

test("the list of participants has everybody, oneself first", { tag: "@phone" }, async ({ together }) => {
  const [ada, ben] = await together("Ada Osei", "Ben Falk");
  await ben!.room.openParticipants();
  await expect(ben!.room.participantRows).toHaveCount(2);
  await expect(ben!.room.participantRows.nth(0)).toContainText("Ben Falk (you)");
  await expect(ben!.room.participantRows.nth(1)).toContainText("Ada Osei");
  const row = ben!.room.participantRows.nth(1);
  await expect(row.getByRole("img", { name: "Microphone on", exact: true })).toBeVisible();
  await ada!.room.mute.click();
  await expect(row.getByRole("img", { name: "Muted", exact: true })).toBeVisible();
});

test("the same name twice gets a number", async ({ together }) => {
  const [first, second] = await together("Wei Chen", "Wei Chen");
  await expect(first!.room.tile("Wei Chen (2)")).toBeVisible();
  await expect(second!.room.tile("Wei Chen")).toBeVisible();
});

test("leaving takes the tile away at once, and one may come back", { tag: "@phone" }, async ({ together }) => {
  const [ada, ben] = await together("Ada Osei", "Ben Falk");
  await expectMoreFrames(ada!.room.tile("Ben Falk"));
  await ben!.room.leave();
  await expect(ada!.room.tile("Ben Falk")).toHaveCount(0, { timeout: 5_000 });
  await expect(ada!.room.tiles).toHaveCount(1);
  await expect(ben!.page).toHaveTitle(/^You left the meeting/);
  await expect(ben!.room.home).toBeVisible();
  await ben!.room.rejoin.click();
  await ben!.prejoin.join("Ben Falk");
  await expectMoreFrames(ada!.room.tile("Ben Falk"));
  await expectMoreFrames(ben!.room.tile("Ada Osei"));
});

test("the page after leaving leads home", async ({ together }) => {
  const [ada] = await together("Ada Osei");
  await ada!.room.leave();
  await ada!.room.home.click();
  await expect(ada!.landing.heading).toBeVisible();
});

test("the back button leaves the meeting", async ({ together }) => {
  const [ada, ben] = await together("Ada Osei", "Ben Falk");
  await expect(ada!.room.tile("Ben Falk")).toBeVisible();
  await ada!.page.goBack();
  await expect(ada!.landing.heading).toBeVisible();
  await expect(ben!.room.tile("Ada Osei")).toHaveCount(0);
});

test("code and link can be copied", async ({ together }) => {
  const [ada] = await together("Ada Osei");
  const clipboard = () => ada!.page.evaluate(() => navigator.clipboard.readText());
  await ada!.room.copyLink.click();
  await expect(ada!.room.notices.getByText("Link copied", { exact: true })).toBeVisible();
  expect(await clipboard()).toBe(ada!.page.url());
  await ada!.room.copyCode();
  await expect(ada!.room.notices.getByText("Meeting code copied", { exact: true })).toBeVisible();
  expect(await clipboard()).toBe(ada!.page.url().slice(-12));
});

test("t091: markup in a name and in a message stays text", async ({ together }) => {
  const markup = '<img src=x onerror="window.__xss=1">';
  const [ada, ben] = await together(markup, "Ben Falk");
  await expect(ben!.room.tile(markup)).toBeVisible();
  await ada!.room.say(`${markup} javascript:alert(1) https://example.org/`);
  await ben!.room.expectChat(markup);
  const links = ben!.room.messages.getByRole("link");
  await expect(links).toHaveAttribute("href", "https://example.org/");
  await expect(links).toHaveAttribute("rel", "noopener noreferrer nofollow");
  for (const { page } of [ada!, ben!]) {
    expect(await page.evaluate(() => "__xss" in window)).toBe(false);
  }
});

test("the time of a message is written as people write it where they are", async ({ person, meeting }) => {
  // Somewhere it is the fourth hour of the day.
  const ahead = ((3 - new Date().getUTCHours() + 36) % 24) - 12;
  const timezoneId = `Etc/GMT${ahead > 0 ? "-" : "+"}${Math.abs(ahead)}`;
  for (const [locale, written] of [
    ["en-US", /^[34]:\d\d\sAM$/],
    ["en-GB", /^0[34]:\d\d$/],
  ] as const) {
    const ada = await person({ locale, timezoneId });
    await meeting(ada, "Ada Osei");
    await ada.room.say("hello");
    await expect(ada.room.messages.getByRole("time")).toHaveText(written);
  }
});

test("an address without a scheme in a message leads to a secure page, and one that only looks like it does not", async ({ together }) => {
  const [ada, ben] = await together("Ada Osei", "Ben Falk");
  await ada!.room.say("www.example.com/a, not www.example.com@evil.example");
  await ben!.room.expectChat("www.example.com/a, not www.example.com@evil.example");
  const link = ben!.room.messages.getByRole("link");
  await expect(link).toHaveText("www.example.com/a");
  await expect(link).toHaveAttribute("href", "https://www.example.com/a");
  await expect(link).toHaveAttribute("rel", "noopener noreferrer nofollow");
  await expect(link).toHaveAttribute("target", "_blank");
});

test("t093: an address of a picture in a message is a link, and nobody's browser asks for the picture", async ({ together }) => {
  const [ada, ben] = await together("Ada Osei", "Ben Falk");
  const asked: string[] = [];
  for (const { context } of [ada!, ben!]) {
    context.on("request", (request) => asked.push(request.url()));
  }
  const picture = "https://pictures.example.org/cat.png";
  const lines = [picture, `![a cat](${picture})`, `<img src="${picture}">`, `[![a cat](${picture})](${picture})`];
  for (const line of lines) {
    await ada!.room.say(line);
  }
  for (const { page, room } of [ada!, ben!]) {
    await room.expectChat(...lines);
    await expect(room.messages.getByRole("link").first()).toHaveAttribute("href", picture);
    await expect(room.messages.locator("[src], [srcset], [poster], [style*='url']")).toHaveCount(0);
    // Whatever the messages ask for is asked for before this is.
    await page.evaluate(() => fetch("/healthz").then(() => undefined));
  }
  expect(asked.filter((address) => address.includes("/healthz")), "requests are seen").toHaveLength(2);
  expect(asked.filter((address) => address.includes("cat.png"))).toEqual([]);
});

test("the chat follows one's own long message, and leaves a reader alone", { tag: "@phone" }, async ({ together }) => {
  const [ada, ben] = await together("Ada Osei", "Ben Falk");
  const long = "A message that is quite long. ".repeat(50);
  const below = (person: Person) =>
    person.page
      .locator("#panel-chat .panel__body")
      .evaluate((body) => body.scrollHeight - body.scrollTop - body.clientHeight);
  await ada!.room.say(`one ${long}`);
  await expect.poll(() => below(ada!)).toBeLessThan(2);
  await ada!.room.say(`two ${long}`);
  await expect.poll(() => below(ada!)).toBeLessThan(2);
  await ada!.page.locator("#panel-chat .panel__body").evaluate((body) => body.scrollTo(0, 0));
  await ben!.room.say("three");
  await expect(ada!.room.lines).toHaveCount(3);
  expect(await below(ada!)).toBeGreaterThan(100);
  await ada!.room.say("four");
  await expect.poll(() => below(ada!)).toBeLessThan(2);
});
