// A page is loaded again in a meeting, or opened a second time.

import { expect, inTab, test } from "./fixtures.ts";
import { expectMoreFrames, expectSound } from "./media.ts";

test("a reload comes back as the same participant without a click", async ({ together }) => {
  const [ada, ben] = await together("Ada Osei", "Ben Falk");
  const tile = ada!.room.tile("Ben Falk");
  await expectMoreFrames(tile);
  const seat = await tile.getAttribute("data-participant");
  await ben!.room.say("before the reload");
  await ben!.page.reload();
  await ben!.room.expectInside();
  const title = ben!.page.getByRole("heading", { level: 1 });
  await expect(title, "who listens is told where they are").toBeFocused();
  await expect(title, "and nobody sees a ring around what is no control").toHaveCSS("outline-style", "none");
  await ben!.page.keyboard.press("Tab");
  await expect(ben!.page.locator(":focus-visible")).not.toHaveCSS("outline-style", "none");
  await expect(tile).toHaveCount(1);
  await expect(tile).toHaveAttribute("data-participant", seat!);
  await expect(ada!.room.tiles).toHaveCount(2);
  await expectMoreFrames(tile);
  await expectMoreFrames(ben!.room.tile("Ada Osei"));
  await expectSound(ada!.page);
  await expectSound(ben!.page);
  await ben!.room.expectChat("before the reload");
});

test("a reload keeps the microphone and camera as they were", async ({ together }) => {
  const [ada, ben] = await together("Ada Osei", "Ben Falk");
  const tile = ada!.room.tile("Ben Falk");
  await ben!.room.mute.click();
  await ben!.room.turnOffCamera.click();
  await expect(tile).toHaveAttribute("data-video", "off");
  await ben!.page.reload();
  await ben!.room.expectInside();
  await expect(ben!.room.unmute).toBeVisible();
  await expect(ben!.room.turnOnCamera).toBeVisible();
  await expect(tile).toHaveAttribute("data-video", "off");
  await expect(tile).toHaveAttribute("data-muted");
});

test("both reload at once and meet again", async ({ together }) => {
  const [ada, ben] = await together("Ada Osei", "Ben Falk");
  await expectMoreFrames(ada!.room.tile("Ben Falk"));
  await Promise.all([ada!.page.reload(), ben!.page.reload()]);
  await expectMoreFrames(ada!.room.tile("Ben Falk"));
  await expectMoreFrames(ben!.room.tile("Ada Osei"));
  await expect(ada!.room.tiles).toHaveCount(2);
});

test("a duplicated tab takes the seat, and the first one says so", async ({ together }) => {
  const [ada, ben] = await together("Ada Osei", "Ben Falk");
  const tile = ada!.room.tile("Ben Falk");
  await expectMoreFrames(tile);
  const seat = await tile.getAttribute("data-participant");
  const stored = await ben!.page.evaluate(() => Object.entries(sessionStorage));
  const copy = inTab(await ben!.context.newPage());
  await copy.page.addInitScript((entries) => {
    for (const [key, value] of entries) {
      sessionStorage.setItem(key, value);
    }
  }, stored);
  await copy.page.goto(ben!.page.url());
  await copy.room.expectInside();
  await expect(ben!.room.replaced).toBeVisible();
  await expect(tile).toHaveAttribute("data-participant", seat!);
  await expect(ada!.room.tiles).toHaveCount(2);
  await expectMoreFrames(tile);
  await expectMoreFrames(copy.room.tile("Ada Osei"));
  await expect(ben!.room.replaced).toBeVisible();
});

test("a tab that comes upon an old meeting asks before it turns the camera on", async ({ together }) => {
  const [ada, ben] = await together("Ada Osei", "Ben Falk");
  const stored = await ben!.page.evaluate(() =>
    Object.entries(sessionStorage).map(([key, value]) => [
      key,
      key.startsWith("parley.seat.") ? JSON.stringify({ ...JSON.parse(value), seen_at: 0 }) : value,
    ]),
  );
  const late = inTab(await ben!.context.newPage());
  await late.page.addInitScript((entries) => {
    for (const [key, value] of entries) {
      sessionStorage.setItem(key!, value!);
    }
  }, stored);
  await late.page.goto(ben!.page.url());
  await expect(late.prejoin.joinButton).toBeEnabled();
  await expect(ben!.room.leaveButton).toBeVisible();
  await expect(ada!.room.tiles).toHaveCount(2);
});
