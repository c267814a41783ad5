// Two people in a meeting through the server's media router over a bad network, and how they fare.
//
// A freeze is what the browser calls one: a picture that comes three times as late as those before it, and 150 ms at least.
// At 15 pictures in a second an ordinary gap is none.

import { test as base, expect, type Person } from "./fixtures.ts";
import { expectSound, routedStreams, type SoundSample } from "./media.ts";
import { expectAllSeen } from "./routed.ts";

const names = ["Ada Osei", "Ben Falk"];

/** Of tiles of 320 lines, which the middle layer fills: to draw more takes what the network is to be measured with. */
export const viewport = { width: 800, height: 460 };

/** The network itself is left to the files that import this. */
export const test = base.extend<{ meet: () => Promise<[Person, Person]> }>({
  // More pictures than in other tests: of five in a second the layers are so small that hardly a line is too narrow.
  launchOptions: [
    async ({ launchOptions }, use) => {
      const args = launchOptions.args?.map((arg) => arg.replace("fps=5", "fps=15"));
      await use({ ...launchOptions, args });
    },
    { scope: "worker" },
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

export async function expectAllMet(...people: Person[]): Promise<void> {
  await expectAllSeen(people, names);
  for (const somebody of people) {
    await expectSound(somebody.page);
  }
}

/** Waits until sound has been listened to for so long; no two seconds of it were silent. */
export async function expectSoundStays(heard: () => Promise<SoundSample[]>, seconds = 0): Promise<SoundSample[]> {
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

export function madeUp(samples: SoundSample[]): number {
  return samples.reduce((sum, sample) => sum + sample.concealed, 0) / samples.length;
}

export interface Picture {
  height: number;
  count: number;
  /** Seconds in which it stood still. */
  frozen: number;
}

/** The pictures that somebody receives: how high they are now, and what was counted so far. */
export async function picture(somebody: Person): Promise<Picture> {
  const streams = await routedStreams(somebody.page, "inbound-rtp");
  const seen = streams.filter((stream) => stream.kind === "video" && stream.frames > 0);
  return {
    height: Math.max(0, ...seen.map((stream) => stream.height)),
    count: seen.reduce((sum, stream) => sum + stream.frames, 0),
    frozen: seen.reduce((sum, stream) => sum + stream.frozen, 0),
  };
}

/** Waits until pictures have run for three seconds, each of them `good`; answers after how many milliseconds they did. */
export async function expectRunning(somebody: Person, good: (height: number) => boolean, timeout: number): Promise<number> {
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

/** For the report. */
export function measured(what: string, value: number): void {
  test.info().annotations.push({ type: "measured", description: `${what}: ${value}` });
}

/** Waits for pictures from now on, and answers after how many milliseconds they came. */
export async function pictures(flow: () => Promise<{ count: number }>, timeout: number): Promise<number> {
  const [start, { count }] = [performance.now(), await flow()];
  const options = { intervals: [50], timeout, message: "pictures come again" };
  await expect.poll(async () => (await flow()).count, options).toBeGreaterThanOrEqual(count + 3);
  return performance.now() - start;
}
