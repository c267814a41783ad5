// People in Firefox meet directly, and others in Chromium on the server, also over a bad network.
//
// Run by Node's own test runner, as Playwright cannot drive Debian's Firefox.

import assert from "node:assert/strict";
import type { Way } from "./connections.ts";
import type { Person } from "./person.ts";
import { check } from "./scene.ts";

/** Both see the other's picture move and hear the other, and it comes this way. */
async function expectBothHere(ada: Person, ben: Person, way: Way): Promise<void> {
  await ada.expectTiles(2);
  await ben.expectTiles(2);
  await ada.connections.expect(way);
  await ben.connections.expect(way);
  await ada.expectPlayedAsItComes();
  await ben.expectPlayedAsItComes();
  await ada.expectPictures("Ben Falk");
  await ben.expectPictures("Ada Osei");
}

check("two in Firefox meet directly, write to each other, and one leaves", async (scene) => {
  const [ada, ben] = await scene.meet("auto", await scene.firefox());
  await expectBothHere(ada, ben, "direct");
  await ada.say("hello from Firefox");
  await ben.expectLine("hello from Firefox");
  await ben.leave();
  await ada.expectTiles(1);
});

check("Firefox and Chromium meet on the server, and Firefox sends the layer that is wanted", async (scene) => {
  const [ada, ben] = await scene.meet("sfu", await scene.firefox(), await scene.chromium());
  await expectBothHere(ada, ben, "routed");
  assert.equal((await ada.connections.standing()).direct, 0);
  await ada.connections.expectLayers((sent) => sent.includes("h") || sent.includes("f"));
  await ben.page.setViewport({ width: 300, height: 300 });
  await ada.connections.expectLayers((sent) => sent.join() === "q");
  await ben.expectPictures("Ada Osei");
});

check("a page that is loaded again in Firefox is back in its seat with picture and sound", async (scene) => {
  const [ada, ben] = await scene.meet("auto", await scene.firefox());
  await expectBothHere(ada, ben, "direct");
  const seat = await ada.seat("Ben Falk");
  await ben.reload();
  await expectBothHere(ada, ben, "direct");
  assert.equal(await ada.seat("Ben Falk"), seat);
});

check("a camera and a microphone go off and come back in Firefox", async (scene) => {
  const [ada, ben] = await scene.meet("auto", await scene.firefox());
  await expectBothHere(ada, ben, "direct");
  await ben.press("Turn off camera");
  await ben.press("Mute microphone");
  await ada.expectTileState("Ben Falk", { video: "off", muted: true });
  await ada.connections.expectNoPictures("direct");
  await ben.press("Turn on camera");
  await ben.press("Unmute microphone");
  await ada.expectTileState("Ben Falk", { video: "on", muted: false });
  await expectBothHere(ada, ben, "direct");
});

check("sound stays and pictures go on while one packet in twenty is lost on Firefox's line", async (scene, context) => {
  // At five pictures in a second, as in the other tests, hardly a packet of them would be lost.
  const [ada, ben, network] = await scene.meetBehindNetwork(await scene.firefox(), await scene.chromium(15));
  // Tiles of 320 lines, which the middle layer fills, also one of 270: to draw more takes what the network is to be
  // measured with.
  await ada.page.setViewport({ width: 800, height: 460 });
  await ben.page.setViewport({ width: 800, height: 460 });
  await ada.connections.expectLayers((sent) => sent.join() === "h");
  await ben.connections.expectLayers((sent) => sent.join() === "h");
  await expectBothHere(ada, ben, "routed");
  // Firefox's line is bad from whatever port it sends: it looks for another path when it misses an answer.
  const ports = await ben.connections.ports();
  network.set({}, ["up", "down"], ports);
  network.set({ loss: 0.05, delay: 50, jitter: 30 });
  const [inFirefox, inChromium] = await Promise.all([ada.connections.watch("routed", 20), ben.connections.watch("routed", 20)]);
  for (const [where, flow] of Object.entries({ inFirefox, inChromium })) {
    const measured = `${where} ${JSON.stringify(flow)}`;
    context.diagnostic(measured);
    assert.ok(flow.lost > 0, `the line was bad: ${measured}`);
    assert.ok(flow.quietest > 1e-3, `sound in each two seconds: ${measured}`);
    assert.ok(flow.longest < 2_500, `the longest that pictures stood still: ${measured}`);
    assert.ok(flow.pictures > 60, `pictures in 20 seconds: ${measured}`);
  }
  assert.deepEqual(await ben.connections.ports(), ports, "Chromium kept its line");
  network.set({});
  await expectBothHere(ada, ben, "routed");
});
