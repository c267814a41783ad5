// How the browser tests run: Debian's Chromium, one server for each worker, a desk and a telephone.
//
// Invariants: no retries (a test that passes only sometimes is a bug), no browser is downloaded, and nothing outside
// results/ and shots/ is written.

import { defineConfig } from "@playwright/test";

const chromium = process.env.PARLEY_CHROMIUM ?? "/usr/bin/chromium";
const everywhere = /(first-visit|two-people|accessibility|accounts|accounts-accessibility|dashboard|history|admin|pictures|screens|doors|schedule)\.spec\.ts/;

export default defineConfig({
  testDir: ".",
  outputDir: "results/artifacts",
  workers: Number(process.env.PARLEY_WORKERS ?? 1),
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  // A slow machine with four browsers decoding video needs time; every wait ends as soon as its state is there.
  timeout: 150_000,
  expect: { timeout: 30_000 },
  reporter: [["list"], ["json", { outputFile: "results/report.json" }]],
  testIgnore: process.env.PARLEY_MEASURE === "1" ? [] : ["measure.spec.ts"],
  use: {
    actionTimeout: 60_000,
    navigationTimeout: 60_000,
    screenshot: "only-on-failure",
    locale: "en-GB",
    launchOptions: {
      executablePath: chromium,
      args: [
        "--no-sandbox",
        "--use-fake-device-for-media-stream=device-count=2,fps=10",
        "--use-fake-ui-for-media-stream",
        "--allow-loopback-in-peer-connection",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-sync",
      ],
    },
  },
  projects: [
    { name: "desktop", use: { browserName: "chromium", viewport: { width: 1440, height: 900 } } },
    {
      name: "phone",
      testMatch: everywhere,
      grepInvert: /@wide/,
      use: { browserName: "chromium", viewport: { width: 390, height: 844 }, hasTouch: true },
    },
  ],
});
