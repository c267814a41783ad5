// Removing somebody where everybody is connected to everybody.

import { expect, test } from "./fixtures.ts";
import { connectedPeers, expectMoreFrames, openPeers } from "./media.ts";
import { host, joinAs } from "./meetings.ts";

test.use({ topology: "mesh" });

/** How soon a removed person has lost picture and sound. */
const soon = { timeout: 2_000 };

test("who is removed is connected to nobody at once, and the others stay connected", async ({ person, outbox }) => {
  test.slow();
  const [ines, ben, cleo] = [await person(), await person(), await person()];
  const address = await host(ines, outbox);
  await joinAs(ben, address, "Ben Falk");
  await joinAs(cleo, address, "Cleo Maro");
  for (const somebody of [ines, ben, cleo]) {
    await expect.poll(() => connectedPeers(somebody.page)).toBe(2);
  }
  await expectMoreFrames(ben.room.tile("Cleo Maro"));

  await ines.room.remove("Ben Falk");
  await Promise.all([
    expect.poll(() => openPeers(ben.page), soon).toBe(0),
    ...[ines, cleo].flatMap((somebody) => [
      expect.poll(() => connectedPeers(somebody.page), soon).toBe(1),
      expect(somebody.room.tile("Ben Falk")).toHaveCount(0, soon),
    ]),
  ]);
  await ben.ending.expectTold("removed");
  await expectMoreFrames(cleo.room.tile("Ines Moreau"));
  await expectMoreFrames(ines.room.tile("Cleo Maro"));
});
