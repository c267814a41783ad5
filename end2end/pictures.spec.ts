// Profile pictures: chosen, cut out, seen, removed; on the profile and while making an account.

import type { Locator, Page } from "@playwright/test";
import { expectNoViolation } from "./axe.ts";
import type { DeviceErrors, TestWindow } from "./browser-scripts.ts";
import { expect, test } from "./fixtures.ts";
import { host, joinAs } from "./meetings.ts";
import { PictureChoice } from "./pages/crop.ts";
import { newPerson } from "./pages/register.ts";
import { BLUE, GREEN, other, png, RED, stripes } from "./pictures.ts";
import { sizes } from "./shots.ts";
import { signUp } from "./sign-up.ts";

/** A picture that has been loaded. */
async function expectPicture(face: Locator): Promise<void> {
  const picture = face.locator("img");
  await expect(picture).toHaveAttribute("src", /^\/pictures\/[0-9a-f]{32}\/(96|512)$/);
  await expect.poll(() => picture.evaluate((image: HTMLImageElement) => image.complete && image.naturalWidth)).toBeTruthy();
}

/** The colour in the middle of a picture. */
async function middle(face: Locator): Promise<number[]> {
  return face.locator("img").evaluate((image: HTMLImageElement) => {
    const canvas = document.createElement("canvas");
    const context = canvas.getContext("2d")!;
    context.drawImage(image, 0, 0, 3, 3);
    return [...context.getImageData(1, 1, 1, 1).data.slice(0, 3)];
  });
}

function isNear(found: number[], expected: number[]): boolean {
  return found.every((value, index) => Math.abs(value - expected[index]!) < 40);
}

test("a picture is cut out with the keyboard, seen everywhere, kept and removed", async ({ person, outbox }) => {
  const browser = await person();
  const { page, profile, dashboard } = browser;
  await signUp(browser, outbox);
  const choice = new PictureChoice(page);
  const own = page.getByRole("img", { name: "Your profile picture", exact: true });
  const menu = page.getByRole("button", { name: "Account menu", exact: true });
  await profile.open();
  await expect(own).toHaveText("IM");
  await profile.fullName.fill("Ines de Moreau");

  await choice.choose(choice.change, stripes());
  await expect(choice.dialog).toBeVisible();
  await choice.expectColour(GREEN);
  await choice.area.focus();
  // The picture goes right until red is in the middle, and no further.
  for (let press = 0; press < 12; press += 1) await page.keyboard.press("Shift+ArrowRight");
  await choice.expectColour(RED);
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Shift+ArrowLeft");
  await choice.expectColour(RED);
  await choice.zoom.focus();
  await page.keyboard.press("End");
  await expect(choice.zoom).toHaveValue("100");
  await expect(choice.dialog.getByText("100%", { exact: true })).toBeVisible();
  await choice.use.press("Enter");
  await expect(choice.dialog).toBeHidden();
  await expect(choice.change).toBeFocused();
  await expect(profile.notices.getByText("Picture changed", { exact: true })).toBeVisible();
  await expect(profile.fullName, "what was typed stays").toHaveValue("Ines de Moreau");
  await expectPicture(own);
  expect(isNear(await middle(own), RED)).toBe(true);
  await expectPicture(menu);

  await dashboard.open();
  await expectPicture(own);
  await expectPicture(menu);
  await page.reload();
  await expectPicture(own);

  await profile.open();
  await expect(profile.activity.first()).toContainText("Picture changed");
  await choice.remove.click();
  await expect(profile.notices.getByText("Picture removed", { exact: true })).toBeVisible();
  await expect(own).toHaveText("IM");
  await expect(choice.remove).toBeHidden();
  await expect(choice.change).toBeFocused();
  await page.reload();
  await expect(own).toHaveText("IM");
});

test("a picture is dragged, turned, replaced and left alone", { tag: "@phone" }, async ({ person, outbox }) => {
  const browser = await person();
  const { page, profile } = browser;
  await signUp(browser, outbox);
  const choice = new PictureChoice(page);
  await profile.open();
  await choice.choose(choice.change, stripes());
  await choice.expectColour(GREEN);
  const box = (await choice.area.boundingBox())!;
  const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 };
  await page.mouse.move(at.x, at.y);
  await page.mouse.down();
  await page.mouse.move(at.x - box.width, at.y, { steps: 4 });
  await page.mouse.up();
  await choice.expectColour(BLUE);
  await choice.rotate.click();
  // Turned to the left, blue is on top of what was on its left.
  await choice.expectColour(BLUE);
  await choice.expectColour(GREEN, 0.5, 0.97);
  await choice.choose(choice.another, png(50, 50, () => RED));
  await choice.expectColour(RED);
  await choice.choose(choice.another, other("letter.png", "<svg xmlns='http://www.w3.org/2000/svg'/>"));
  await expect(choice.dialog.getByRole("alert")).toHaveText("Choose a JPEG, PNG or WebP picture.");
  await choice.expectColour(RED);
  await choice.cancel.click();
  await expect(choice.dialog).toBeHidden();
  await expect(page.getByRole("img", { name: "Your profile picture", exact: true })).toHaveText("IM");
  // Once there is a picture, it is what the dialog begins with.
  await choice.choose(choice.change, png(50, 50, () => BLUE));
  await choice.use.click();
  await expect(choice.dialog).toBeHidden();
  await choice.change.click();
  await choice.expectColour(BLUE);
  await page.keyboard.press("Escape");
  await expect(choice.dialog).toBeHidden();
});

/** Waits until so many cameras are on. */
async function expectCameras(page: Page, count: number): Promise<void> {
  const running = () =>
    page.evaluate(
      () => (window as unknown as TestWindow).parleyTracks.filter((track) => track.readyState === "live").length,
    );
  await expect.poll(running).toBe(count);
}

test("a photo is taken with the camera, again, and cut out, and every way out switches the camera off", { tag: "@phone" }, async ({ person, outbox }) => {
  const browser = await person();
  const { page, dashboard, profile } = browser;
  await signUp(browser, outbox);
  const choice = new PictureChoice(page);
  const shutter = choice.inPhoto("Take photo");
  await dashboard.editProfile.click();
  await choice.takePhoto.click();
  await expect(choice.camera).toBeVisible();
  await expectCameras(page, 1);
  await expect(shutter).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(choice.still).toBeVisible();
  await expect(choice.said).toHaveText("The photo is taken.");
  await expectCameras(page, 0);
  await choice.inPhoto("Retake").press("Enter");
  await expect(choice.camera).toBeVisible();
  await shutter.press("Enter");
  await expect(choice.still).toBeVisible();
  await choice.inPhoto("Use photo").press("Enter");
  await expect(choice.photo).toBeHidden();
  // What the browser's own camera sees is mostly green.
  await expect.poll(async () => (await choice.colour(0.5, 0.2))[1]).toBeGreaterThan(80);
  await choice.use.click();
  await expect(choice.dialog).toBeHidden();
  await expectPicture(page.getByRole("img", { name: "Your profile picture", exact: true }));

  for (const wayOut of [
    () => page.keyboard.press("Escape"),
    () => choice.inPhoto("Cancel").click(),
    () => choice.inPhoto("Close").click(),
    () => page.goBack(),
  ]) {
    await choice.takePhoto.click();
    await expect(choice.camera).toBeVisible();
    await expectCameras(page, 1);
    await wayOut();
    await expect(choice.photo).toBeHidden();
    await expectCameras(page, 0);
  }
  await expect(dashboard.heading).toBeVisible();
  await expect(profile.heading).toBeHidden();
});

test("a camera that cannot be had is said in words, and is asked for again", async ({ person }) => {
  const { page, register } = await person();
  const choice = new PictureChoice(page);
  const fail = (errors: DeviceErrors) =>
    page.evaluate((wanted) => ((window as unknown as TestWindow).parleyDeviceErrors = wanted), errors);
  await register.open();
  await fail({ video: ["NotAllowedError", "Permission denied"] });
  await choice.takePhoto.click();
  await expect(choice.said).toHaveText(
    "Your browser blocks the camera. Allow it for this page beside the address, then try again.",
  );
  for (const [error, words] of [
    ["NotReadableError", "Another app is using the camera."],
    ["NotFoundError", "No camera found."],
  ] as const) {
    await fail({ video: [error, ""] });
    await choice.inPhoto("Try again").click();
    await expect(choice.said).toHaveText(words);
  }
  await fail({});
  await choice.inPhoto("Try again").click();
  await expect(choice.camera).toBeVisible();
});

test("a guest sees the picture of an account in the meeting, also a new one", async ({ person, outbox }) => {
  const [ines, ben] = [await person(), await person()];
  const address = await host(ines, outbox);
  await joinAs(ben, address, "Ben Falk");
  const { room } = ben;
  const tile = room.tile("Ines Moreau");
  await ines.room.turnOffCamera.click();
  await expect(tile.locator(".tile__face")).toHaveText("IM");
  const sent = await ines.context.request.post("/api/change_picture", {
    data: png(50, 50, () => RED).buffer,
    headers: { "sec-fetch-site": "same-origin" },
  });
  await expect(sent).toBeOK();
  await expectPicture(tile);
  expect(isNear(await middle(tile), RED)).toBe(true);
  await expectPicture(ines.room.ownTile);
  await room.openParticipants();
  await expectPicture(room.row("Ines Moreau"));
  await expect(room.row("Ben Falk").locator("img")).toHaveCount(0);
});

test("what is no picture is refused in words, and nothing that is typed is lost", async ({ person }) => {
  const { page, register } = await person();
  const choice = new PictureChoice(page);
  const who = newPerson();
  await register.open();
  await register.fill(who);
  for (const [file, words] of [
    [other("cat.gif", "GIF89a\x01\0\x01\0"), "Choose a JPEG, PNG or WebP picture."],
    [other("page.png", "<!doctype html><script>alert(1)</script>"), "Choose a JPEG, PNG or WebP picture."],
    [other("broken.png", "\x89PNG\r\n\x1a\n and nothing more"), "Choose a JPEG, PNG or WebP picture."],
    [other("empty.png", ""), "Choose a JPEG, PNG or WebP picture."],
    [other("huge.jpg", "\xff\xd8\xff\xe0", 5 * 1024 * 1024 + 1), "The picture is larger than 5 MB."],
  ] as const) {
    await choice.choose(choice.upload, file);
    await expect(choice.error, file.name).toHaveText(words);
    await expect(choice.dialog).toBeHidden();
  }
  await expect(register.password).toHaveValue(who.password);
  await expect(register.email).toHaveValue(who.email);
  await choice.choose(choice.upload, stripes());
  await expect(choice.dialog).toBeVisible();
  await choice.close.click();
  await expect(choice.error).toHaveText("");
});

test("a picture that is chosen while registering is on the account", async ({ person, outbox }) => {
  const browser = await person();
  const { page, register, login, dashboard } = browser;
  const who = newPerson();
  const choice = new PictureChoice(page);
  await register.open();
  await register.fill(who);
  await expect(choice.remove).toBeHidden();
  await choice.choose(choice.upload, stripes());
  await choice.use.click();
  await expect(choice.group.locator("img")).toHaveAttribute("src", /^data:image\/jpeg;base64,/);
  await choice.remove.click();
  await expect(choice.group.locator("img")).toBeHidden();
  await choice.choose(choice.upload, stripes());
  await choice.use.click();
  await register.sendCode.click();
  await register.expectVerify(who.email);
  // Another address may be chosen without choosing the picture again.
  await register.differentEmail.click();
  await expect(choice.group.locator("img")).toBeVisible();
  await register.email.fill(newPerson().email);
  const email = await register.email.inputValue();
  await register.password.fill(who.password);
  await register.confirm.fill(who.password);
  await register.sendCode.click();
  await register.expectVerify(email);
  await register.code.fill(await outbox.nextCode(email));
  await expect(login.heading).toBeVisible();
  await expect(page.getByText("Account created. Sign in to go on", { exact: true })).toBeVisible();
  await login.expectAlive();
  await login.signIn(email, who.password);
  await expect(dashboard.heading).toBeVisible();
  const own = page.getByRole("img", { name: "Your profile picture", exact: true });
  await expectPicture(own);
  expect(isNear(await middle(own), GREEN)).toBe(true);
  expect(await page.evaluate(() => sessionStorage.getItem("register.picture"))).toBeNull();
});

for (const theme of ["light", "dark"] as const) {
  test(`axe finds nothing in the crop dialog, ${theme}`, { tag: sizes[theme] }, async ({ person, outbox }) => {
    const browser = await person({ colorScheme: theme });
    const { page, profile } = browser;
    await signUp(browser, outbox);
    const choice = new PictureChoice(page);
    await profile.open();
    await choice.choose(choice.change, stripes());
    await choice.expectColour(GREEN);
    const expectFine = (where: string) => expectNoViolation(page, where);
    await expectFine("a picture");
    await choice.choose(choice.another, other("cat.gif", "GIF89a"));
    await expect(choice.dialog.getByRole("alert")).not.toBeEmpty();
    await expectFine("an error");
    if (theme === "light") {
      await page.setViewportSize({ width: 1280, height: 720 });
      await expect(choice.rotate).toBeInViewport({ ratio: 1 });
      const hidden = await choice.dialog.locator(".dialog__body").evaluate((body) => body.scrollHeight - body.clientHeight);
      expect(hidden, "all of it is there without scrolling").toBe(0);
    }
    await choice.cancel.click();
    await choice.takePhoto.click();
    await expect(choice.camera).toBeVisible();
    await expectFine("a camera");
    await choice.inPhoto("Take photo").click();
    await expect(choice.still).toBeVisible();
    await expectFine("a photo");
  });
}
