// Profile pictures: chosen, cut out, seen, removed; on the profile and while making an account.

import { AxeBuilder } from "@axe-core/playwright";
import type { Locator } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
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
    for (const where of ["a picture", "an error"]) {
      const result = await new AxeBuilder({ page })
        .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
        .analyze();
      const found = result.violations.map(({ id, help, nodes }) => `${id}: ${help}\n${nodes.map((node) => node.html).join("\n")}`);
      expect(found, where).toEqual([]);
      await choice.choose(choice.another, other("cat.gif", "GIF89a"));
      await expect(choice.dialog.getByRole("alert")).not.toBeEmpty();
    }
  });
}
