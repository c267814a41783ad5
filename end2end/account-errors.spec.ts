// What the pages around accounts say when something is wrong: each sentence once, where a person meets it. Those of
// the first tries are in accounts.spec.ts, dashboard.spec.ts and pictures.spec.ts.

import type { BrowserContext, Page } from "@playwright/test";
import { expect, type Person, test } from "./fixtures.ts";
import { type NewPerson, newPerson } from "./pages/register.ts";
import { makeAdmin, signIn, signUp } from "./sign-up.ts";

const refusals = /Failed to load resource.*\/api\//;
const tooOften = /^Too many attempts\. Try again in (\d seconds?|1 minute|[1-5]\d seconds)\.$/;
const unreachable = "Parley cannot be reached. Check your connection and try again.";
const serverError = "Something went wrong on the server. Please try again.";
const tooLate = "This took too long. Start again.";
const expired = "That code has expired. Send a new one.";

/** Six digits that are not the code. */
function wrongCodes(code: string, count: number): string[] {
  return Array.from({ length: count }, (_, step) => String((Number(code) + step + 1) % 1_000_000).padStart(6, "0"));
}

/** The browser forgets what it was in the middle of, as it does after a while. */
async function forgetFlow(context: BrowserContext): Promise<void> {
  await context.clearCookies({ name: "parley_flow" });
}

/** All that was typed is there, passwords too. */
async function expectKept({ register }: Person, who: NewPerson): Promise<void> {
  await expect(register.fullName).toHaveValue(who.fullName);
  await expect(register.username).toHaveValue(who.username);
  await expect(register.email).toHaveValue(who.email);
  await expect(register.phone).toHaveValue(who.phone);
  await expect(register.password).toHaveValue(who.password);
  await expect(register.confirm).toHaveValue(who.password);
}

/** Answers for the server, as something broken before it does. */
async function breakFunction(page: Page, name: string): Promise<void> {
  await page.route(`**/api/${name}`, (route) => route.fulfill({ status: 502, contentType: "text/html", body: "<h1>Bad gateway</h1>" }));
}

test("too long, too easy, too well known: each has its words", async ({ person, watch }) => {
  watch.allow(refusals, "the browser reports the refused forms");
  const { register } = await person();
  await register.open();
  await register.fill({ ...newPerson(), fullName: "A".repeat(81), password: "kettle-harbour-9".repeat(17) });
  await register.sendCode.click();
  await register.expectFieldError(register.fullName, "Use 80 characters or fewer.");
  await register.expectFieldError(register.password, "Use 256 characters or fewer.");
  // What the page itself sees and what only the server does are told together.
  await register.password.fill("1234567890");
  await register.confirm.fill("something else");
  await register.sendCode.click();
  await register.expectFieldError(register.fullName, "Use 80 characters or fewer.");
  await register.expectFieldError(register.password, "This password has appeared in a data leak. Choose another.");
  await register.expectFieldError(register.confirm, "The passwords do not match.");
  await expect(register.fullName).toBeFocused();
  await register.fullName.fill("Ines Moreau");
  for (const [password, words] of [
    ["ines moreau 24", "This password is easy to guess. Add another word."],
    ["1234567890", "This password has appeared in a data leak. Choose another."],
  ] as const) {
    await register.password.fill(password);
    await register.confirm.fill(password);
    await register.sendCode.click();
    await register.expectFieldError(register.password, words);
  }
});

for (const [what, words, breakIt, mend] of [
  ["a network that is away", unreachable, (page: Page) => page.context().setOffline(true), (page: Page) => page.context().setOffline(false)],
  ["a server that fails", serverError, (page: Page) => breakFunction(page, "{begin_registration,sign_in}"), (page: Page) => page.unrouteAll()],
] as const) {
  test(`${what} is said, and nothing that was typed is lost`, async ({ person, watch }) => {
    watch.allow(/Failed to load resource/, "the network or the server is away, and nobody is called so");
    const browser = await person();
    const { page, register, login } = browser;
    const who = newPerson();
    await register.open();
    await register.fill(who);
    await breakIt(page);
    await register.sendCode.click();
    await expect(register.alert).toHaveText(words);
    await expectKept(browser, who);
    await mend(page);
    await register.sendCode.click();
    await register.expectVerify(who.email);

    await login.open();
    await login.identifier.fill("nobody-at-all");
    await login.password.fill(who.password);
    await breakIt(page);
    await login.submit.click();
    await expect(login.alert).toHaveText(words);
    await expect(login.identifier).toHaveValue("nobody-at-all");
    await expect(login.password).toHaveValue(who.password);
    await mend(page);
    await login.submit.click();
    await expect(login.alert).toHaveText(/^That did not work\./);
  });
}

test("another code is asked for too soon, and one that was tried too often is dead", async ({ person, outbox, server, watch }) => {
  watch.allow(refusals, "the browser reports the refused codes");
  const who = await makeAdmin(server);
  const [{ forgot }, { forgot: other }] = [await person(), await person()];
  await other.open();
  await other.identifier.fill(who.email);
  await forgot.request(who.email);
  await other.sendCode.click();
  await expect(other.alert).toHaveText(tooOften);
  await expect(other.identifier).toHaveValue(who.email);
  const code = await outbox.nextCode(who.email);
  for (const wrong of wrongCodes(code, 5)) {
    await forgot.choose(wrong, "lantern-orchard-22");
    await forgot.expectFieldError(forgot.code, "That code is not right. Check the email and try again.");
  }
  await forgot.choose(code, "lantern-orchard-22");
  await forgot.expectFieldError(forgot.code, expired);
  await expect(forgot.password, "what was typed stays").toHaveValue("lantern-orchard-22");
});

test("a registration that took too long says so and can be begun again", async ({ person, watch }) => {
  watch.allow(refusals, "the browser reports the refused code");
  const { context, register, login, forgot } = await person();
  await register.begin(newPerson());
  await forgetFlow(context);
  await register.code.fill("123456");
  await expect(register.alert).toHaveText(tooLate);
  await register.differentEmail.click();
  await expect(register.heading).toBeVisible();
  await login.open();

  await forgot.request("nobody-at-all");
  await forgetFlow(context);
  await forgot.choose("123456", "lantern-orchard-22");
  await expect(forgot.alert).toHaveText(tooLate);
});

test("an address that got an account meanwhile is said to have one", async ({ person, outbox, server, watch }) => {
  watch.allow(refusals, "the browser reports the refused code");
  const who = newPerson();
  const { register } = await person();
  await register.begin(who);
  const code = await outbox.nextCode(who.email);
  await makeAdmin(server, { ...newPerson(), email: who.email });
  await register.code.fill(code);
  await expect(register.alert).toHaveText("An account with this email exists. Sign in instead.");
});

test("a username without a free one near to it is asked for again", async ({ person, outbox, server, watch }) => {
  watch.allow(refusals, "the browser reports the refused username");
  const who = newPerson("Nine Lives");
  const numbers = ["", "2", "3", "4", "5", "6", "7", "8", "9"];
  for (const number of numbers) {
    await makeAdmin(server, { ...newPerson(), username: `${who.username}${number}` });
  }
  const { register, login } = await person();
  await register.begin(who);
  await register.code.fill(await outbox.nextCode(who.email));
  await register.expectFieldError(register.username, "This username is taken. Try another.");
  await expect(register.username).toBeFocused();
  await register.username.fill(`${who.username}-anew`);
  await expect(register.username).not.toHaveAttribute("aria-invalid");
  await register.complete.click();
  await expect(login.status).toBeVisible();
});

test("a picture that the server does not take does not undo the account", async ({ person, outbox }) => {
  const who = newPerson();
  const { page, register, login } = await person();
  await register.begin(who);
  await page.evaluate(() => sessionStorage.setItem("register.picture", "data:image/jpeg;base64,AAAA"));
  await register.code.fill(await outbox.nextCode(who.email));
  await expect(login.status).toHaveText(
    "Account created, but its picture could not be saved. Sign in and choose it in your profile",
  );
});

test("who guesses waits, and keeps what was typed", async ({ person, server, watch }) => {
  watch.allow(refusals, "the browser reports the refused sign-ins");
  const { page, login } = await person();
  const who = await makeAdmin(server);
  await login.open();
  await login.identifier.fill(who.username);
  await login.password.fill("not the password");
  const form = { identifier: who.username, password: "not the password" };
  const guess = () => page.request.post("/api/sign_in", { form, headers: { "sec-fetch-site": "same-origin" } });
  for (let failure = 0; failure < 3; failure += 1) {
    expect((await guess()).status()).toBe(422);
  }
  // On a slow machine the wait of three seconds may be over before the page asks: another guess makes another one.
  await expect(async () => {
    await guess();
    await login.submit.click();
    await expect(login.alert).toHaveText(tooOften, { timeout: 3_000 });
  }).toPass({ timeout: 60_000 });
  await expect(login.password).toBeFocused();
  await expect(login.password).toHaveValue("not the password");
});

test("who is suspended is told so", async ({ person, server, watch }) => {
  watch.allow(refusals, "the browser reports the refused sign-in");
  const { login } = await person();
  const who = await makeAdmin(server);
  await server.command(["user", "disable", who.username], "");
  await login.open();
  await login.attempt(who.username, who.password);
  await expect(login.alert).toHaveText("This account is suspended. Contact the administrator of this server.");
});

test("a new address without JavaScript is said to need it, and nothing is saved", async ({ person, outbox }) => {
  const who = await signUp(await person(), outbox);
  const { page, login, profile } = await person({ javaScriptEnabled: false });
  await page.goto("/login?next=/profile");
  await login.attempt(who.username, who.password);
  await profile.fullName.fill("Ines Castellano");
  await profile.email.fill(newPerson().email);
  await profile.save.click();
  await profile.expectFieldError(profile.email, "Changing this needs JavaScript. Nothing was saved.");
  await page.goto("/profile");
  await expect(profile.fullName).toHaveValue(who.fullName);
  await expect(profile.email).toHaveValue(who.email);
});

test("an address of somebody else is said to be taken once its owner said so", async ({ person, outbox, server, watch }) => {
  watch.allow(refusals, "the browser reports the refused code");
  const browser = await person();
  const who = await signUp(browser, outbox);
  const { profile } = browser;
  const email = newPerson().email;
  await profile.open();
  await profile.email.fill(email);
  await profile.save.click();
  await profile.emailPassword.fill(who.password);
  await profile.sendCode.click();
  const code = await outbox.nextCode(email);
  const owner = await makeAdmin(server, { ...newPerson(), email });
  await profile.code.fill(code);
  await profile.expectFieldError(profile.email, "An account with this email exists. Sign in instead.");
  await expect(profile.emailDialog).toBeHidden();
  await signIn(await person(), owner);
});
