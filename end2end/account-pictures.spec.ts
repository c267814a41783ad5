// Pictures of the pages around accounts, to be looked at beside the design.

import { expect, test } from "./fixtures.ts";
import { PictureChoice } from "./pages/crop.ts";
import { newPerson } from "./pages/register.ts";
import { stripes } from "./pictures.ts";
import { takeShot } from "./shots.ts";
import { signInAsAdmin } from "./sign-up.ts";

for (const theme of ["light", "dark"] as const) {
  test(`pictures of the account pages, ${theme}`, async ({ person, outbox, watch }, { project }) => {
    watch.allow(/Failed to load resource.*\/api\//, "the browser reports the refused code and sign-in");
    const { page, register, login, forgot } = await person({ colorScheme: theme });
    const shot = (screen: string) => takeShot(page, screen, project.name, theme);
    const choice = new PictureChoice(page);
    const who = newPerson();
    await register.open();
    await shot("register");
    await register.sendCode.click();
    await expect(register.fullName).toHaveAttribute("aria-invalid", "true");
    await shot("register-errors");
    await register.fill(who);
    await choice.choose(choice.upload, stripes());
    await expect(choice.dialog).toBeVisible();
    await shot("register-crop");
    await choice.use.click();
    await expect(choice.dialog).toBeHidden();
    await choice.takePhoto.click();
    await expect(choice.camera).toBeVisible();
    await shot("register-photo");
    await choice.inPhoto("Take photo").click();
    await expect(choice.still).toBeVisible();
    await shot("register-photo-taken");
    await choice.inPhoto("Close").click();
    await shot("register-filled");
    await page.screenshot({ path: `shots/register-whole-${project.name}-${theme}.png`, fullPage: true });
    await register.sendCode.click();
    await register.expectVerify(who.email);
    await shot("verify");
    const code = await outbox.nextCode(who.email);
    await register.code.fill(code === "000000" ? "000001" : "000000");
    await expect(register.code).toHaveAttribute("aria-invalid", "true");
    await shot("verify-refused");
    await register.code.fill(code);
    await expect(login.status).toBeVisible();
    await shot("login-created");
    await login.expectAlive();
    await login.attempt(who.email, "not the password");
    await expect(login.alert).toBeVisible();
    await shot("login-refused");
    await forgot.open();
    await shot("forgot");
    await forgot.request(`nobody-${theme}@example.org`);
    await shot("reset");
    await page.goto("/forgot/done");
    await shot("reset-done");
  });

  test(`pictures of where one is signed in, ${theme}`, async ({ person, server }, { project }) => {
    const browser = await person({ colorScheme: theme });
    const { page, dashboard, profile, admin } = browser;
    const shot = async (screen: string) => {
      await takeShot(page, screen, project.name, theme);
      await page.screenshot({ path: `shots/${screen}-whole-${project.name}-${theme}.png`, fullPage: true });
    };
    await page.addInitScript(() => (navigator.share = () => Promise.resolve()));
    await signInAsAdmin(browser, server);
    await dashboard.open();
    await shot("dashboard");
    await profile.open();
    await shot("profile");
    await admin.open();
    await shot("admin");
  });
}
