// Everybody can use the pages for who is signed in: axe in both themes and sizes, the keyboard alone, narrow screens.

import { expectNoSidewaysScroll, expectNoViolationInBothThemes } from "./axe.ts";
import { expect, test } from "./fixtures.ts";
import { newPerson } from "./pages/register.ts";
import { signInAsAdmin, signUp } from "./sign-up.ts";

test("axe finds nothing where one is signed in", { tag: "@phone" }, async ({ person, server }) => {
  const browser = await person();
  const { page, dashboard, profile, admin } = browser;
  const look = (where: string) => expectNoViolationInBothThemes(page, where);
  const adaeze = await signInAsAdmin(browser, server);
  await dashboard.open();
  await look("dashboard");
  await dashboard.moreWays.click();
  await expect(dashboard.menu).toBeVisible();
  await look("more ways to start");
  await dashboard.open();
  await dashboard.choose("Create a link for later");
  await expect(dashboard.linkDialog).toBeVisible();
  await look("link for later");

  await profile.open();
  await look("profile");
  await profile.fullName.fill("");
  await profile.save.click();
  await profile.changePassword.click();
  await expect(profile.newPassword).toHaveAttribute("aria-invalid", "true");
  await look("profile with errors");
  await profile.discard.click();
  await profile.email.fill(newPerson().email);
  await profile.save.click();
  await expect(profile.emailDialog).toBeVisible();
  await look("a new address, password");
  await profile.emailPassword.fill(adaeze.password);
  await profile.sendCode.click();
  await expect(profile.code).toBeVisible();
  await look("a new address, code");
  await admin.open();
  await look("admin");
});

test("axe finds nothing in an admin's question", { tag: "@phone" }, async ({ person, outbox, server }) => {
  const [browser, other] = [await person(), await person()];
  const wei = await signUp(other, outbox, newPerson("Wei Chen"));
  const { page, admin } = browser;
  await signInAsAdmin(browser, server);
  await admin.open();
  await admin.find(wei.username);
  await admin.choose(wei.username, wei.fullName, "Suspend");
  await expectNoViolationInBothThemes(page, "suspend");
});

test("a profile is changed with the keyboard alone", async ({ person, server }) => {
  const browser = await person();
  const { page, dashboard, profile } = browser;
  const adaeze = await signInAsAdmin(browser, server);
  await dashboard.tabTo(dashboard.editProfile);
  await page.keyboard.press("Enter");
  await expect(profile.heading).toBeFocused();
  await profile.tabTo(profile.fullName);
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.press("Delete");
  await page.keyboard.press("Enter");
  await profile.expectFieldError(profile.fullName, "Enter your full name.");
  await expect(profile.fullName).toBeFocused();
  await page.keyboard.type("Ada Castellano");
  await profile.tabTo(profile.username);
  await page.keyboard.press("End");
  await page.keyboard.type("-new");
  await profile.tabTo(profile.save);
  await page.keyboard.press("Space");
  await profile.expectSaved("Profile saved");
  await expect(profile.fullName).toHaveValue("Ada Castellano");
  await expect(profile.username).toHaveValue(`${adaeze.username}-new`);

  for (const [field, typed] of [
    [profile.currentPassword, adaeze.password],
    [profile.newPassword, "lantern-orchard-22"],
    [profile.confirmPassword, "lantern-orchard-22"],
  ] as const) {
    await profile.tabTo(field);
    await page.keyboard.type(typed);
  }
  await page.keyboard.press("Enter");
  await profile.expectSaved("Password changed");
});

test("nothing scrolls sideways at 320 pixels where one is signed in", async ({ person, server }) => {
  const browser = await person({ viewport: { width: 320, height: 640 } });
  const { page, dashboard, profile, admin } = browser;
  const expectNoScroll = (where: string) => expectNoSidewaysScroll(page, where);
  await signInAsAdmin(browser, server);
  await dashboard.open();
  await expectNoScroll("dashboard");
  await profile.open();
  await expectNoScroll("profile");
  const compact = page.getByRole("navigation", { name: "Main, compact", exact: true });
  await compact.getByRole("link", { name: "Admin", exact: true }).click();
  await expect(admin.table).toBeVisible();
  await expectNoScroll("admin");
});
