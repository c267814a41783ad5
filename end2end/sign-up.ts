// People with an account: made by the requests that the forms send, or on the command line for who looks after the
// server. The forms themselves have specs of their own (accounts.spec.ts).

import { expect } from "@playwright/test";
import type { Person } from "./fixtures.ts";
import type { Outbox } from "./outbox.ts";
import { type NewPerson, newPerson } from "./pages/register.ts";
import type { ParleyServer } from "./server.ts";

/** Makes an account, signs in with it and opens the meetings. */
export async function signUp(browser: Person, outbox: Outbox, who = newPerson()): Promise<NewPerson> {
  await send(browser, "begin_registration", {
    full_name: who.fullName,
    username: who.username,
    email: who.email,
    country: "",
    phone: who.phone,
    password: who.password,
    confirm_password: who.password,
  });
  await send(browser, "complete_registration", { code: await outbox.nextCode(who.email) });
  await signIn(browser, who);
  return who;
}

/** Signs in with an account that is there, and opens the meetings. */
export async function signIn(browser: Person, who: NewPerson): Promise<void> {
  await send(browser, "sign_in", { identifier: who.username, password: who.password });
  await browser.page.goto("/dashboard");
  await browser.login.expectSignedIn();
  await browser.login.expectAlive();
}

/** What a form of the page sends; the cookies of the answer are those of its browser. */
async function send({ context }: Person, endpoint: string, form: Record<string, string>): Promise<void> {
  const answer = await context.request.post(`/api/${endpoint}`, {
    form,
    headers: { "sec-fetch-site": "same-origin" },
  });
  await expect(answer).toBeOK();
}

/** Makes an account that looks after the server. No mail goes to its address, so that no other one has to wait. */
export async function makeAdmin(server: ParleyServer, who = newPerson("Adaeze Okafor")): Promise<NewPerson> {
  const names = ["--name", who.fullName, "--username", who.username, "--email", who.email];
  await server.command(["user", "create-superuser", ...names], `${who.password}\n${who.password}\n`);
  return who;
}

/** Makes such an account, and signs in with it. */
export async function signInAsAdmin(browser: Person, server: ParleyServer): Promise<NewPerson> {
  const who = await makeAdmin(server);
  await signIn(browser, who);
  return who;
}
