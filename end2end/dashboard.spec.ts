// Being signed in: the meetings, the profile, the devices.

import type { BrowserContext, Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { meetingAddress } from "./pages/landing.ts";
import { newPerson } from "./pages/register.ts";
import { signIn, signUp } from "./sign-up.ts";

const refusals = /Failed to load resource.*\/api\//;
const otherPassword = "lantern-orchard-22";

/** What the browser of the tests is called; on a phone-sized screen it is the same one. */
const device = "Chrome on Linux";

interface ShareSheet {
  asked: ShareData[];
  /** Ends what was asked last: with nothing, or with an error of this name. */
  answer: (error: string) => void;
}

/** A browser whose system has a sheet for sharing. */
async function withShareSheet(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const sheet: ShareSheet = { asked: [], answer: () => {} };
    Object.assign(window, { sheet });
    navigator.share = (data) => {
      sheet.asked.push({ ...data });
      return new Promise((done, failed) => {
        sheet.answer = (error) => (error ? failed(new DOMException("", error)) : done());
      });
    };
  });
}

const asked = (page: Page) => page.evaluate(() => (window as unknown as { sheet: ShareSheet }).sheet.asked);
const answer = (page: Page, error: string) =>
  page.evaluate((error) => (window as unknown as { sheet: ShareSheet }).sheet.answer(error), error);

test("the page of one's meetings asks to sign in first, and comes after it", async ({ person, outbox }) => {
  const browser = await person();
  const { page, login, dashboard, profile } = browser;
  const ines = await signUp(browser, outbox);
  await login.leave();
  for (const asked of ["/dashboard", "/profile"]) {
    await page.goto(asked);
    await expect(page).toHaveURL(`/login?next=${asked}`);
    await expect(login.heading).toBeVisible();
  }
  await login.expectAlive();
  await login.attempt(ines.username, ines.password);
  await expect(profile.heading).toBeVisible();
  await page.goto("/");
  await expect(page).toHaveURL(/\/dashboard$/);
  await dashboard.expectGreeting("Ines");
});

test("the dashboard says who one is and what there is to do", { tag: "@phone" }, async ({ person, outbox }) => {
  const browser = await person();
  const { page, dashboard } = browser;
  const ines = await signUp(browser, outbox);
  await dashboard.open();
  await expect(page).toHaveTitle("Meetings · Parley");
  await dashboard.expectGreeting("Ines");
  await expect(page.getByRole("heading", { level: 1 })).toHaveCount(1);
  await expect(dashboard.upcoming.getByRole("heading", { name: "Nothing planned", exact: true })).toBeVisible();
  await expect(dashboard.history.getByRole("heading", { name: "No meetings yet", exact: true })).toBeVisible();
  await expect(dashboard.picture).toHaveText("IM");
  for (const fact of [ines.fullName, `@${ines.username}`, ines.email]) {
    await expect(dashboard.account.getByText(fact, { exact: true })).toBeVisible();
  }

  const code = await dashboard.personalId.inputValue();
  expect(code).toMatch(/^[a-z]{3}-[a-z]{4}-[a-z]{3}$/);
  await expect(dashboard.personalId).toHaveAttribute("readonly");
  await dashboard.copyPersonalId.click();
  await dashboard.expectNotice("Personal meeting ID copied");
  expect(await dashboard.clipboard()).toBe(code);
  await dashboard.copyInvitation.click();
  await dashboard.expectNotice("Invitation copied");
  expect(await dashboard.clipboard()).toContain(`/m/${code}`);
  await dashboard.copyPersonalLink.click();
  await dashboard.expectNotice("Link copied");
  expect(await dashboard.clipboard()).toBe(`${new URL(page.url()).origin}/m/${code}`);
  await expect(dashboard.sharePersonalLink, "this browser has no sheet for it").toHaveCount(0);
});

test("the personal link is shared by the system's own sheet where there is one", async ({ person, outbox, server }) => {
  const browser = await person({ prepare: withShareSheet });
  const { page, dashboard } = browser;
  await signUp(browser, outbox);
  await dashboard.open();
  const link = `${server.url}/m/${await dashboard.personalId.inputValue()}`;
  await dashboard.sharePersonalLink.click();
  await expect.poll(() => asked(page)).toEqual([{ title: "A meeting with Ines Moreau on Parley", url: link }]);
  await answer(page, "");
  await dashboard.sharePersonalLink.click();
  await expect.poll(async () => (await asked(page)).length).toBe(2);
  await answer(page, "AbortError");
  await dashboard.sharePersonalLink.click();
  await expect.poll(async () => (await asked(page)).length).toBe(3);
  await expect(dashboard.notices.getByText("Link copied", { exact: true }), "who closes it wanted nothing").toHaveCount(0);
  await answer(page, "NotAllowedError");
  await dashboard.expectNotice("Link copied");
  expect(await dashboard.clipboard()).toBe(link);
});

test("meetings start from the dashboard in each of its ways", async ({ person, outbox, server }) => {
  const browser = await person();
  const { page, dashboard, prejoin } = browser;
  await signUp(browser, outbox);
  await dashboard.open();
  await dashboard.newMeeting.click();
  await expect(page).toHaveURL(meetingAddress);
  await expect(prejoin.name, "the account's name").toHaveValue("Ines Moreau");
  const first = page.url();

  await dashboard.open();
  await dashboard.choose("Start now");
  await expect(page).toHaveURL(meetingAddress);
  expect(page.url()).not.toBe(first);

  await dashboard.open();
  await dashboard.choose("Create a link for later");
  await expect(dashboard.linkDialog).toBeVisible();
  const link = await dashboard.link.inputValue();
  await dashboard.copyLink.click();
  await dashboard.expectNotice("Link copied");
  await expect(dashboard.linkDialog).toBeHidden();
  expect(await dashboard.clipboard()).toBe(link);
  await dashboard.code.fill(link);
  await dashboard.join.click();
  await expect(page).toHaveURL(link);

  await dashboard.open();
  const code = await dashboard.personalId.inputValue();
  for (const start of [() => dashboard.startPersonal.click(), () => dashboard.choose("Start with my personal ID")]) {
    await dashboard.open();
    await start();
    await expect(page).toHaveURL(`${server.url}/m/${code}`);
    await expect(prejoin.joinButton).toBeVisible();
  }
});

test("the personal meeting has settings of its own, and they hold", async ({ person, outbox, server }) => {
  const [ines, ben] = [await person(), await person()];
  await signUp(ines, outbox);
  const { dashboard } = ines;
  await dashboard.open();
  const address = `${server.url}/m/${await dashboard.personalId.inputValue()}`;
  await dashboard.openSettings();
  await expect(dashboard.settingsPassword).toBeFocused();
  await expect(dashboard.setting("Waiting room")).not.toBeChecked();
  await expect(dashboard.setting("Send chat messages")).toBeChecked();
  await dashboard.settingsPassword.fill("abc");
  await dashboard.saveSettings.click();
  await expect(dashboard.settingsPassword).toHaveAccessibleDescription(/Use 4 to 64 characters\./);
  await expect(dashboard.settingsPassword).toBeFocused();
  await dashboard.settingsPassword.fill("south-wall-4");
  await dashboard.setting("Waiting room").check();
  await dashboard.setting("Host must be there first").check();
  await dashboard.setting("Send chat messages").uncheck();
  await dashboard.saveSettings.click();
  await dashboard.expectNotice("Personal meeting saved");
  await expect(dashboard.settings).toBeHidden();
  await expect(dashboard.personalSettings).toBeFocused();

  await ben.prejoin.openToAsk(address);
  await ben.prejoin.name.fill("Ben Falk");
  await ben.prejoin.password.fill("south-wall-4");
  await ben.prejoin.askButton.click();
  await expect(ben.waiting.notStarted).toBeVisible();

  await dashboard.openSettings();
  await expect(dashboard.settingsPassword).toHaveValue("");
  await expect(dashboard.setting("Waiting room")).toBeChecked();
  await expect(dashboard.setting("Send chat messages")).not.toBeChecked();
  await dashboard.settings.getByRole("checkbox", { name: /^Remove the password/ }).check();
  await dashboard.saveSettings.click();
  await expect(dashboard.settings).toBeHidden();
  await ines.prejoin.open(address);
  await ines.prejoin.join("Ines Moreau");
  await ines.room.noticeButton("Admit Ben Falk now").click();
  await ben.room.expectInside();
  await ben.room.openChat();
  await expect(ben.room.chatIsOff).toBeVisible();
});

test("a profile is changed, and everything says so", { tag: "@phone" }, async ({ person, outbox, watch }) => {
  watch.allow(refusals, "the browser reports the refused username");
  const [first, browser] = [await person(), await person()];
  const taken = await signUp(first, outbox);
  const ines = await signUp(browser, outbox);
  const { page, dashboard, profile } = browser;
  await dashboard.open();
  await dashboard.editProfile.click();
  await expect(profile.heading).toBeFocused();
  await expect(page).toHaveTitle("Profile · Parley");
  await expect(profile.username).toHaveValue(ines.username);
  await expect(profile.discard).toBeHidden();

  await profile.fullName.fill("");
  await profile.phone.fill("12");
  await profile.save.click();
  await profile.expectFieldError(profile.fullName, "Enter your full name.");
  await profile.expectFieldError(
    profile.phone,
    "Start with + and the country code, for example +44 20 7946 0958.",
  );
  await expect(profile.fullName).toBeFocused();
  await profile.discard.click();
  await expect(profile.fullName).toHaveValue("Ines Moreau");
  await expect(profile.fullName).not.toHaveAttribute("aria-invalid");
  await expect(profile.discard).toBeHidden();

  await profile.username.fill(taken.username);
  await profile.save.click();
  await expect(profile.username).toHaveAccessibleDescription(/^This username is taken\. Try .+\.$/);
  await expect(profile.username).toHaveAttribute("aria-invalid", "true");
  await expect(profile.username).toBeFocused();
  await profile.username.fill(`${ines.username}-new`);
  await profile.fullName.fill("Ines Castellano");
  await profile.save.click();
  await profile.expectSaved("Profile saved");
  await expect(profile.fullName).toHaveValue("Ines Castellano");
  await expect(profile.activity.filter({ hasText: "Profile changed" })).toHaveCount(1);
  await dashboard.open();
  await expect(dashboard.picture).toHaveText("IC");
  await expect(dashboard.account.getByText(`@${ines.username}-new`, { exact: true })).toBeVisible();
});

test("a new address needs the password and the code that goes to it", async ({ person, outbox, watch }) => {
  watch.allow(refusals, "the browser reports the refused password and code");
  const browser = await person();
  const { login, profile } = browser;
  const ines = await signUp(browser, outbox);
  const email = newPerson().email;
  await profile.open();
  await profile.email.fill("ines");
  await profile.save.click();
  await profile.expectFieldError(profile.email, "This does not look like an email. Check for a missing @ or dot.");
  await profile.email.fill(email);
  await profile.save.click();
  await expect(profile.emailPassword).toBeFocused();
  await profile.cancelEmail.click();
  await expect(profile.emailDialog).toBeHidden();
  await expect(profile.email).toHaveValue(email);

  await profile.save.click();
  await profile.emailPassword.fill("not the password");
  await profile.sendCode.click();
  await profile.expectFieldError(profile.emailPassword, "This is not your current password.");
  await profile.emailPassword.fill(ines.password);
  await profile.sendCode.click();
  await expect(profile.code).toBeFocused();
  const code = await outbox.nextCode(email);
  await profile.code.fill(code === "000000" ? "000001" : "000000");
  await profile.expectFieldError(profile.code, "That code is not right. Check the email and try again.");
  await profile.code.fill(code);
  await profile.expectSaved("Profile saved");
  await expect(profile.email).toHaveValue(email);
  expect((await outbox.next(ines.email)).text).toContain(email);
  await login.leave();
  await login.open();
  await login.signIn(email, ines.password);
});

test("a new password signs the other devices out", async ({ person, outbox, watch }) => {
  watch.allow(refusals, "the browser reports the refused password");
  const [browser, other] = [await person(), await person()];
  const ines = await signUp(browser, outbox);
  await signIn(other, ines);
  const { profile } = browser;
  await profile.open();
  await profile.changePassword.click();
  await profile.expectFieldError(profile.currentPassword, "Enter your current password.");
  await profile.expectFieldError(profile.newPassword, "Enter a password.");
  await profile.choosePassword("not the password", "short", "other");
  await profile.expectFieldError(profile.newPassword, "Use at least 10 characters.");
  await profile.expectFieldError(profile.confirmPassword, "The passwords do not match.");
  await profile.choosePassword("not the password", otherPassword);
  await expect(profile.strength).toHaveAttribute("aria-valuetext", "Strong");
  await profile.expectFieldError(profile.currentPassword, "This is not your current password.");
  await expect(profile.currentPassword).toBeFocused();
  await profile.choosePassword(ines.password, otherPassword);
  await profile.expectSaved("Password changed");
  await expect(profile.newPassword).toHaveValue("");
  await expect(profile.deviceRows).toHaveCount(1);

  await other.page.goto("/dashboard");
  await expect(other.login.heading).toBeVisible();
  await other.login.expectAlive();
  await other.login.signIn(ines.username, otherPassword);
});

test("a device is signed out from another one, and then all the others", { tag: "@phone" }, async ({ person, outbox }) => {
  const [browser, second, third] = [await person(), await person(), await person()];
  const ines = await signUp(browser, outbox);
  await signIn(second, ines);
  const { page, profile } = browser;
  await profile.open();
  await expect(profile.deviceRows).toHaveCount(2);
  await expect(profile.deviceRows.filter({ hasText: "This device" })).toHaveCount(1);
  await profile.signOut(device).click();
  await expect(profile.notices.getByText("Device signed out", { exact: true })).toBeVisible();
  await expect(profile.deviceRows).toHaveCount(1);
  await expect(page.getByRole("heading", { name: "Devices", exact: true })).toBeFocused();
  await expect(profile.signOutOthers).toBeHidden();
  await second.page.goto("/dashboard");
  await expect(second.login.heading).toBeVisible();

  await second.login.expectAlive();
  await second.login.signIn(ines.username, ines.password);
  await signIn(third, ines);
  await profile.open();
  await expect(profile.deviceRows).toHaveCount(3);
  await profile.signOutOthers.click();
  await expect(profile.notices.getByText("Signed out on all other devices", { exact: true })).toBeVisible();
  await expect(profile.deviceRows).toHaveCount(1);
  await expect(profile.activity.first()).toContainText("Other devices signed out");
  await third.page.goto("/profile");
  await expect(third.login.heading).toBeVisible();
});

test("a profile is saved without JavaScript", async ({ person, outbox }) => {
  const ines = await signUp(await person(), outbox);
  const { login, profile, page } = await person({ javaScriptEnabled: false });
  await page.goto("/login?next=/profile");
  await login.attempt(ines.username, ines.password);
  await expect(profile.heading).toBeVisible();
  await expect(profile.deviceRows).toHaveCount(2);
  await profile.fullName.fill("Ines Castellano");
  await profile.save.click();
  await expect(profile.fullName).toHaveValue("Ines Castellano");
  await profile.signOut(device).click();
  await expect(profile.deviceRows).toHaveCount(1);
});
