// The two steps of making an account.

import { expect } from "@playwright/test";
import { Screen } from "./screen.ts";

/** What somebody types about themselves. */
export interface NewPerson {
  fullName: string;
  username: string;
  email: string;
  phone: string;
  password: string;
}

let people = 0;

/** Somebody whom no test knows yet: addresses wait a minute between mails. */
export function newPerson(fullName = "Ines Moreau"): NewPerson {
  people += 1;
  // For a username that is taken the server offers one with a 2 behind it, which must be nobody else's here.
  const username = `${fullName.split(" ")[0]!.toLowerCase()}-${people}x`;
  return {
    fullName,
    username,
    email: `${username}@example.org`,
    phone: "+44 20 7946 0958",
    password: "kettle-harbour-9",
  };
}

export class RegisterPage extends Screen {
  readonly heading = this.page.getByRole("heading", { level: 1, name: "Create account", exact: true });
  readonly fullName = this.page.getByRole("textbox", { name: "Full name", exact: true });
  readonly username = this.page.getByRole("textbox", { name: "Username", exact: true });
  readonly email = this.page.getByRole("textbox", { name: "Email", exact: true });
  readonly country = this.page.getByRole("combobox", { name: "Country code", exact: true });
  readonly phone = this.page.getByRole("textbox", { name: "Phone number", exact: true });
  readonly password = this.page.getByLabel("Password", { exact: true });
  readonly showPassword = this.page.getByRole("button", { name: "Show password", exact: true });
  readonly strength = this.page.getByRole("meter", { name: "Password strength", exact: true });
  readonly confirm = this.page.getByLabel("Confirm password", { exact: true });
  readonly sendCode = this.page.getByRole("button", { name: "Send code", exact: true });
  /** Above the fields; the group of the picture has one of its own. */
  readonly alert = this.page.getByRole("main").getByRole("alert").filter({ hasText: /\S/ });

  readonly verifyHeading = this.page.getByRole("heading", { level: 1, name: "Check your email", exact: true });
  readonly code = this.page.getByRole("textbox", { name: "6-digit code", exact: true });
  readonly complete = this.page.getByRole("button", { name: "Complete registration", exact: true });
  readonly newCode = this.page.getByRole("button", { name: "Send a new code", exact: true });
  readonly timer = this.page.getByRole("timer");
  readonly differentEmail = this.page.getByRole("button", { name: "Use a different email", exact: true });

  async open(): Promise<void> {
    await this.page.goto("/register");
    await expect(this.heading).toBeVisible();
    await this.expectAlive();
  }

  async fill(person: NewPerson): Promise<void> {
    await this.fullName.fill(person.fullName);
    await this.username.fill(person.username);
    await this.email.fill(person.email);
    await this.phone.fill(person.phone);
    await this.password.fill(person.password);
    await this.confirm.fill(person.password);
  }

  /** The first step, as far as the second. */
  async begin(person: NewPerson): Promise<void> {
    await this.open();
    await this.fill(person);
    await this.sendCode.click();
    await this.expectVerify(person.email);
  }

  async expectVerify(email: string): Promise<void> {
    await expect(this.page).toHaveURL(/\/register\/verify$/);
    await expect(this.verifyHeading).toBeVisible();
    await expect(this.page.getByText(email, { exact: true })).toBeVisible();
    await this.expectAlive();
  }
}
