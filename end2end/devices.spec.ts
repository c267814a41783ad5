// Cameras and microphones that cannot be had, and how one joins all the same.

import { breakDevices, type DeviceErrors, removeDevices, type TestWindow } from "./browser-scripts.ts";
import { expect, type Person, test } from "./fixtures.ts";
import { expectMoreFrames, expectSound } from "./media.ts";

const cases: { what: string; errors: DeviceErrors; words: string | RegExp; button?: string }[] = [
  {
    what: "the browser blocks the camera",
    errors: { video: ["NotAllowedError", "Permission denied"] },
    words: "Your browser blocks the camera.",
    button: "How to allow it",
  },
  {
    what: "the browser blocks the microphone",
    errors: { audio: ["NotAllowedError", "Permission denied"] },
    words: "Your browser blocks the microphone.",
    button: "How to allow it",
  },
  {
    what: "the system blocks the camera",
    errors: { video: ["NotAllowedError", "Permission denied by system"] },
    words: /^Your system blocks the camera\./,
    button: "Try again",
  },
  {
    what: "another app has the camera",
    errors: { video: ["NotReadableError", "Could not start video source"] },
    words: "Another app is using the camera.",
    button: "Try again",
  },
  {
    what: "there is no camera",
    errors: { video: ["NotFoundError", "Requested device not found"] },
    words: "No camera found. You can join without one.",
    button: "Try again",
  },
  {
    what: "there is no microphone",
    errors: { audio: ["NotFoundError", "Requested device not found"] },
    words: "No microphone found. You can join to listen.",
    button: "Try again",
  },
  {
    what: "the camera cannot do what is asked",
    errors: { video: ["OverconstrainedError", ""] },
    words: "This camera cannot be used. Choose another.",
  },
];

async function openNewMeeting({ landing, prejoin }: Person): Promise<void> {
  await landing.open();
  await landing.startMeeting();
  await expect(prejoin.joinButton).toBeEnabled();
}

for (const { what, errors, words, button } of cases) {
  test(`${what}: it is said in words of its own`, async ({ person }) => {
    const somebody = await person({ prepare: (context) => breakDevices(context, errors) });
    await openNewMeeting(somebody);
    const status = somebody.prejoin.status.filter({ hasText: words });
    await expect(status).toBeVisible();
    if (button) {
      await expect(status.getByRole("button", { name: button, exact: true })).toBeVisible();
    }
    await somebody.prejoin.join("Ada Osei");
  });
}

test("a camera that is free again is taken by trying again", async ({ person }) => {
  const somebody = await person({
    prepare: (context) => breakDevices(context, { video: ["NotReadableError", ""] }),
  });
  await openNewMeeting(somebody);
  await expect(somebody.prejoin.status.getByText("Another app is using the camera.", { exact: true })).toBeVisible();
  await somebody.page.evaluate(() => ((window as unknown as TestWindow).parleyDeviceErrors = {}));
  await somebody.prejoin.tryAgain.click();
  await expectMoreFrames(somebody.prejoin.ownVideo);
});

test("how to allow a blocked camera is told for each browser", async ({ person }) => {
  const somebody = await person({
    prepare: (context) =>
      breakDevices(context, { video: ["NotAllowedError", ""], audio: ["NotAllowedError", ""] }),
  });
  await openNewMeeting(somebody);
  const { page } = somebody;
  await page.getByRole("button", { name: "How to allow it", exact: true }).first().click();
  await expect(
    page.getByRole("heading", { level: 1, name: "Your browser blocks the camera", exact: true }),
  ).toBeFocused();
  const chrome = page.getByRole("tab", { name: "Chrome, Edge", exact: true });
  await expect(chrome).toHaveAttribute("aria-selected", "true");
  await chrome.press("ArrowRight");
  const firefox = page.getByRole("tab", { name: "Firefox", exact: true });
  await expect(firefox).toBeFocused();
  await expect(firefox).toHaveAttribute("aria-selected", "true");
  await page.getByRole("button", { name: "Join without camera and microphone", exact: true }).click();
  await somebody.prejoin.join("Ada Osei");
});

test("a browser without devices is told so", async ({ person }) => {
  const somebody = await person({ prepare: (context) => removeDevices(context, true) });
  await openNewMeeting(somebody);
  await expect(
    somebody.prejoin.status.getByText(
      "This browser cannot make video calls. Use a current Chrome, Edge, Firefox or Safari.",
      { exact: true },
    ),
  ).toBeVisible();
});

test("an address without https is told so", async ({ person }) => {
  const somebody = await person({ prepare: (context) => removeDevices(context, false) });
  await openNewMeeting(somebody);
  await expect(
    somebody.prejoin.status.getByText("Parley needs a secure address (https) to use the camera.", { exact: true }),
  ).toBeVisible();
});

test("who has no devices sees and hears the others", async ({ person, meeting }) => {
  const ada = await person();
  const address = await meeting(ada, "Ada Osei");
  const missing: [string, string] = ["NotFoundError", "Requested device not found"];
  const ben = await person({ prepare: (context) => breakDevices(context, { audio: missing, video: missing }) });
  await ben.prejoin.open(address);
  await ben.prejoin.join("Ben Falk");
  await expectMoreFrames(ben.room.tile("Ada Osei"));
  await expectSound(ben.page);
  const tile = ada.room.tile("Ben Falk");
  await expect(tile).toHaveAttribute("data-video", "off");
  await expect(tile.getByRole("img", { name: "Muted", exact: true })).toBeVisible();
  await ben.room.say("I can only listen");
  await ada.room.expectChat("I can only listen");
});

test("the preview shows the camera and the level of the microphone", async ({ person }) => {
  const somebody = await person();
  await openNewMeeting(somebody);
  await expectMoreFrames(somebody.prejoin.ownVideo);
  // The test microphone beeps shortly: every picture of the page is looked at, so that no beep falls between.
  const meter = await somebody.prejoin.level.elementHandle();
  await somebody.page.waitForFunction((level) => Number(level?.getAttribute("aria-valuenow")) > 0, meter);
});

test("another camera is chosen before joining and in the meeting", async ({ person }) => {
  const somebody = await person();
  await openNewMeeting(somebody);
  const { page, prejoin, room } = somebody;
  const cameraInUse = () =>
    page.evaluate(() => {
      const live = (window as unknown as TestWindow).parleyTracks.filter(
        (track) => track.kind === "video" && track.readyState === "live",
      );
      return live.map((track) => track.label).join();
    });
  await expect(prejoin.camera.getByRole("option")).toHaveCount(2);
  const labels = await prejoin.camera.getByRole("option").allTextContents();
  await expect.poll(cameraInUse).toBe(labels[0]);
  await prejoin.camera.selectOption({ label: labels[1] });
  await expect.poll(cameraInUse).toBe(labels[1]);
  await expectMoreFrames(prejoin.ownVideo);
  await prejoin.join("Ada Osei");
  await expect.poll(cameraInUse).toBe(labels[1]);
  await room.cameraOptions.click();
  await expect(page.getByRole("menuitemradio", { name: labels[1], exact: true })).toBeChecked();
  await page.getByRole("menuitemradio", { name: labels[0], exact: true }).click();
  await expect.poll(cameraInUse).toBe(labels[0]);
  await expectMoreFrames(room.ownTile);
});

test("a camera that is unplugged in the call and stays away shows as off", async ({ together }) => {
  const [ada, ben] = (await together("Ada Osei", "Ben Falk")) as [Person, Person];
  const tile = ben.room.tile("Ada Osei");
  await expectMoreFrames(tile);
  await ada.page.evaluate(() => {
    const own = window as unknown as TestWindow;
    own.parleyDeviceErrors = { video: ["NotFoundError", "Requested device not found"] };
    for (const track of own.parleyTracks.filter((track) => track.kind === "video")) {
      track.dispatchEvent(new Event("ended"));
    }
  });
  await expect(tile).toHaveAttribute("data-video", "off");
  await expect(ada.room.turnOnCamera).toBeVisible();
  await expect(ada.room.notices.getByText(/No camera found/)).toBeVisible();
  await expectSound(ben.page);
});

test("when a camera is unplugged in the call the other one takes over", async ({ together }) => {
  const [ada, ben] = (await together("Ada Osei", "Ben Falk")) as [Person, Person];
  const tile = ben.room.tile("Ada Osei");
  await expectMoreFrames(tile);
  await ada.page.evaluate(() => {
    for (const track of (window as unknown as TestWindow).parleyTracks) {
      if (track.kind === "video" && track.readyState === "live") {
        track.stop();
        track.dispatchEvent(new Event("ended"));
      }
    }
  });
  await expectMoreFrames(tile, 30);
  await expectMoreFrames(ada.room.ownTile);
});
