// People in Firefox meet directly, and others in Chromium on the server.
//
// Run by Node's own test runner, as Playwright cannot drive Debian's Firefox.

import assert from "node:assert/strict";
import { expectBothHere } from "./person.ts";
import { check } from "./scene.ts";

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
