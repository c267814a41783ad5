// What can be seen of a meeting through the server's media router.

import { expect, type Person } from "./fixtures.ts";
import { everySecond, expectMoreFrames, layerWatch, routedStreams } from "./media.ts";
import type { ParleyServer } from "./server.ts";
import type { Place } from "./watch.ts";

/** Everybody sees everybody else move. */
export async function expectAllSeen(people: Person[], names: string[]): Promise<void> {
  for (const [place, somebody] of people.entries()) {
    await expect(somebody.room.tiles).toHaveCount(names.length);
    for (const name of names.filter((_, other) => other !== place)) {
      await expectMoreFrames(somebody.room.tile(name));
    }
  }
}

/** Most ports of the media router, from the first one on (`media.listen`). */
const mostPorts = 4;

/** Whether a place is one of the media router's. Where an address ("") or a port (0) is not said, the other one counts. */
export function isOfRouter({ address, port }: Place, server: ParleyServer): boolean {
  const isAddress = address === "" || server.mediaAddresses.includes(address);
  return isAddress && (port === 0 || (port >= server.mediaPort && port < server.mediaPort + mostPorts));
}

/** How the pictures of a tile have come. */
export interface Flow {
  /** The longest time without a new one, in milliseconds. */
  longest: number;
  /** How many came. */
  count: number;
}

/** Watches the pictures of a tile; answers at each call how they have come so far. */
export async function watchFlow(somebody: Person, name: string): Promise<() => Promise<Flow>> {
  const video = await somebody.room.tile(name).locator("video").elementHandle();
  const flow = await video!.evaluateHandle((element) => {
    const watched = { last: performance.now(), longest: 0, count: 0 };
    const seen = () => {
      const now = performance.now();
      watched.longest = Math.max(watched.longest, now - watched.last);
      watched.last = now;
      watched.count += 1;
      (element as HTMLVideoElement).requestVideoFrameCallback(seen);
    };
    (element as HTMLVideoElement).requestVideoFrameCallback(seen);
    return watched;
  });
  return () =>
    flow.evaluate(({ last, longest, count }) => ({ longest: Math.max(longest, performance.now() - last), count }));
}

/** Watches the pictures of a tile, and answers the longest time without a new one, in milliseconds, when it is stopped. */
export async function watchGaps(somebody: Person, name: string): Promise<() => Promise<number>> {
  const flow = await watchFlow(somebody, name);
  return async () => (await flow()).longest;
}

/** Answers at each call the largest layer that was sent since the call before, from 1 to 3; 0 for none. */
export function largestLayer(somebody: Person): () => Promise<number> {
  const sent = layerWatch(somebody.page);
  return async () => Math.max(0, ...(await sent()).map((rid) => ["q", "h", "f"].indexOf(rid) + 1));
}

/** Waits until nothing of the camera goes to the media router. */
export async function expectNothingSent(somebody: Person): Promise<void> {
  await expect.poll(layerWatch(somebody.page), everySecond).toEqual([]);
}

/** Answers at each call how many pictures came from the media router since the call before. */
export function receivedWatch(somebody: Person): () => Promise<number> {
  let before = 0;
  return async () => {
    const streams = await routedStreams(somebody.page, "inbound-rtp");
    const now = streams.reduce((sum, stream) => sum + stream.frames, 0);
    const more = now - before;
    before = now;
    return more;
  };
}
