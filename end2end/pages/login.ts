// The page for signing in, and the menu for signing out.

import { expect } from "@playwright/test";
import { Screen } from "./screen.ts";

export class LoginPage extends Screen {
  readonly heading = this.page.getByRole("heading", { level: 1, name: "Sign in", exact: true });
  readonly identifier = this.page.getByRole("textbox", { name: "Email or username", exact: true });
  readonly password = this.page.getByLabel("Password", { exact: true });
  readonly showPassword = this.page.getByRole("button", { name: "Show password", exact: true });
  readonly keep = this.page.getByRole("checkbox", { name: "Keep me signed in", exact: true });
  readonly submit = this.page.getByRole("button", { name: "Sign in", exact: true });
  readonly alert = this.page.getByRole("main").getByRole("alert");
  readonly status = this.page.getByRole("main").getByRole("status");
  readonly forgot = this.page.getByRole("link", { name: "Forgot password?", exact: true });
  readonly createAccount = this.page.getByRole("main").getByRole("link", { name: "Create account", exact: true });
  readonly asGuest = this.page.getByRole("link", { name: "Join a meeting as a guest", exact: true });
  readonly accountMenuButton = this.page.getByRole("button", { name: "Account menu", exact: true });
  readonly accountMenu = this.page.getByRole("menu", { name: "Account menu", exact: true });
  readonly signOut = this.accountMenu.getByRole("menuitem", { name: "Sign out", exact: true });

  async open(query = ""): Promise<void> {
    await this.page.goto(`/login${query}`);
    await expect(this.heading).toBeVisible();
    await this.expectAlive();
  }

  /** Types into the form and sends it. */
  async attempt(identifier: string, password: string): Promise<void> {
    await this.identifier.fill(identifier);
    await this.password.fill(password);
    await this.submit.click();
  }

  /** Signs in and waits for the meetings. */
  async signIn(identifier: string, password: string): Promise<void> {
    await this.attempt(identifier, password);
    await this.expectSignedIn();
  }

  async expectSignedIn(): Promise<void> {
    await expect(this.page).toHaveURL(/\/dashboard$/);
    await expect(this.accountMenuButton).toBeVisible();
  }

  /** Signs out by the menu of the account. */
  async leave(): Promise<void> {
    await this.expectAlive();
    await this.accountMenuButton.click();
    await this.signOut.click();
    await expect(this.page).toHaveURL(/\/$/);
    await expect(this.page.getByRole("link", { name: "Sign in", exact: true })).toBeVisible();
  }
}
