// Meetings with a host: somebody with an account starts one, and others come.

import { expect, type Person } from "./fixtures.ts";
import type { Outbox } from "./outbox.ts";
import { newPerson } from "./pages/register.ts";
import { signUp } from "./sign-up.ts";

/** Starts a meeting from the page of one's meetings and joins it; answers its address. */
export async function startMeeting({ page, dashboard, prejoin }: Person, name: string): Promise<string> {
  await dashboard.open();
  await dashboard.newMeeting.click();
  await expect(page).toHaveURL(/\/m\//);
  await prejoin.join(name);
  return page.url();
}

/** Makes an account and starts a meeting with it; answers its address. */
export async function host(somebody: Person, outbox: Outbox, name = "Ines Moreau"): Promise<string> {
  await signUp(somebody, outbox, newPerson(name));
  return startMeeting(somebody, name);
}

/** Joins a meeting by its address. */
export async function joinAs(somebody: Person, address: string, name: string): Promise<void> {
  await somebody.prejoin.open(address);
  await somebody.prejoin.join(name);
}

/** Makes an account and joins a meeting with it. */
export async function joinWithAccount(somebody: Person, outbox: Outbox, address: string, name: string): Promise<void> {
  await signUp(somebody, outbox, newPerson(name));
  await joinAs(somebody, address, name);
}
