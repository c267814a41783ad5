// Meetings through the server's media router.

import { expect, type Person, test } from "./fixtures.ts";
import {
  connectedPeers,
  decodedFrames,
  directPeers,
  everySecond,
  expectMoreFrames,
  expectSound,
  heardEnergy,
  layerWatch,
  openPeers,
  routedStreams,
  routerPeers,
} from "./media.ts";

/** Everybody sees everybody else move. */
async function expectAllSeen(people: Person[], names: string[]): Promise<void> {
  for (const [place, somebody] of people.entries()) {
    await expect(somebody.room.tiles).toHaveCount(names.length);
    for (const name of names.filter((_, other) => other !== place)) {
      await expectMoreFrames(somebody.room.tile(name));
    }
  }
}

/** Watches the pictures of a tile, and answers the longest time without a new one, in milliseconds, when it is stopped. */
async function watchGaps(somebody: Person, name: string): Promise<() => Promise<number>> {
  const video = await somebody.room.tile(name).locator("video").elementHandle();
  const gaps = await video!.evaluateHandle((element) => {
    const watched = { last: performance.now(), longest: 0 };
    const seen = () => {
      const now = performance.now();
      watched.longest = Math.max(watched.longest, now - watched.last);
      watched.last = now;
      (element as HTMLVideoElement).requestVideoFrameCallback(seen);
    };
    (element as HTMLVideoElement).requestVideoFrameCallback(seen);
    return watched;
  });
  return () => gaps.evaluate((watched) => Math.max(watched.longest, performance.now() - watched.last));
}

async function join(somebody: Person, address: string, name: string): Promise<void> {
  await somebody.prejoin.open(address);
  await somebody.prejoin.join(name);
  await somebody.room.expectInside();
}

test("two are connected directly, three meet on the server, and two directly again", async ({ together, person }) => {
  test.slow();
  const [ada, ben] = (await together("Ada Osei", "Ben Falk")) as [Person, Person];
  await expectAllSeen([ada, ben], ["Ada Osei", "Ben Falk"]);
  for (const somebody of [ada, ben]) {
    await expect.poll(() => connectedPeers(somebody.page)).toBe(1);
    expect(await routerPeers(somebody.page)).toBe(1);
  }
  await expectNothingSent(ada);

  const gaps = await watchGaps(ada, "Ben Falk");
  const cleo = await person();
  await join(cleo, ada.page.url(), "Cleo Maro");
  const names = ["Ada Osei", "Ben Falk", "Cleo Maro"];
  await expectAllSeen([ada, ben, cleo], names);
  for (const somebody of [ada, ben, cleo]) {
    await expect.poll(() => directPeers(somebody.page)).toBe(0);
    await expectSound(somebody.page);
  }
  await expectAllSeen([ada, ben, cleo], names);

  await cleo.room.leave();
  for (const somebody of [ada, ben]) {
    await expect.poll(() => connectedPeers(somebody.page)).toBe(1);
  }
  await expectNothingSent(ada);
  await expectAllSeen([ada, ben], names.slice(0, 2));
  expect(await gaps(), "no gap that one sees, in milliseconds").toBeLessThan(2_000);
  expect(await openPeers(cleo.page)).toBe(0);
});

test.describe("with the media router only", () => {
  test.use({ topology: "sfu" });

  test("two meet on the server, and nothing is sent directly", async ({ together }) => {
    const [ada, ben] = (await together("Ada Osei", "Ben Falk")) as [Person, Person];
    await expectAllSeen([ada, ben], ["Ada Osei", "Ben Falk"]);
    await expectSound(ada.page);
    await expectSound(ben.page);
    expect([await directPeers(ada.page), await directPeers(ben.page)]).toEqual([0, 0]);
  });

  test("the layers that are sent follow the size of the tiles", async ({ together }) => {
    test.slow();
    const [ada, ben] = (await together("Ada Osei", "Ben Falk")) as [Person, Person];
    await ben.page.setViewportSize({ width: 1280, height: 800 });
    await expectMoreFrames(ben.room.tile("Ada Osei"));
    await expect.poll(largestLayer(ada), everySecond).toBeGreaterThan(1);
    await ben.page.setViewportSize({ width: 360, height: 360 });
    await expect.poll(largestLayer(ada), everySecond).toBe(1);
    await ben.page.setViewportSize({ width: 1280, height: 800 });
    await expect.poll(largestLayer(ada), everySecond).toBeGreaterThan(1);
  });

  test("who wants sound only gets no picture, and nobody sends one", async ({ together }) => {
    const [ada, ben] = (await together("Ada Osei", "Ben Falk")) as [Person, Person];
    await expectAllSeen([ada, ben], ["Ada Osei", "Ben Falk"]);
    await ben.room.chooseMore("Settings");
    await ben.room.receiveQuality.selectOption({ label: "Audio only" });
    await ben.room.closeSettings();
    await expectNothingSent(ada);
    await expectSound(ben.page);
    await ben.page.reload();
    await ben.room.expectInside();
    await ben.room.chooseMore("Settings");
    await expect(ben.room.receiveQuality.locator("option:checked")).toHaveText("Audio only");
    await ben.room.receiveQuality.selectOption({ label: "Automatic" });
    await ben.room.closeSettings();
    await expectMoreFrames(ben.room.tile("Ada Osei"));
  });

  test("a muted microphone and a camera that is off bring nothing", async ({ together }) => {
    const [ada, ben] = (await together("Ada Osei", "Ben Falk")) as [Person, Person];
    await expectAllSeen([ada, ben], ["Ada Osei", "Ben Falk"]);
    await expectSound(ben.page);
    await ada.room.mute.click();
    await ada.room.turnOffCamera.click();
    const tile = ben.room.tile("Ada Osei");
    await expect(tile).toHaveAttribute("data-muted");
    await expect(tile).toHaveAttribute("data-video", "off");
    await expect.poll(receivedWatch(ben), everySecond).toBe(0);
    let before = -1;
    const grown = async () => {
      const energy = await heardEnergy(ben.page);
      const more = energy - before;
      before = energy;
      return more;
    };
    await expect.poll(grown, everySecond).toBeCloseTo(0, 6);
    await ada.room.unmute.click();
    await expectSound(ben.page);
  });

  test("the numbers of the connection are there", async ({ together }) => {
    const [ada] = (await together("Ada Osei", "Ben Falk")) as [Person, Person];
    await expectMoreFrames(ada.room.tile("Ben Falk"));
    await ada.room.chooseMore("Connection statistics");
    await expect(ada.room.statistic("Route")).toHaveText("Through the server, UDP");
    await expect(ada.room.statistic("Round trip")).toHaveText(/^\d+ ms$/);
    await expect(ada.room.statistic("Receiving")).toHaveText(/^[\d.]+ [kM]bit\/s$/);
    await expect(ada.room.statistic("Your video")).toHaveText(/fps, VP8$/);
  });

  test("a server that is started again is found within seconds", async ({ together, server, watch }) => {
    watch.allow(/WebSocket connection to .* failed/, "the browser reports each try while the server is away");
    watch.allow(/net::ERR_CONNECTION_REFUSED/, "the same");
    const [ada, ben] = (await together("Ada Osei", "Ben Falk")) as [Person, Person];
    await expectAllSeen([ada, ben], ["Ada Osei", "Ben Falk"]);
    const seat = await ada.room.tile("Ben Falk").getAttribute("data-participant");
    await server.stop("SIGKILL");
    await expect(ada.room.connectionLost).toBeVisible();
    await server.start();
    await expect(ada.room.connectionLost).toBeHidden();
    await expectAllSeen([ada, ben], ["Ada Osei", "Ben Falk"]);
    await expectSound(ada.page);
    await expect(ada.room.tile("Ben Falk")).toHaveAttribute("data-participant", seat!);
    expect([await routerPeers(ada.page), await routerPeers(ben.page)]).toEqual([1, 1]);
  });

  test("a page that is loaded again is back with picture and sound", async ({ together }) => {
    const [ada, ben] = (await together("Ada Osei", "Ben Falk")) as [Person, Person];
    await expectAllSeen([ada, ben], ["Ada Osei", "Ben Falk"]);
    await ben.page.reload();
    await ben.room.expectInside();
    await expectAllSeen([ada, ben], ["Ada Osei", "Ben Falk"]);
    await expectSound(ada.page);
  });

  test("eight meet, and each sees and hears the seven others", async ({ together }) => {
    test.slow();
    const names = [..."ABCDEFGH"].map((letter) => `Person ${letter}`);
    const people = await together(...names);
    const last = people[7]!;
    await expect(last.room.tiles).toHaveCount(8);
    for (const name of names.slice(0, 7)) {
      await expectMoreFrames(last.room.tile(name), 3);
    }
    await expectSound(people[0]!.page);
    for (const somebody of people) {
      expect(await openPeers(somebody.page)).toBe(1);
    }
    expect(await decodedFrames(people[0]!.room.tile("Person H"))).toBeGreaterThan(0);
  });
});

/** Answers at each call the largest layer that was sent since the call before, from 1 to 3; 0 for none. */
function largestLayer(somebody: Person): () => Promise<number> {
  const sent = layerWatch(somebody.page);
  return async () => Math.max(0, ...(await sent()).map((rid) => ["q", "h", "f"].indexOf(rid) + 1));
}

/** Waits until nothing of the camera goes to the media router. */
async function expectNothingSent(somebody: Person): Promise<void> {
  await expect.poll(layerWatch(somebody.page), everySecond).toEqual([]);
}

/** Answers at each call how many pictures came from the media router since the call before. */
function receivedWatch(somebody: Person): () => Promise<number> {
  let before = 0;
  return async () => {
    const streams = await routedStreams(somebody.page, "inbound-rtp");
    const now = streams.reduce((sum, stream) => sum + stream.frames, 0);
    const more = now - before;
    before = now;
    return more;
  };
}
