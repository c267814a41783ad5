// The browsers of these tests: Debian's Firefox, which is driven by WebDriver BiDi, and Debian's Chromium.
//
// Invariants: no browser is downloaded; cameras and microphones are the browsers' own inventions, and nobody is asked.

import puppeteer, { type Browser } from "puppeteer-core";

/** Firefox with an invented camera and microphone. */
export async function launchFirefox(): Promise<Browser> {
  return puppeteer.launch({
    browser: "firefox",
    executablePath: process.env.PARLEY_FIREFOX ?? "/usr/bin/firefox-esr",
    headless: true,
    defaultViewport: null,
    args: ["--width=1440", "--height=900"],
    extraPrefsFirefox: {
      "media.navigator.streams.fake": true,
      "media.navigator.permission.disabled": true,
      "media.autoplay.default": 0,
      // The browsers and the server are on one machine, which may have no other network.
      "media.peerconnection.ice.loopback": true,
      "media.peerconnection.ice.obfuscate_host_addresses": false,
      // A codec of Cisco's that Firefox would fetch from the Internet; VP8 does.
      "media.gmp-manager.updateEnabled": false,
    },
  });
}

/** Chromium as Playwright's tests have it. */
export async function launchChromium(picturesPerSecond = 5): Promise<Browser> {
  return puppeteer.launch({
    browser: "chrome",
    executablePath: process.env.PARLEY_CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    defaultViewport: { width: 1440, height: 900 },
    args: [
      "--no-sandbox",
      `--use-fake-device-for-media-stream=device-count=2,fps=${picturesPerSecond}`,
      "--use-fake-ui-for-media-stream",
      "--allow-loopback-in-peer-connection",
      "--disable-gpu",
      "--disable-quic",
    ],
  });
}
