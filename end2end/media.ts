// What really arrives: decoded pictures and the energy of the sound.

import { expect, type Locator, type Page } from "@playwright/test";
import type { TestWindow } from "./browser-scripts.ts";

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

/** Peer connections of the page that are connected. */
export async function connectedPeers(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      (window as unknown as TestWindow).parleyPeers.filter(
        (peer) => peer.connectionState === "connected",
      ).length,
  );
}

/** Peer connections of the page that are not closed. */
export async function openPeers(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      (window as unknown as TestWindow).parleyPeers.filter((peer) => peer.connectionState !== "closed")
        .length,
  );
}
