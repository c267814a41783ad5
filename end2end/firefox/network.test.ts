// Firefox and Chromium on the server over a bad network.

import assert from "node:assert/strict";
import { bothDirections } from "../network.ts";
import { expectBothHere } from "./person.ts";
import { check } from "./scene.ts";

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
  await network.set({}, bothDirections, ports);
  await network.set({ loss: 0.05, delay: 50, jitter: 30 });
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
  await network.set({});
  await expectBothHere(ada, ben, "routed");
});
