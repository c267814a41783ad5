// Scripts that run in a page before its own: they collect peer connections and tracks, and make devices fail.

import type { BrowserContext } from "@playwright/test";

/** What the scripts leave on `window` for the tests. */
export interface TestWindow {
  parleyPeers: RTCPeerConnection[];
  parleyTracks: MediaStreamTrack[];
  parleyDeviceErrors: DeviceErrors;
}

/** How `getUserMedia` shall fail for a kind of device: an error's name and message. */
export interface DeviceErrors {
  audio?: [name: string, message: string];
  video?: [name: string, message: string];
}

/** Keeps every `RTCPeerConnection` and every track of a device where a test can find it. */
export async function collectMedia(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const own = window as unknown as TestWindow;
    own.parleyPeers = [];
    own.parleyTracks = [];
    own.parleyDeviceErrors = {};
    window.RTCPeerConnection = new Proxy(window.RTCPeerConnection, {
      construct(target, parameters: [RTCConfiguration?]) {
        const peer = new target(...parameters);
        own.parleyPeers.push(peer);
        return peer;
      },
    });
    if (!navigator.mediaDevices) {
      return;
    }
    const original = MediaDevices.prototype.getUserMedia;
    MediaDevices.prototype.getUserMedia = async function (constraints) {
      for (const kind of ["video", "audio"] as const) {
        const failure = own.parleyDeviceErrors[kind];
        if (constraints?.[kind] && failure) {
          throw failure[0] === "OverconstrainedError"
            ? new OverconstrainedError("deviceId", failure[1])
            : new DOMException(failure[1], failure[0]);
        }
      }
      const stream = await original.call(this, constraints);
      own.parleyTracks.push(...stream.getTracks());
      return stream;
    };
  });
}

/** Makes devices fail from the first request of every page on. */
export async function breakDevices(context: BrowserContext, errors: DeviceErrors): Promise<void> {
  await context.addInitScript((wanted) => {
    (window as unknown as TestWindow).parleyDeviceErrors = wanted;
  }, errors);
}

/** A browser without `navigator.mediaDevices`: too old, or the page is not served securely. */
export async function removeDevices(context: BrowserContext, secure: boolean): Promise<void> {
  await context.addInitScript((isSecure) => {
    Object.defineProperty(Navigator.prototype, "mediaDevices", { get: () => undefined });
    Object.defineProperty(window, "isSecureContext", { get: () => isSecure });
  }, secure);
}
