// Pictures of every screen in both themes, to be looked at beside the design.

import type { Page } from "@playwright/test";
import { breakDevices } from "./browser-scripts.ts";
import { expect, test } from "./fixtures.ts";
import { expectMoreFrames } from "./media.ts";
import { takeShot } from "./shots.ts";

for (const theme of ["light", "dark"] as const) {
  const shot = (page: Page, screen: string, size: string) => takeShot(page, screen, size, theme);

  test(`pictures of the public pages, ${theme}`, async ({ person, watch }, { project }) => {
    watch.allow(/Failed to load resource: the server responded with a status of 404/, "pages that are 404s");
    const { page, landing, prejoin } = await person({ colorScheme: theme });
    await landing.open();
    await shot(page, "landing", project.name);
    await page.screenshot({ path: `shots/landing-whole-${project.name}-${theme}.png`, fullPage: true });
    await landing.joinByCode("not a code");
    await expect(landing.code).toHaveAttribute("aria-invalid", "true");
    await shot(page, "landing-error", project.name);
    await page.goto("/m/zzz-zzzz-zzz");
    await shot(page, "no-such-meeting", project.name);
    await page.goto("/nowhere");
    await shot(page, "not-found", project.name);
    await landing.open();
    await landing.startMeeting();
    await expectMoreFrames(prejoin.ownVideo);
    await shot(page, "prejoin", project.name);
    await page.screenshot({ path: `shots/prejoin-whole-${project.name}-${theme}.png`, fullPage: true });
  });

  test(`pictures of blocked devices, ${theme}`, async ({ person }, { project }) => {
    const { page, landing, prejoin } = await person({
      colorScheme: theme,
      prepare: (context) =>
        breakDevices(context, { video: ["NotAllowedError", ""], audio: ["NotAllowedError", ""] }),
    });
    await landing.open();
    await landing.startMeeting();
    await expect(prejoin.status.getByText("Your browser blocks the camera.", { exact: true })).toBeVisible();
    await shot(page, "prejoin-blocked", project.name);
    await page.getByRole("button", { name: "How to allow it", exact: true }).first().click();
    await expect(page.getByRole("heading", { level: 1, name: "Your browser blocks the camera" })).toBeVisible();
    await shot(page, "how-to-allow", project.name);
  });

  test(`pictures of the meeting, ${theme}`, async ({ person, meeting }, { project }) => {
    test.slow();
    const ada = await person({ colorScheme: theme });
    const address = await meeting(ada, "Ada Osei");
    await expectMoreFrames(ada.room.ownTile);
    await shot(ada.page, "room-alone", project.name);
    const guests = [];
    for (const name of ["Ben Falk", "Cleo Maro"]) {
      const guest = await person({ colorScheme: theme });
      await guest.prejoin.open(address);
      await guest.prejoin.join(name);
      await expectMoreFrames(ada.room.tile(name));
      guests.push(guest);
      await shot(ada.page, `room-${guests.length + 1}`, project.name);
    }
    await guests[1]!.room.mute.click();
    await guests[1]!.room.turnOffCamera.click();
    await expect(ada.room.tile("Cleo Maro")).toHaveAttribute("data-video", "off");
    await ada.room.say("Shall we start with the plan?");
    await guests[0]!.room.say("Yes. It is at https://example.org/plan");
    await guests[1]!.room.say("I am listening, my camera is off today.");
    await expect(ada.room.lines).toHaveCount(3);
    await shot(ada.page, "room-chat", project.name);
    await ada.room.closeChat.click();
    await ada.room.openParticipants();
    await expect(ada.room.participantRows).toHaveCount(3);
    await shot(ada.page, "room-participants", project.name);
    await ada.page.keyboard.press("Escape");
    await guests[0]!.room.shareScreen();
    await expectMoreFrames(ada.room.screen("Ben Falk"), 2);
    await shot(ada.page, "room-share", project.name);
    await ada.room.openChat();
    await shot(ada.page, "room-share-chat", project.name);
    await ada.room.closeChat.click();
    await ada.room.leave();
    await shot(ada.page, "left", project.name);
  });
}
