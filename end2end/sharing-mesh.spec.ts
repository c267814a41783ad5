// Screen sharing where everybody is connected to everybody.

import { expect, type Person, test } from "./fixtures.ts";
import { expectMoreFrames } from "./media.ts";
import { joinAs } from "./meetings.ts";

test.use({ topology: "mesh" });

/** A camera of the tests is not as wide as a screen. */
async function expectWide(viewer: Person, name: string): Promise<void> {
  await expectMoreFrames(viewer.room.screen(name), 2);
  const width = (of: "screen" | "tile") =>
    viewer.room[of](name)
      .locator("video")
      .evaluate((video: HTMLVideoElement) => video.videoWidth);
  expect(await width("screen")).not.toBe(await width("tile"));
}

test("who wants to receive less is told that nobody leaves anything out here", async ({ together }) => {
  const [ada] = (await together("Ada Osei", "Ben Falk")) as [Person, Person];
  await ada.room.chooseMore("Settings");
  await expect(ada.room.receiveQuality).toHaveAccessibleDescription(
    "On this server others send to you directly, so you receive all of it whatever you choose.",
  );
});

test("those who offer and those who answer see each other's screens, whoever came first", async ({ together, person }) => {
  test.slow();
  const [ada, ben] = (await together("Ada Osei", "Ben Falk")) as [Person, Person];
  await ada.room.shareScreen();
  await expectWide(ben, "Ada Osei");
  const cleo = await person();
  await joinAs(cleo, ada.page.url(), "Cleo Maro");
  await expectWide(cleo, "Ada Osei");
  await cleo.room.shareScreen();
  for (const viewer of [ada, ben]) {
    await expectWide(viewer, "Cleo Maro");
    await expectMoreFrames(viewer.room.tile("Cleo Maro"));
  }
  await ada.room.stopSharing();
  await expect(cleo.room.screen("Ada Osei")).toHaveCount(0);
  await expectMoreFrames(cleo.room.tile("Ada Osei"));
});
