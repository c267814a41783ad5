// Numbers for the record: time to the first picture, bytes of the pages. Runs only with PARLEY_MEASURE=1.
//
// A release is measured with PARLEY_BIN=target/dist/parley and PARLEY_SITE_ROOT=target/dist-site, as whole paths.
//
// Invariants: nothing here asserts a time; a round without a number fails; the numbers are printed and written to
// results/measure.json.

import { mkdir, writeFile } from "node:fs/promises";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { expectMoreFrames } from "./media.ts";

const rounds = 10;
const numbers: Record<string, unknown> = {};

function percentile(values: number[], part: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.ceil(part * sorted.length) - 1)] ?? Number.NaN);
}

test.afterAll(async () => {
  console.log(JSON.stringify(numbers, null, 2));
  await mkdir("results", { recursive: true });
  await writeFile("results/measure.json", `${JSON.stringify(numbers, null, 2)}\n`);
});

/** Bytes over the wire of everything that loading a page asks for. */
async function bytesOf(page: Page, load: () => Promise<void>): Promise<Record<string, number>> {
  const session = await page.context().newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Network.setCacheDisabled", { cacheDisabled: true });
  const addresses = new Map<string, string>();
  const sizes: Record<string, number> = {};
  session.on("Network.responseReceived", (event) => addresses.set(event.requestId, event.response.url));
  session.on("Network.loadingFinished", (event) => {
    const path = new URL(addresses.get(event.requestId) ?? "http://unknown/").pathname;
    sizes[path] = (sizes[path] ?? 0) + event.encodedDataLength;
  });
  await load();
  await page.waitForLoadState("networkidle");
  await session.detach();
  return { ...sizes, total: Object.values(sizes).reduce((sum, size) => sum + size, 0) };
}

test("bytes over the wire", async ({ person }) => {
  const { page, landing, prejoin } = await person();
  numbers.landingBytes = await bytesOf(page, () => landing.open());
  await landing.startMeeting();
  const address = page.url();
  numbers.meetingBytes = await bytesOf(page, () => prejoin.open(address));
});

test("from the click on Join meeting to the first decoded picture", async ({ person, meeting }) => {
  test.setTimeout(600_000);
  const ada = await person();
  const address = await meeting(ada, "Ada Osei");
  await expectMoreFrames(ada.room.ownTile);
  const observed: number[] = [];
  const byMarks: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const ben = await person();
    await ben.prejoin.open(address);
    await expectMoreFrames(ben.prejoin.ownVideo);
    await ben.prejoin.name.fill("Ben Falk");
    await ben.page.evaluate(watchFirstPicture);
    await ben.prejoin.joinButton.click();
    observed.push((await marked(ben.page, "test-first-picture")) - (await marked(ben.page, "test-pressed")));
    byMarks.push((await marked(ben.page, "parley-first-remote-frame")) - (await marked(ben.page, "parley-join")));
    await ben.room.leave();
    await ben.context.close();
  }
  numbers.firstPictureMilliseconds = {
    rounds,
    p50: percentile(observed, 0.5),
    p95: percentile(observed, 0.95),
    all: observed.map(Math.round),
  };
  numbers.firstPictureByMarksMilliseconds = {
    rounds,
    p50: percentile(byMarks, 0.5),
    p95: percentile(byMarks, 0.95),
    all: byMarks.map(Math.round),
  };
});

/** When a page set a mark. A picture is marked when it is presented, which is later than when it is decoded. */
async function marked(page: Page, name: string): Promise<number> {
  const lookup = () => page.evaluate((wanted) => performance.getEntriesByName(wanted)[0]?.startTime, name);
  await expect.poll(lookup, { message: `the mark ${name} is set` }).toBeDefined();
  return (await lookup()) ?? Number.NaN;
}

/** Marks the press and the first picture of somebody else that a video presents. */
function watchFirstPicture(): void {
  document.addEventListener("click", () => performance.mark("test-pressed"), { capture: true, once: true });
  const watched = new WeakSet<HTMLVideoElement>();
  const look = () => {
    for (const video of document.querySelectorAll<HTMLVideoElement>('[role="group"][aria-label$="\'s video"] video')) {
      if (!watched.has(video)) {
        watched.add(video);
        video.requestVideoFrameCallback(() => performance.mark("test-first-picture"));
      }
    }
  };
  new MutationObserver(look).observe(document, { childList: true, subtree: true, attributes: true });
}
