// Accounts: making one, signing in and out, resetting a password; with JavaScript and without.

import { expect, type Person, test } from "./fixtures.ts";
import type { Outbox } from "./outbox.ts";
import { type NewPerson, newPerson } from "./pages/register.ts";
import { makeAdmin } from "./sign-up.ts";

const refused = "That did not work. The email, username or password is not right. Please try again.";
const refusals = /Failed to load resource.*\/api\//;
const wrongCode = "That code is not right. Check the email and try again.";

/** Makes an account, as far as the page for signing in. */
async function makeAccount({ register, login }: Person, person: NewPerson, outbox: Outbox): Promise<void> {
  await register.begin(person);
  await register.code.fill(await outbox.nextCode(person.email));
  await expect(login.heading).toBeVisible();
  await login.expectAlive();
}

/** Another code than the right one. */
function otherThan(code: string): string {
  return code === "000000" ? "000001" : "000000";
}

test("an account is made and used without JavaScript", async ({ person, outbox }) => {
  const ines = newPerson();
  const { page, register, login } = await person({ javaScriptEnabled: false });
  await page.goto("/register");
  await register.fill({ ...ines, username: "2ines" });
  await register.country.selectOption("GB");
  await register.sendCode.click();
  await register.expectFieldError(
    register.username,
    "Use 3 to 32 letters, numbers, dots or dashes, starting with a letter.",
  );
  await expect(register.fullName).toHaveValue(ines.fullName);
  await expect(register.username).toHaveValue("2ines");
  await expect(register.email).toHaveValue(ines.email);
  await expect(register.country).toHaveValue("GB");
  await expect(register.phone).toHaveValue(ines.phone);
  await expect(register.password).toHaveValue("");
  await register.fill(ines);
  await register.sendCode.click();
  await expect(register.verifyHeading).toBeVisible();
  await expect(page.getByText(ines.email, { exact: true })).toBeVisible();
  const code = await outbox.nextCode(ines.email);
  await register.code.fill(otherThan(code));
  await register.complete.click();
  await expect(page.getByText(wrongCode, { exact: true })).toBeVisible();
  await register.code.fill(code);
  await register.complete.click();
  await expect(login.status).toHaveText("Account created. Sign in to go on");
  await login.password.fill("not the password");
  await login.submit.click();
  await expect(login.alert).toHaveText(refused);
  expect(decodeURIComponent(page.url())).not.toContain("not the password");
  await login.attempt(ines.email, ines.password);
  await login.expectSignedIn();
});

test("an empty form says what it needs, and nothing typed is lost", async ({ person }) => {
  const { page, register } = await person();
  await register.open();
  await register.sendCode.click();
  for (const [field, words] of [
    [register.fullName, "Enter your full name."],
    [register.username, "Enter a username."],
    [register.email, "Enter your email."],
    [register.phone, "Enter your phone number."],
    [register.password, "Enter a password."],
    [register.confirm, "Enter a password."],
  ] as const) {
    await register.expectFieldError(field, words);
  }
  await expect(register.fullName).toBeFocused();

  await register.fullName.fill("Ines Moreau");
  await expect(page.getByText("Enter your full name.", { exact: true })).toBeHidden();
  await register.username.fill("2ines");
  await register.expectFieldError(
    register.username,
    "Use 3 to 32 letters, numbers, dots or dashes, starting with a letter.",
  );
  await register.email.fill("ines");
  await register.expectFieldError(
    register.email,
    "This does not look like an email. Check for a missing @ or dot.",
  );
  await register.phone.fill("020 7946 0958");
  await register.expectFieldError(
    register.phone,
    "Start with + and the country code, for example +44 20 7946 0958.",
  );
  await register.country.selectOption("GB");
  await expect(register.phone).not.toHaveAttribute("aria-invalid");
  await register.password.fill("short");
  await register.expectFieldError(register.password, "Use at least 10 characters.");
  await register.confirm.fill("other");
  await register.expectFieldError(register.confirm, "The passwords do not match.");
  await register.sendCode.click();
  await expect(register.username).toBeFocused();
  await expect(register.fullName).toHaveValue("Ines Moreau");
  await expect(register.password).toHaveValue("short");
});

test("nobody is told of an error while typing for the first time", async ({ person }) => {
  const { page, register } = await person();
  await register.open();
  await register.email.pressSequentially("ines");
  await register.password.pressSequentially("short");
  await register.confirm.pressSequentially("s");
  await expect(page.locator("[aria-invalid]")).toHaveCount(0);
});

test("the strength is shown, and the server judges", async ({ person, watch }) => {
  watch.allow(refusals, "the browser reports the refused form");
  const { register } = await person();
  await register.open();
  await expect(register.strength).toHaveAttribute("aria-valuetext", "Empty");
  await register.password.fill("short");
  await expect(register.strength).toHaveAttribute("aria-valuetext", "Weak");
  await register.password.fill("kettle-harbour-9");
  await expect(register.strength).toHaveAttribute("aria-valuetext", "Strong");
  await register.showPassword.click();
  await expect(register.showPassword).toHaveAttribute("aria-pressed", "true");
  await expect(register.password).toHaveAttribute("type", "text");
  await register.fill({ ...newPerson(), password: "1234567890" });
  await register.sendCode.click();
  await expect(register.password).toHaveAttribute("aria-invalid", "true");
  await expect(register.password).toHaveAccessibleDescription(/easy to guess|data leak/);
  await expect(register.password).toBeFocused();
});

test("another address keeps what was typed, but no password", async ({ person }) => {
  const ines = newPerson();
  const { register } = await person();
  await register.begin(ines);
  await expect(register.newCode).toBeDisabled();
  await expect(register.timer).toHaveText(/^in 0:\d\d$|^in 1:00$/);
  await register.differentEmail.click();
  await expect(register.heading).toBeVisible();
  await register.expectAlive();
  await expect(register.fullName).toHaveValue(ines.fullName);
  await expect(register.username).toHaveValue(ines.username);
  await expect(register.email).toHaveValue(ines.email);
  await expect(register.phone).toHaveValue(ines.phone);
  await expect(register.password).toHaveValue("");
  await expect(register.confirm).toHaveValue("");
});

test("the wait for another code goes on after a reload", async ({ person }) => {
  const { page, register } = await person();
  await register.begin(newPerson());
  await expect(register.timer).toHaveText(/^in 0:([0-4]\d|5[0-7])$/);
  await page.reload();
  await register.expectAlive();
  expect(await register.timer.textContent()).toMatch(/^in 0:[0-5]\d$/);
  expect(await register.timer.textContent()).not.toMatch(/^in 0:5[89]$/);
  await expect(register.newCode).toBeDisabled();
});

test("a wrong code is said, and the right one still counts", async ({ person, outbox, watch }) => {
  watch.allow(refusals, "the browser reports the refused code");
  const ines = newPerson();
  const { register, login } = await person();
  await register.begin(ines);
  await register.complete.click();
  await register.expectFieldError(register.code, "Enter all 6 digits.");
  const code = await outbox.nextCode(ines.email);
  await register.code.fill(otherThan(code));
  await register.expectFieldError(register.code, wrongCode);
  await expect(register.code).toBeFocused();
  // It is typed over, and looks wrong instead of marked.
  const marked = await register.code.evaluate((input: HTMLInputElement) => {
    const background = getComputedStyle(input, "::selection").backgroundColor;
    return [input.selectionEnd! - input.selectionStart!, background];
  });
  expect(marked).toEqual([6, "rgba(0, 0, 0, 0)"]);
  await register.code.fill(`${code.slice(0, 3)} ${code.slice(3)}`);
  await expect(login.heading).toBeVisible();
});

test("a username that somebody took is asked for again", async ({ person, outbox, watch }) => {
  watch.allow(refusals, "the browser reports the refused username");
  const first = newPerson();
  const second = { ...newPerson(), username: first.username };
  const [one, other] = [await person(), await person()];
  await makeAccount(one, first, outbox);
  const { page, register, login } = other;
  await register.begin(second);
  await register.code.fill(await outbox.nextCode(second.email));
  await expect(register.username).toHaveAttribute("aria-invalid", "true");
  await expect(register.username).toHaveAccessibleDescription(/^This username is taken\. Try .+\.$/);
  await expect(register.username).toBeFocused();
  const suggestion = await register.username.inputValue();
  expect(suggestion).not.toBe(first.username);
  await register.complete.click();
  await expect(page).toHaveURL(/\/login\?created$/);
  await login.expectAlive();
  await login.signIn(suggestion, second.password);
});

test("an address with an account gets the same page and another mail", async ({ person, outbox, server }) => {
  const ines = await makeAdmin(server);
  const { register } = await person();
  await register.begin({ ...newPerson(), email: ines.email });
  const mail = await outbox.next(ines.email);
  expect(mail.text).toContain(ines.username);
  expect(mail.text).not.toMatch(/(?:^|\s)\d{6}(?:\s|$)/m);
});

test("a new code comes with a new mail, and the one before it no longer works", async ({ person, outbox, watch }) => {
  watch.allow(refusals, "the browser reports the refused code");
  const ines = newPerson();
  const { page, register, login } = await person();
  await register.begin(ines);
  const first = await outbox.nextCode(ines.email);
  // A minute lies between two mails to one address.
  await expect(register.newCode).toBeEnabled({ timeout: 75_000 });
  await expect(register.timer).toBeEmpty();
  await register.newCode.click();
  await expect(page.getByText("A new code is on its way.", { exact: true })).toBeVisible();
  await expect(register.newCode).toBeDisabled();
  await expect(register.timer).toHaveText(/^in 0:\d\d$|^in 1:00$/);
  const second = await outbox.nextCode(ines.email);
  await register.code.fill(first);
  await register.expectFieldError(register.code, wrongCode);
  await register.code.fill(second);
  await expect(login.heading).toBeVisible();
});

test("a refused sign-in looks the same for a wrong password and for nobody", async ({ person, outbox, watch }) => {
  watch.allow(refusals, "the browser reports the refused sign-in");
  const ines = newPerson();
  const browser = await person();
  await makeAccount(browser, ines, outbox);
  const { page, login } = browser;
  for (const name of [ines.email, "nobody-at-all"]) {
    await login.open();
    await login.attempt(name, "not the password");
    await expect(login.alert).toHaveText(refused);
    await expect(login.password).toBeFocused();
    await expect(login.identifier).toHaveValue(name);
    await expect(login.password).toHaveValue("not the password");
    expect(new URL(page.url()).search).toBe("");
  }
  await login.open();
  await login.identifier.fill("");
  await login.submit.click();
  await login.expectFieldError(login.identifier, "Enter your email or username.");
  await login.expectFieldError(login.password, "Enter a password.");
  await expect(login.identifier).toBeFocused();
});

test("the page asked for comes after signing in, another server's does not", async ({ person, outbox, server }) => {
  const ines = newPerson();
  const browser = await person();
  await makeAccount(browser, ines, outbox);
  const { page, landing, login } = browser;
  await login.open("?next=/m/zzz-zzzz-zzz");
  await expect(page.locator("input[name=next]")).toHaveValue("/m/zzz-zzzz-zzz");
  for (const next of ["//example.org", "https://example.org", "/%5cexample.org"]) {
    await login.open(`?next=${encodeURIComponent(next)}`);
    await login.attempt(ines.email, ines.password);
    await login.expectSignedIn();
    expect(page.url().startsWith(server.url)).toBe(true);
    await login.leave();
    await expect(landing.heading).toBeVisible();
  }
});

test("the answer to a forgotten password is the same for nobody", async ({ person, watch }) => {
  watch.allow(refusals, "the browser reports the refused code");
  const { forgot } = await person();
  await forgot.open();
  await forgot.sendCode.click();
  await forgot.expectFieldError(forgot.identifier, "Enter your email or username.");
  await forgot.request(`nobody-${Date.now()}@example.org`);
  await forgot.choose("123456", "short", "other");
  await forgot.expectFieldError(forgot.password, "Use at least 10 characters.");
  await forgot.expectFieldError(forgot.confirm, "The passwords do not match.");
  await forgot.choose("123456", "lantern-orchard-22");
  await expect(forgot.code).toHaveAttribute("aria-invalid", "true");
  await expect(forgot.password).toHaveValue("lantern-orchard-22");
});
