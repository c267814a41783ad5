// Everybody can have an account: the keyboard alone, axe in both themes and sizes, narrow screens.

import { expectNoSidewaysScroll, expectNoViolationInBothThemes } from "./axe.ts";
import { expect, test } from "./fixtures.ts";
import { newPerson } from "./pages/register.ts";
import { makeAdmin } from "./sign-up.ts";

test("an account with the keyboard alone", async ({ person, outbox }) => {
  const ines = newPerson();
  const { page, register, login } = await person();
  await register.open();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to main content", exact: true })).toBeFocused();
  for (const [field, typed] of [
    [register.fullName, ines.fullName],
    [register.username, ines.username],
    [register.email, ines.email],
    [register.phone, ines.phone],
    [register.password, ines.password],
    [register.confirm, ines.password],
  ] as const) {
    await register.tabTo(field);
    await page.keyboard.type(typed);
  }
  await page.keyboard.press("Enter");
  await register.expectVerify(ines.email);
  await register.tabTo(register.code);
  await page.keyboard.type(await outbox.nextCode(ines.email));
  await expect(login.heading).toBeVisible();
  await login.expectAlive();
  await login.tabTo(login.password);
  await page.keyboard.type(ines.password);
  await page.keyboard.press("Enter");
  await login.expectSignedIn();
  await login.expectAlive();
  await login.tabTo(login.accountMenuButton);
  await page.keyboard.press("Enter");
  await expect(login.accountMenu.getByRole("menuitem").first()).toBeFocused();
  await page.keyboard.press("End");
  await expect(login.signOut).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/$/);
});

test("a forgotten password with the keyboard alone", async ({ person, outbox, server }) => {
  const who = await makeAdmin(server);
  const { page, login, forgot } = await person();
  await login.open();
  await login.tabTo(login.forgot);
  await page.keyboard.press("Enter");
  await expect(forgot.heading).toBeVisible();
  await forgot.expectAlive();
  await forgot.tabTo(forgot.identifier);
  await page.keyboard.type(who.username);
  await page.keyboard.press("Enter");
  await expect(forgot.resetHeading).toBeVisible();
  await forgot.expectAlive();
  await forgot.tabTo(forgot.code);
  await page.keyboard.type(await outbox.nextCode(who.email));
  await forgot.tabTo(forgot.password);
  await page.keyboard.type("short");
  await page.keyboard.press("Enter");
  await forgot.expectFieldError(forgot.password, "Use at least 10 characters.");
  await expect(forgot.password, "the first field that is wrong").toBeFocused();
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("lantern-orchard-22");
  await forgot.tabTo(forgot.showPassword);
  await page.keyboard.press("Space");
  await expect(forgot.password).toHaveAttribute("type", "text");
  await forgot.tabTo(forgot.confirm);
  await page.keyboard.type("lantern-orchard-22");
  await page.keyboard.press("Enter");
  await expect(forgot.doneHeading).toBeVisible();
  await forgot.expectAlive();
  await forgot.tabTo(forgot.signIn);
  await page.keyboard.press("Enter");
  await expect(login.heading).toBeVisible();
});

test("axe finds nothing on the account pages", { tag: "@phone" }, async ({ person, outbox, watch }) => {
  watch.allow(/Failed to load resource.*\/api\//, "the browser reports the refused sign-in");
  const ines = newPerson();
  const { page, register, login, forgot } = await person();
  const look = (where: string) => expectNoViolationInBothThemes(page, where);
  await register.open();
  await look("register");
  await register.sendCode.click();
  await expect(register.fullName).toHaveAttribute("aria-invalid", "true");
  await look("register with errors");
  await register.begin(ines);
  await look("verify");
  await register.code.fill(await outbox.nextCode(ines.email));
  await expect(login.status).toBeVisible();
  await look("account created");
  await login.expectAlive();
  await login.attempt(ines.email, "not the password");
  await expect(login.alert).toBeVisible();
  await expect(login.status).toBeHidden();
  await look("sign-in refused");
  await forgot.open();
  await look("forgot");
  await forgot.request(`nobody-${Date.now()}@example.org`);
  await look("reset");
  await page.goto("/forgot/done");
  await look("done");
});

test("nothing scrolls sideways at 320 pixels", async ({ person }) => {
  const { page, register, login, forgot } = await person({ viewport: { width: 320, height: 640 } });
  const expectNoScroll = (where: string) => expectNoSidewaysScroll(page, where);
  await register.open();
  await expectNoScroll("register");
  await register.begin(newPerson());
  await expectNoScroll("verify");
  await login.open();
  await expectNoScroll("login");
  await forgot.open();
  await expectNoScroll("forgot");
});
