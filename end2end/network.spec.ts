// Meetings through the server's media router over networks that lose, delay, narrow and change.
//
// Sound stays whatever happens. With 10 % loss no picture stands still for longer than a second and a half; after 20 % they
// run again within 10 seconds. After a change of the network they are back within 5 seconds where the browser stays on its
// path. Where it has to find another one it takes 2 to 3 of them, of which most go into noticing that nothing comes any
// more; 7 are given, as a slow machine may notice late.
//
// A freeze is what the browser calls one: a picture that comes three times as late as those before it, and 150 ms at least.
// At 15 pictures in a second an ordinary gap is none.

import { BadNetwork, browserSide, serverSide } from "./bad-network.ts";
import type { TestWindow } from "./browser-scripts.ts";
import { test as base, expect, type Person } from "./fixtures.ts";
import { everySecond, expectSound, mediaPorts, routedStreams, type SoundSample, soundWatch } from "./media.ts";
import { expectAllSeen, receivedWatch, watchFlow } from "./routed.ts";

const names = ["Ada Osei", "Ben Falk"];

const test = base.extend<{ network: BadNetwork; meet: () => Promise<[Person, Person]> }>({
  // More pictures than in other tests: of five in a second the layers are so small that hardly a line is too narrow.
  launchOptions: [
    async ({ launchOptions }, use) => {
      const args = launchOptions.args?.map((arg) => arg.replace("fps=5", "fps=15"));
      await use({ ...launchOptions, args });
    },
    { scope: "worker" },
  ],

  network: [
    async ({ server }, use) => {
      const network = await BadNetwork.create(server.mediaPort, 1);
      await use(network);
      await network.close();
    },
    { auto: true },
  ],

  /** Ada and Ben see and hear each other. */
  meet: async ({ together }, use) => {
    await use(async () => {
      const [ada, ben] = (await together(...names)) as [Person, Person];
      await expectAllMet(ada, ben);
      return [ada, ben];
    });
  },
});

test.use({ topology: "sfu", mediaAddresses: { listen: serverSide, announced: browserSide } });
// Tiles of 320 lines, which the middle layer fills: to draw more takes what the network is to be measured with.
test.use({ viewport: { width: 800, height: 460 } });

async function expectAllMet(...people: Person[]): Promise<void> {
  await expectAllSeen(people, names);
  for (const somebody of people) {
    await expectSound(somebody.page);
  }
}

/** Waits until sound has been listened to for so long; no two seconds of it were silent. */
async function expectSoundStays(heard: () => Promise<SoundSample[]>, seconds = 0): Promise<SoundSample[]> {
  const timeout = seconds * 1_000 + 30_000;
  await expect.poll(async () => (await heard()).length, { timeout }).toBeGreaterThanOrEqual(Math.max(1, seconds / 2));
  const samples = await heard();
  measured("least energy of the sound in two seconds", Math.min(...samples.map((sample) => sample.energy)));
  measured("share of the sound that was made up", madeUp(samples));
  for (const { energy } of samples) {
    expect(energy, "sound in each two seconds").toBeGreaterThan(1e-3);
  }
  return samples;
}

function madeUp(samples: SoundSample[]): number {
  return samples.reduce((sum, sample) => sum + sample.concealed, 0) / samples.length;
}

interface Picture {
  height: number;
  count: number;
  /** Seconds in which it stood still. */
  frozen: number;
}

/** The pictures that somebody receives: how high they are now, and what was counted so far. */
async function picture(somebody: Person): Promise<Picture> {
  const streams = await routedStreams(somebody.page, "inbound-rtp");
  const seen = streams.filter((stream) => stream.kind === "video" && stream.frames > 0);
  return {
    height: Math.max(0, ...seen.map((stream) => stream.height)),
    count: seen.reduce((sum, stream) => sum + stream.frames, 0),
    frozen: seen.reduce((sum, stream) => sum + stream.frozen, 0),
  };
}

/** Waits until pictures have run for three seconds, each of them `good`; answers after how many milliseconds they did. */
async function expectRunning(somebody: Person, good: (height: number) => boolean, timeout: number): Promise<number> {
  const start = performance.now();
  let [{ count }, row] = [await picture(somebody), 0];
  const seconds = async () => {
    const now = await picture(somebody);
    row = now.count - count >= 4 && good(now.height) ? row + 1 : 0;
    count = now.count;
    return row;
  };
  const options = { intervals: [1_000], timeout: timeout + 3_000, message: "seconds of such pictures" };
  await expect.poll(seconds, options).toBeGreaterThanOrEqual(3);
  return performance.now() - start - 3_000;
}

/** All connections that the page has made, and how they are. */
function connections({ page }: Person): Promise<string[]> {
  return page.evaluate(() => (window as unknown as TestWindow).parleyPeers.map((peer) => peer.connectionState));
}

/** For the report. */
function measured(what: string, value: number): void {
  test.info().annotations.push({ type: "measured", description: `${what}: ${value}` });
}

/** Waits for pictures from now on, and answers after how many milliseconds they came. */
async function pictures(flow: () => Promise<{ count: number }>, timeout: number): Promise<number> {
  const [start, { count }] = [performance.now(), await flow()];
  const options = { intervals: [50], timeout, message: "pictures come again" };
  await expect.poll(async () => (await flow()).count, options).toBeGreaterThanOrEqual(count + 3);
  return performance.now() - start;
}

test("sound stays and pictures go on while one packet in ten is lost on somebody's line", async ({ meet, network }) => {
  const [, ben] = await meet();
  network.set({ loss: 0.1, delay: 50, jitter: 30 }, ["up", "down"], await mediaPorts(ben.page));
  const before = await picture(ben);
  const [heard, flow] = [await soundWatch(ben.page), await watchFlow(ben, "Ada Osei")];
  const samples = await expectSoundStays(heard, 30);
  // A freeze counts once it is over.
  await pictures(flow, 5_000);
  const { longest, count } = await flow();
  const frozen = (await picture(ben)).frozen - before.frozen;
  measured("pictures", count);
  measured("longest gap, ms", longest);
  measured("frozen, s", frozen);
  expect(longest, "the longest that a picture stood still, in milliseconds").toBeLessThan(1_500);
  expect(count, "pictures in 30 seconds").toBeGreaterThan(60);
  // RED repairs what is lost alone; without it a tenth would have to be made up.
  expect(madeUp(samples), "share of the sound that was made up").toBeLessThan(0.05);
});

test("the call holds while one packet in five is lost, and recovers", async ({ meet, network }) => {
  const [ada, ben] = await meet();
  const before = await connections(ben);
  network.set({ loss: 0.2, delay: 200 });
  await expectSoundStays(await soundWatch(ben.page), 10);
  await expect(ben.room.connectionLost).toBeHidden();
  network.set({});
  const times = await Promise.all([ada, ben].map((somebody) => expectRunning(somebody, () => true, 10_000)));
  measured("pictures run again after, ms", Math.max(...times));
  expect(await connections(ben), "the same connection").toEqual(before);
});

// The middle layer takes about 280 kbit/s here, the smallest 140, and sound 50: in 240 only the smallest has room.
test("a line that becomes narrow carries smaller pictures, and larger ones when it is wide again", async ({ meet, network }) => {
  const [, ben] = await meet();
  const ports = await mediaPorts(ben.page);
  const setLine = (bitrate: number) => network.set({ bitrate }, ["down"], ports);
  const [small, large] = [(height: number) => height <= 180, (height: number) => height >= 360];
  const heard = await soundWatch(ben.page);
  setLine(2_000_000);
  await expectRunning(ben, large, 30_000);
  setLine(240_000);
  measured("smaller after, ms", await expectRunning(ben, small, 15_000));
  setLine(2_000_000);
  measured("larger after, ms", await expectRunning(ben, large, 20_000));
  await expectSoundStays(heard);
});

test("where no UDP passes they meet over TCP", async ({ network, meet }) => {
  network.blockUdp();
  for (const somebody of await meet()) {
    await somebody.room.chooseMore("Connection statistics");
    await expect(somebody.room.statistic("Route")).toHaveText("Through the server, TCP");
  }
});

for (const [what, change, within] of [
  ["the server sees another address", (network: BadNetwork) => network.change(), 5_000],
  ["the browser's addresses lead nowhere any more", (network: BadNetwork) => network.abandon(), 7_000],
] as const) {
  test(`pictures are back without a click when ${what}`, async ({ meet, network }) => {
    const [ada, ben] = await meet();
    const seat = await ada.room.tile("Ben Falk").getAttribute("data-participant");
    const flow = await watchFlow(ben, "Ada Osei");
    // Only of what has come for three seconds a page notices by itself that nothing comes any more.
    await Promise.all([ada, ben].map((somebody) => expectRunning(somebody, () => true, 10_000)));
    network.blockUdp();
    await expect.poll(receivedWatch(ben), everySecond).toBe(0);
    change(network);
    network.blockUdp(false);
    measured("pictures again after, ms", await pictures(flow, within));
    await expectAllMet(ada, ben);
    await expect(ada.room.tile("Ben Falk")).toHaveAttribute("data-participant", seat!);
  });
}
