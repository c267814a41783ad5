// What really arrives: decoded pictures and the energy of the sound.

import { expect, type Locator, type Page } from "@playwright/test";
import type { TestWindow } from "./browser-scripts.ts";
import type { Place } from "./watch.ts";

/** Pictures that the video of a tile has decoded so far. */
export async function decodedFrames(tile: Locator): Promise<number> {
  return tile
    .locator("video")
    .evaluate((video: HTMLVideoElement) => video.getVideoPlaybackQuality().totalVideoFrames);
}

/** Waits until the tile has decoded `more` pictures from now on. */
export async function expectMoreFrames(tile: Locator, more = 10): Promise<void> {
  await expect(tile.locator("video")).toHaveCount(1);
  const before = await decodedFrames(tile);
  await expect
    .poll(() => decodedFrames(tile), { message: "decoded pictures grow" })
    .toBeGreaterThanOrEqual(before + more);
}

/** The energy of all sound that has arrived, over all connections of the page. */
export async function heardEnergy(page: Page): Promise<number> {
  return page.evaluate(async () => {
    let energy = 0;
    for (const peer of (window as unknown as TestWindow).parleyPeers) {
      if (peer.connectionState === "closed") {
        continue;
      }
      const statistics: unknown[] = [];
      (await peer.getStats()).forEach((entry: unknown) => statistics.push(entry));
      for (const entry of statistics as { type: string; kind?: string; totalAudioEnergy?: number }[]) {
        if (entry.type === "inbound-rtp" && entry.kind === "audio") {
          energy += entry.totalAudioEnergy ?? 0;
        }
      }
    }
    return energy;
  });
}

/** Waits until sound arrives from now on. */
export async function expectSound(page: Page): Promise<void> {
  const before = await heardEnergy(page);
  await expect
    .poll(() => heardEnergy(page), { message: "sound arrives" })
    .toBeGreaterThan(before + 1e-6);
}

/** Peer connections of the page with other pages that are connected; the one with the media router is none of them. */
export async function connectedPeers(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      (window as unknown as TestWindow).parleyPeers.filter(
        (peer) => peer.connectionState === "connected" && peer.getTransceivers().length <= 3,
      ).length,
  );
}

/** Peer connections of the page that are not closed, with other pages and with the media router. */
export async function openPeers(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      (window as unknown as TestWindow).parleyPeers.filter((peer) => peer.connectionState !== "closed")
        .length,
  );
}

/** Peer connections of the page with other pages that are not closed. */
export async function directPeers(page: Page): Promise<number> {
  return (await openPeers(page)) - (await routerPeers(page));
}

/** Connections of the page with the media router that are not closed. */
export async function routerPeers(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      (window as unknown as TestWindow).parleyPeers.filter(
        (peer) => peer.connectionState !== "closed" && peer.getTransceivers().length > 3,
      ).length,
  );
}

/** A stream of the connection with the media router, as `getStats` has it. */
export interface RoutedStream {
  kind: string;
  rid?: string;
  mid: string;
  packets: number;
  frames: number;
  height: number;
  /** Seconds in which the picture stood still, as the browser sees it. */
  frozen: number;
}

/** What the page sends to the media router, or receives from it. */
export async function routedStreams(page: Page, way: "inbound-rtp" | "outbound-rtp"): Promise<RoutedStream[]> {
  return page.evaluate(async (wanted) => {
    const peers = (window as unknown as TestWindow).parleyPeers;
    const router = peers.find(
      (peer) => peer.connectionState !== "closed" && peer.getTransceivers().length > 3,
    );
    const streams: RoutedStream[] = [];
    (await router?.getStats())?.forEach((entry: Record<string, unknown>) => {
      if (entry.type === wanted) {
        streams.push({
          kind: String(entry.kind),
          rid: entry.rid as string | undefined,
          mid: String(entry.mid),
          packets: Number(entry.packetsSent ?? entry.packetsReceived ?? 0),
          frames: Number(entry.framesEncoded ?? entry.framesDecoded ?? 0),
          height: Number(entry.frameHeight ?? 0),
          frozen: Number(entry.totalFreezesDuration ?? 0),
        });
      }
    });
    return streams;
  }, way);
}

/** Once a second: long enough that whatever is sent has moved. */
export const everySecond = { intervals: [1_000], timeout: 20_000 };

/** The media section of the camera on the connection with the media router: the microphone's comes before it. */
const CAMERA = "1";

/** Answers at each call which layers of the camera the page has sent pictures of since the call before. */
export function layerWatch(page: Page): () => Promise<string[]> {
  let before = new Map<string, number>();
  return async () => {
    const streams = await routedStreams(page, "outbound-rtp");
    const ofCamera = streams.filter((of) => of.rid && of.mid === CAMERA);
    const now = new Map(ofCamera.map((of) => [of.rid!, of.frames]));
    const sent = [...now].filter(([rid, frames]) => frames > (before.get(rid) ?? 0)).map(([rid]) => rid);
    before = now;
    return sent;
  };
}

/** What came of the sound in two seconds. */
export interface SoundSample {
  energy: number;
  /** Which share had to be made up because packets were missing, silence aside; from 0 to 1. */
  concealed: number;
}

/** Listens to what comes from the media router, two seconds at a time; answers at each call what it has heard so far. */
export async function soundWatch(page: Page): Promise<() => Promise<SoundSample[]>> {
  const heard = await page.evaluateHandle(() => {
    const samples: SoundSample[] = [];
    const read = async () => {
      const peers = (window as unknown as TestWindow).parleyPeers;
      const sum = { energy: 0, concealed: 0, all: 0 };
      for (const peer of peers.filter((peer) => peer.connectionState !== "closed")) {
        (await peer.getStats()).forEach((entry: Record<string, unknown>) => {
          if (entry.type === "inbound-rtp" && entry.kind === "audio") {
            const count = (name: string) => Number(entry[name] ?? 0);
            sum.energy += count("totalAudioEnergy");
            sum.concealed += count("concealedSamples") - count("silentConcealedSamples");
            sum.all += count("totalSamplesReceived");
          }
        });
      }
      return sum;
    };
    let before = read();
    setInterval(async () => {
      const [then, now] = await Promise.all([before, (before = read())]);
      const all = Math.max(1, now.all - then.all);
      samples.push({ energy: now.energy - then.energy, concealed: (now.concealed - then.concealed) / all });
    }, 2_000);
    return samples;
  });
  return () => heard.jsonValue();
}

/** The places on one side of all connections that the page has ever made: its own, or those that it has tried. The browser
 * keeps some addresses to itself; they are "". */
export async function icePlaces(page: Page, side: "local-candidate" | "remote-candidate"): Promise<Place[]> {
  return page.evaluate(async (wanted) => {
    const places: Place[] = [];
    for (const peer of (window as unknown as TestWindow).parleyPeers) {
      (await peer.getStats()).forEach((entry: Record<string, unknown>) => {
        if (entry.type === wanted) {
          places.push({ address: String(entry.address ?? ""), port: Number(entry.port) });
        }
      });
    }
    return places;
  }, side);
}

/** The name and the password of ICE by which the page's own side of its connections is known. */
export async function ownIceNames(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    (window as unknown as TestWindow).parleyPeers.flatMap((peer) =>
      [...(peer.localDescription?.sdp ?? "").matchAll(/^a=ice-(?:ufrag|pwd):(\S+)/gm)].map((found) => found[1]!),
    ),
  );
}

/** How many connections the page has made, closed ones with them. */
export async function madePeers(page: Page): Promise<number> {
  return page.evaluate(() => (window as unknown as TestWindow).parleyPeers.length);
}

/** The ports from which the page sends to the media router, or tries to. */
export async function mediaPorts(page: Page): Promise<number[]> {
  return page.evaluate(async () => {
    const ports: number[] = [];
    for (const peer of (window as unknown as TestWindow).parleyPeers) {
      (await peer.getStats()).forEach((entry: Record<string, unknown>) => {
        if (entry.type === "local-candidate" && entry.protocol === "udp") {
          ports.push(Number(entry.port));
        }
      });
    }
    return ports;
  });
}
