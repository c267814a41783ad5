// Meetings through the server's media router when the addresses of browsers change.
//
// Pictures are back within 5 seconds where the browser stays on its path. Where it has to find another one it takes 2 to 3
// of them, of which most go into noticing that nothing comes any more; 7 are given, as a slow machine may notice late.

import { expect } from "./fixtures.ts";
import { everySecond } from "./media.ts";
import { expectAllMet, expectRunning, measured, pictures, test as base, viewport } from "./networked.ts";
import { browserSide, Relay, serverSide } from "./relay.ts";
import { receivedWatch, watchFlow } from "./routed.ts";

const test = base.extend<{ network: Relay }>({
  network: [
    async ({ server }, use) => {
      const relay = await Relay.create(server.mediaPort, 1);
      await use(relay);
      await relay.close();
    },
    { auto: true },
  ],
});

test.use({ topology: "sfu", viewport, mediaAddresses: { listen: serverSide, announced: browserSide } });

for (const [what, change, within] of [
  ["the server sees another address", (network: Relay) => network.change(), 5_000],
  ["the browser's addresses lead nowhere any more", (network: Relay) => network.abandon(), 7_000],
] as const) {
  test(`pictures are back without a click when ${what}`, async ({ meet, network }) => {
    const [ada, ben] = await meet();
    const seat = await ada.room.tile("Ben Falk").getAttribute("data-participant");
    const flow = await watchFlow(ben, "Ada Osei");
    // Only of what has come for three seconds a page notices by itself that nothing comes any more.
    await Promise.all([ada, ben].map((somebody) => expectRunning(somebody, () => true, 10_000)));
    await network.blockUdp();
    await expect.poll(receivedWatch(ben), everySecond).toBe(0);
    change(network);
    await network.blockUdp(false);
    measured("pictures again after, ms", await pictures(flow, within));
    await expectAllMet(ada, ben);
    await expect(ada.room.tile("Ben Falk")).toHaveAttribute("data-participant", seat!);
  });
}
