// Everybody can have an account: the keyboard alone, axe in both themes, narrow screens.

import { expectNoSidewaysScroll, expectNoViolation } from "./axe.ts";
import { expect, test } from "./fixtures.ts";
import { newPerson } from "./pages/register.ts";
import { sizes } from "./shots.ts";

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

for (const theme of ["light", "dark"] as const) {
  test(`axe finds nothing on the account pages, ${theme}`, { tag: sizes[theme] }, async ({ person, outbox, watch }) => {
    watch.allow(/Failed to load resource.*\/api\//, "the browser reports the refused sign-in");
    const ines = newPerson();
    const { page, register, login, forgot } = await person({ colorScheme: theme });
    await register.open();
    await expectNoViolation(page, "register");
    await register.sendCode.click();
    await expect(register.fullName).toHaveAttribute("aria-invalid", "true");
    await expectNoViolation(page, "register with errors");
    await register.begin(ines);
    await expectNoViolation(page, "verify");
    await register.code.fill(await outbox.nextCode(ines.email));
    await expect(login.status).toBeVisible();
    await expectNoViolation(page, "account created");
    await login.expectAlive();
    await login.attempt(ines.email, "not the password");
    await expect(login.alert).toBeVisible();
    await expectNoViolation(page, "sign-in refused");
    await forgot.open();
    await expectNoViolation(page, "forgot");
    await forgot.request(`nobody-${theme}-${Date.now()}@example.org`);
    await expectNoViolation(page, "reset");
    await page.goto("/forgot/done");
    await expectNoViolation(page, "done");
  });
}

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
