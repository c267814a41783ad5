// Who hides their address where all connect directly and there is no relay.

import { expect, type Person, test } from "./fixtures.ts";
import { connectedPeers, expectMoreFrames } from "./media.ts";

test.use({ topology: "mesh" });

const hidden = "Others can't see or hear you: your network address is hidden, and this server has no relay.";

test("t123 in a mesh without a relay nobody reaches who hides their address, who is told so and can stop it", async ({
  together,
}) => {
  test.slow();
  // Ada was there first and answers, Ben offers.
  const [ada, ben] = (await together("Ada Osei", "Ben Falk")) as [Person, Person];
  for (const [somebody, other, name] of [
    [ben, ada, "Ada Osei"],
    [ada, ben, "Ben Falk"],
  ] as const) {
    await expect.poll(() => connectedPeers(somebody.page)).toBe(1);
    await somebody.room.chooseMore("Settings");
    await somebody.room.hideAddress.check();
    await somebody.room.closeSettings();
    await somebody.room.expectNotice(hidden);
    for (const page of [somebody.page, other.page]) {
      await expect.poll(() => connectedPeers(page)).toBe(0);
    }
    await somebody.room.noticeButton("Stop hiding my address").click();
    await expect.poll(() => connectedPeers(somebody.page)).toBe(1);
    await expectMoreFrames(somebody.room.tile(name));
    await expect(somebody.room.noticeButton("Stop hiding my address")).toBeHidden();
  }
});
