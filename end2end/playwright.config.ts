// How the browser tests run: Debian's Chromium, one server for each worker, at a desk and on a telephone.
//
// One at a time: a meeting of several browsers takes all of two cores. `@phone` marks what runs on a telephone too,
// `@phone-only` what runs nowhere else, `@crowd` what wants more than two cores and runs with `PARLEY_CROWD=1`.
//
// Invariants: no retries (a test that passes only sometimes is a bug), no browser is downloaded, and nothing outside
// results/ and shots/ is written.

import { defineConfig, type Project } from "@playwright/test";

const chromium = process.env.PARLEY_CHROMIUM ?? "/usr/bin/chromium";
// `PARLEY_SHOTS=1` makes pictures of every screen for looking at, in both themes and sizes, and runs nothing else;
// `PARLEY_MEASURE=1` measures.
const pictures = ["screens.spec.ts", "account-pictures.spec.ts"];
// Where what was found is left; those who run at other times leave it elsewhere.
const results = process.env.PARLEY_RESULTS ?? "results";
const measures = "measure.spec.ts";
// What `cargo xtask test` runs between network namespaces, where it can.
const networks = "network.spec.ts";

const desk = { browserName: "chromium", viewport: { width: 1440, height: 900 } } as const;
const telephone = { browserName: "chromium", viewport: { width: 390, height: 844 }, hasTouch: true } as const;

export default defineConfig({
  testDir: ".",
  // Those of `firefox/` are run by Node, which they would also do, at once, when Playwright looks into them.
  testMatch: "*.spec.ts",
  outputDir: `${results}/artifacts`,
  workers: Number(process.env.PARLEY_WORKERS ?? 1),
  fullyParallel: false,
  retries: 0,
  forbidOnly: true,
  // A slow machine with four browsers decoding video needs time; every wait ends as soon as its state is there.
  timeout: 150_000,
  expect: { timeout: 30_000 },
  reporter: [["list"], ["json", { outputFile: `${results}/report.json` }]],
  use: {
    actionTimeout: 60_000,
    navigationTimeout: 60_000,
    screenshot: "only-on-failure",
    locale: "en-GB",
    launchOptions: {
      executablePath: chromium,
      args: [
        "--no-sandbox",
        "--use-fake-device-for-media-stream=device-count=2,fps=5",
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
  projects: projects(),
});

function projects(): Project[] {
  if (process.env.PARLEY_SHOTS === "1") {
    return [
      { name: "desktop", use: desk, testMatch: pictures },
      { name: "phone", use: telephone, testMatch: pictures },
    ];
  }
  if (process.env.PARLEY_MEASURE === "1") {
    return [{ name: "desktop", use: desk, testMatch: measures }];
  }
  const testIgnore = [...pictures, measures, networks];
  const crowd = process.env.PARLEY_CROWD === "1" ? [] : [/@crowd/];
  return [
    { name: "desktop", use: desk, testIgnore, grepInvert: [/@phone-only/, ...crowd] },
    { name: "phone", use: telephone, testIgnore, grep: /@phone/, grepInvert: crowd },
    { name: "networks", use: desk, testMatch: networks },
  ];
}
