// Screen sharing: who sees it, what it does to the stage, and who may share.

import { expect, type Person, test } from "./fixtures.ts";
import { directPeers, expectMoreFrames, everySecond } from "./media.ts";
import { host, joinAs } from "./meetings.ts";
import { expectAllSeen, receivedWatch } from "./routed.ts";

/** A screen at rest brings few pictures. */
const few = 2;

async function expectShared(by: Person, name: string, to: Person[]): Promise<void> {
  await expectMoreFrames(by.room.ownScreen, few);
  for (const viewer of to) {
    await expectMoreFrames(viewer.room.screen(name), few);
  }
}

test("one of two shares the screen directly, and stops @phone", async ({ together }) => {
  const [ada, ben] = (await together("Ada Osei", "Ben Falk")) as [Person, Person];
  await expectAllSeen([ada, ben], ["Ada Osei", "Ben Falk"]);
  await expect.poll(() => directPeers(ben.page), everySecond).toBe(1);
  const routed = receivedWatch(ben);
  await routed();
  await ada.room.shareScreen();
  await ada.room.expectNotice("You are sharing your screen");
  await ben.room.expectNotice("Ada Osei is sharing their screen");
  await expectShared(ada, "Ada Osei", [ben]);
  await expect(ben.room.stage).toHaveAttribute("data-layout", "focus");
  await expect(ben.room.strip.getByRole("group")).toHaveCount(2);
  await expectMoreFrames(ben.room.tile("Ada Osei"));

  expect(await routed(), "nothing comes by way of the server").toBe(0);
  await ada.room.stopSharing();
  await ben.room.expectNotice("Ada Osei stopped sharing");
  await expect(ben.room.screen("Ada Osei")).toHaveCount(0);
  await expect(ben.room.stage).not.toHaveAttribute("data-layout");
  await expectAllSeen([ada, ben], ["Ada Osei", "Ben Falk"]);
});

test("a screen stays when a third comes, who sees it too, and after a page is loaded again", async ({ together, person }) => {
  test.slow();
  const [ada, ben] = (await together("Ada Osei", "Ben Falk")) as [Person, Person];
  await ada.room.shareScreen();
  await expectShared(ada, "Ada Osei", [ben]);
  const cleo = await person();
  await joinAs(cleo, ada.page.url(), "Cleo Maro");
  await cleo.room.expectInside();
  await expectShared(ada, "Ada Osei", [ben, cleo]);
  await expect.poll(() => directPeers(ada.page), everySecond).toBe(0);
  await expectShared(ada, "Ada Osei", [ben, cleo]);

  await ben.page.reload();
  await ben.room.expectInside();
  await expectShared(ada, "Ada Osei", [ben, cleo]);
  await ada.page.reload();
  await ada.room.expectInside();
  await expect(ben.room.screen("Ada Osei"), "a page that is loaded again shares nothing").toHaveCount(0);
});

test("two share at once, and the shared screen can be made larger", async ({ together }) => {
  const [ada, ben] = (await together("Ada Osei", "Ben Falk")) as [Person, Person];
  await ada.room.shareScreen();
  await ben.room.shareScreen();
  await expectShared(ada, "Ada Osei", [ben]);
  await expectShared(ben, "Ben Falk", [ada]);

  const screen = ben.room.screen("Ada Osei");
  const width = async () => (await screen.locator("video").boundingBox())!.width;
  const before = await width();
  await screen.getByRole("button", { name: "Zoom in", exact: true }).click();
  expect(await width()).toBeCloseTo(before * 1.5, -1);
  await screen.getByRole("button", { name: "Zoom out", exact: true }).click();
  expect(await width()).toBeCloseTo(before, -1);
  await screen.getByRole("button", { name: "Show screen in full", exact: true }).click();
  await expect.poll(() => ben.page.evaluate(() => document.fullscreenElement?.getAttribute("data-kind"))).toBe("screen");
  await screen.getByRole("button", { name: "Show screen in full", exact: true }).click();
  await expect.poll(() => ben.page.evaluate(() => document.fullscreenElement)).toBeNull();
});

test("a host ends a share and says who may share", async ({ person, outbox }) => {
  const [ines, ben] = [await person(), await person()];
  const address = await host(ines, outbox);
  await joinAs(ben, address, "Ben Falk");
  await ben.room.shareScreen();
  await expectMoreFrames(ines.room.screen("Ben Falk"), few);
  await ines.room.chooseFor("Ben Falk", "Stop screen share");
  await ben.room.expectNotice("The host stopped your screen share");
  await expect(ben.room.ownScreen).toHaveCount(0);
  await expect(ines.room.screen("Ben Falk")).toHaveCount(0);

  await ben.room.shareScreen();
  await ines.room.setRules({ "Share their screen": false });
  await ben.room.expectNotice("The host has switched off screen sharing");
  await expect(ben.room.ownScreen, "what is forbidden ends").toHaveCount(0);
  await expect(ben.room.share).toHaveAttribute("aria-disabled", "true");
  await ben.room.share.click({ force: true });
  await ben.room.expectNotice("The host has switched off screen sharing");
  await ines.room.shareScreen();
  await expectMoreFrames(ben.room.screen("Ines Moreau"), few);
  await ines.room.setRules({ "Share their screen": true });
  await ben.page.keyboard.press("Control+Alt+s");
  await expectMoreFrames(ines.room.screen("Ben Falk"), few);
});

test("a question of the browser that is closed leaves everything as it was", async ({ together }) => {
  const [ada] = (await together("Ada Osei", "Ben Falk")) as [Person, Person];
  await ada.page.evaluate(() => {
    navigator.mediaDevices.getDisplayMedia = () => Promise.reject(new DOMException("Permission denied", "NotAllowedError"));
  });
  await ada.room.share.click();
  await expect(ada.room.share).not.toHaveAttribute("aria-busy");
  await expect(ada.room.ownScreen).toHaveCount(0);
  await ada.page.evaluate(() => {
    navigator.mediaDevices.getDisplayMedia = () =>
      Promise.reject(new DOMException("Permission denied by system", "NotAllowedError"));
  });
  await ada.room.share.click();
  await ada.room.expectNotice(
    "Your system blocks screen sharing. Allow it for this browser in the system settings.",
  );
});
