// Who hides their address where all connect directly, through the real coturn.

import { Coturn } from "./coturn.ts";
import { expect, test as base } from "./fixtures.ts";
import { connectedPeers, expectMoreFrames, expectSound } from "./media.ts";
import { candidatesIn, keepFrames, otherPlacesIn } from "./watch.ts";

const test = base.extend<object, { coturn: Coturn }>({
  coturn: [
    async ({}, use) => {
      const coturn = await Coturn.create();
      await use(coturn);
      await coturn.close();
    },
    { scope: "worker", timeout: 60_000 },
  ],
  settings: [({ coturn }, use) => use(coturn.settings), { scope: "worker" }],
});

test.use({ topology: "mesh" });

test("t123 in a mesh who hides their address is met through the relay, and others learn its address and no other", async ({
  person,
  meeting,
  coturn,
}) => {
  test.slow();
  const [ada, ben] = [await person(), await person()];
  const adas = keepFrames(ada.page);
  const address = await meeting(ada, "Ada Osei");
  await ben.prejoin.open(address);
  await ben.prejoin.hideAddress.check();
  await ben.prejoin.join("Ben Falk");
  await ben.room.expectInside();
  for (const [somebody, other] of [
    [ada, "Ben Falk"],
    [ben, "Ada Osei"],
  ] as const) {
    await expect.poll(() => connectedPeers(somebody.page)).toBe(1);
    await expectMoreFrames(somebody.room.tile(other));
    await expectSound(somebody.page);
  }
  const told = [...candidatesIn(adas.received), ...otherPlacesIn(adas.received)];
  expect(new Set(told.map((place) => place.address).filter(Boolean))).toEqual(new Set([coturn.address]));
  await ben.room.chooseMore("Connection statistics");
  await expect(ben.room.statistic("Route")).toHaveText("Direct, UDP, relayed");
});
