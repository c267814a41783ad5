// The whole way of somebody with an account: made, used, left, and found again with a new password; in both themes, at
// a desk and on a telephone.

import { expectNoSidewaysScroll } from "./axe.ts";
import { expect, type Person, test } from "./fixtures.ts";
import { browserThat, type Look, looks } from "./looks.ts";
import type { Outbox } from "./outbox.ts";
import { PictureChoice } from "./pages/crop.ts";
import { type NewPerson, newPerson } from "./pages/register.ts";
import { BLUE, GREEN, png, stripes } from "./pictures.ts";

const newPassword = "lantern-orchard-22";
const refusals = /Failed to load resource.*\/api\//;

/** Somebody on their way. */
interface Traveller {
  look: Look;
  browser: Person;
  who: NewPerson;
}

/** From nothing to an account with a picture, as far as the page for signing in. */
async function register({ look, browser, who }: Traveller, outbox: Outbox): Promise<void> {
  const { page, register, login } = browser;
  const choice = new PictureChoice(page);
  await register.open();
  await expectLook(browser, look);
  await register.fill(who);
  await choice.choose(choice.upload, stripes());
  await choice.expectColour(GREEN);
  await choice.use.click();
  await expect(choice.group.locator("img")).toBeVisible();
  await expectNoSidewaysScroll(page, "register");
  await register.sendCode.click();
  await register.expectVerify(who.email);
  await expectNoSidewaysScroll(page, "verify");
  await register.code.fill(await outbox.nextCode(who.email));
  await expect(page).toHaveURL(/\/login\?created$/);
  await expect(login.status).toHaveText("Account created. Sign in to go on");
  await expect(login.identifier).toHaveValue(who.email);
  await expect(login.keep).toBeChecked();
  await login.expectAlive();
}

/** Signs in, changes name and picture, and signs out. */
async function use({ browser, who }: Traveller): Promise<void> {
  const { page, login, dashboard, profile } = browser;
  const choice = new PictureChoice(page);
  const own = profile.profile.getByRole("img", { name: "Your profile picture", exact: true }).locator("img");
  await login.password.fill(who.password);
  await login.submit.click();
  await login.expectSignedIn();
  await dashboard.expectGreeting("Ines");
  await expect(dashboard.picture.locator("img")).toBeVisible();
  await expectNoSidewaysScroll(page, "dashboard");
  await dashboard.editProfile.click();
  await expect(profile.heading).toBeFocused();
  await profile.fullName.fill("Ava Castellano");
  await profile.save.click();
  await profile.expectSaved("Profile saved");
  const first = await own.getAttribute("src");
  await choice.change.click();
  await choice.expectColour(GREEN);
  await choice.choose(choice.another, png(50, 50, () => BLUE));
  await choice.expectColour(BLUE);
  await choice.use.click();
  await expect(profile.notices.getByText("Picture changed", { exact: true })).toBeVisible();
  await expect(own).not.toHaveAttribute("src", first!);
  await expectNoSidewaysScroll(page, "profile");
  await login.leave();
  await page.goto("/dashboard");
  await expect(login.heading).toBeVisible();
  await expect(login.accountMenuButton).toBeHidden();
}

/** Has forgotten the password, chooses another one, and finds everything as it was. */
async function comeBack({ browser, who }: Traveller, outbox: Outbox): Promise<void> {
  const { page, login, forgot, dashboard } = browser;
  await login.open();
  await expectNoSidewaysScroll(page, "login");
  await login.forgot.click();
  await expect(forgot.heading).toBeVisible();
  await expectNoSidewaysScroll(page, "forgot");
  await forgot.requestAgain(who.email);
  await expectNoSidewaysScroll(page, "reset");
  await forgot.choose(await outbox.nextCode(who.email), newPassword);
  await expect(forgot.doneHeading).toBeVisible();
  await expect(page).toHaveURL(/\/forgot\/done$/);
  await forgot.signIn.click();
  await expect(login.heading).toBeVisible();
  await login.expectAlive();
  await login.attempt(who.username, who.password);
  await expect(login.alert, "the old password").toHaveText(/^That did not work\./);
  await login.signIn(who.username, newPassword);
  await dashboard.expectGreeting("Ava");
  await expect(dashboard.picture.locator("img")).toBeVisible();
}

/** The page is drawn in the theme that was asked for: its letters are dark in the light one. */
async function expectLook({ page }: Person, { theme }: Look): Promise<void> {
  const brightness = await page.evaluate(() => {
    const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true })!;
    canvas.fillStyle = getComputedStyle(document.body).color;
    canvas.fillRect(0, 0, 1, 1);
    return canvas.getImageData(0, 0, 1, 1).data[0]!;
  });
  expect(brightness < 128 ? "light" : "dark").toBe(theme);
}

test("from nothing to an account, out, and back in with a new password", async ({ person, outbox, watch }) => {
  test.setTimeout(600_000);
  watch.allow(refusals, "the browser reports the code that was asked for too soon, and the old password");
  const travellers: Traveller[] = [];
  // A minute lies between two mails to one address: while the others make their accounts, it passes.
  for (const look of looks) {
    await test.step(`an account, ${look.theme}, ${look.size}`, async () => {
      const traveller = { look, browser: await person(browserThat(look)), who: newPerson() };
      travellers.push(traveller);
      await register(traveller, outbox);
      await use(traveller);
    });
  }
  for (const traveller of travellers) {
    const { theme, size } = traveller.look;
    await test.step(`a new password, ${theme}, ${size}`, () => comeBack(traveller, outbox));
  }
});
