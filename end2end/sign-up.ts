// People with an account: made as people make it, or on the command line for who looks after the server.

import { expect } from "@playwright/test";
import type { Person } from "./fixtures.ts";
import type { Outbox } from "./outbox.ts";
import { type NewPerson, newPerson } from "./pages/register.ts";
import type { ParleyServer } from "./server.ts";

/** Makes an account and signs in with it. */
export async function signUp(browser: Person, outbox: Outbox, who = newPerson()): Promise<NewPerson> {
  const { register, login } = browser;
  await register.begin(who);
  await register.code.fill(await outbox.nextCode(who.email));
  await expect(login.heading).toBeVisible();
  await login.expectAlive();
  await login.signIn(who.email, who.password);
  return who;
}

/** Signs in with an account that is there. */
export async function signIn({ login }: Person, who: NewPerson): Promise<void> {
  await login.open();
  await login.signIn(who.username, who.password);
}

/** Makes an account that looks after the server, and signs in with it. */
export async function signInAsAdmin(browser: Person, server: ParleyServer): Promise<NewPerson> {
  const who = newPerson("Adaeze Okafor");
  const names = ["--name", who.fullName, "--username", who.username, "--email", who.email];
  await server.command(["user", "create-superuser", ...names], `${who.password}\n${who.password}\n`);
  await signIn(browser, who);
  return who;
}
