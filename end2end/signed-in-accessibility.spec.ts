// Everybody can use the pages for who is signed in: axe in both themes, narrow screens.

import { expectNoSidewaysScroll, expectNoViolation } from "./axe.ts";
import { expect, test } from "./fixtures.ts";
import { newPerson } from "./pages/register.ts";
import { sizes } from "./shots.ts";
import { signInAsAdmin, signUp } from "./sign-up.ts";

for (const theme of ["light", "dark"] as const) {
  test(`axe finds nothing where one is signed in, ${theme}`, { tag: sizes[theme] }, async ({ person, server }) => {
    const browser = await person({ colorScheme: theme });
    const { page, dashboard, profile, admin } = browser;
    const adaeze = await signInAsAdmin(browser, server);
    await dashboard.open();
    await expectNoViolation(page, "dashboard");
    await dashboard.moreWays.click();
    await expect(dashboard.menu).toBeVisible();
    await expectNoViolation(page, "more ways to start");
    await dashboard.open();
    await dashboard.choose("Create a link for later");
    await expect(dashboard.linkDialog).toBeVisible();
    await expectNoViolation(page, "link for later");

    await profile.open();
    await expectNoViolation(page, "profile");
    await profile.fullName.fill("");
    await profile.save.click();
    await profile.changePassword.click();
    await expect(profile.newPassword).toHaveAttribute("aria-invalid", "true");
    await expectNoViolation(page, "profile with errors");
    await profile.discard.click();
    await profile.email.fill(newPerson().email);
    await profile.save.click();
    await expect(profile.emailDialog).toBeVisible();
    await expectNoViolation(page, "a new address, password");
    await profile.emailPassword.fill(adaeze.password);
    await profile.sendCode.click();
    await expect(profile.code).toBeVisible();
    await expectNoViolation(page, "a new address, code");

    await admin.open();
    await expectNoViolation(page, "admin");
  });

  test(`axe finds nothing in an admin's question, ${theme}`, { tag: sizes[theme] }, async ({ person, outbox, server }) => {
    const [browser, other] = [await person({ colorScheme: theme }), await person()];
    const wei = await signUp(other, outbox, newPerson("Wei Chen"));
    const { page, admin } = browser;
    await signInAsAdmin(browser, server);
    await admin.open();
    await admin.find(wei.username);
    await admin.choose(wei.username, wei.fullName, "Suspend");
    await expectNoViolation(page, "suspend");
  });
}

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
