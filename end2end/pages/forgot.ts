// The three pages for resetting a password.

import { expect } from "@playwright/test";
import { Screen } from "./screen.ts";

export class ForgotPage extends Screen {
  readonly heading = this.page.getByRole("heading", { level: 1, name: "Reset password", exact: true });
  readonly identifier = this.page.getByRole("textbox", { name: "Email or username", exact: true });
  readonly sendCode = this.page.getByRole("button", { name: "Send code", exact: true });
  readonly alert = this.page.getByRole("main").getByRole("alert");

  readonly resetHeading = this.page.getByRole("heading", { level: 1, name: "Choose a new password", exact: true });
  readonly code = this.page.getByRole("textbox", { name: "6-digit code", exact: true });
  readonly password = this.page.getByLabel("New password", { exact: true });
  readonly showPassword = this.page.getByRole("button", { name: "Show new password", exact: true });
  readonly strength = this.page.getByRole("meter", { name: "Password strength", exact: true });
  readonly confirm = this.page.getByLabel("Confirm new password", { exact: true });
  readonly save = this.page.getByRole("button", { name: "Save new password", exact: true });
  readonly newCode = this.page.getByRole("button", { name: "Send a new code", exact: true });

  readonly doneHeading = this.page.getByRole("heading", { level: 1, name: "Password changed", exact: true });
  readonly signIn = this.page.getByRole("main").getByRole("link", { name: "Sign in", exact: true });

  async open(): Promise<void> {
    await this.page.goto("/forgot");
    await expect(this.heading).toBeVisible();
    await this.expectAlive();
  }

  /** Asks for a code, as far as the second page. */
  async request(identifier: string): Promise<void> {
    await this.open();
    await this.identifier.fill(identifier);
    await this.sendCode.click();
    await expect(this.page).toHaveURL(/\/forgot\/reset$/);
    await expect(this.resetHeading).toBeVisible();
    await expect(this.page.getByText(identifier, { exact: true })).toBeVisible();
    await this.expectAlive();
  }

  /**
   * Asks for a code until there may be one: a minute lies between two mails to one address. No answer is given up, so
   * that no more than one mail is sent.
   */
  async requestAgain(identifier: string): Promise<void> {
    await expect(async () => {
      await this.open();
      await this.identifier.fill(identifier);
      const [answer] = await Promise.all([this.page.waitForResponse("**/api/request_reset"), this.sendCode.click()]);
      expect(answer.ok(), "a code is on its way").toBe(true);
    }).toPass({ timeout: 90_000, intervals: [5_000] });
    await expect(this.resetHeading).toBeVisible();
    await this.expectAlive();
  }

  /** Chooses a new password. */
  async choose(code: string, password: string, confirm = password): Promise<void> {
    await this.code.fill(code);
    await this.password.fill(password);
    await this.confirm.fill(confirm);
    await this.save.click();
  }
}
