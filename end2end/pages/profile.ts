// Profile and settings.

import { expect, type Locator } from "@playwright/test";
import { Screen } from "./screen.ts";

export class ProfilePage extends Screen {
  readonly heading = this.page.getByRole("heading", { level: 1, name: "Profile and settings", exact: true });
  readonly sections = this.page.getByRole("navigation", { name: "Settings sections", exact: true });
  readonly notices = this.page.getByRole("region", { name: "Notices", exact: true });

  readonly profile = this.page.getByRole("region", { name: "Profile", exact: true });
  readonly fullName = this.profile.getByRole("textbox", { name: "Full name", exact: true });
  readonly username = this.profile.getByRole("textbox", { name: "Username", exact: true });
  readonly email = this.profile.getByRole("textbox", { name: "Email", exact: true });
  readonly phone = this.profile.getByRole("textbox", { name: "Phone number", exact: true });
  readonly discard = this.profile.getByRole("button", { name: "Discard changes", exact: true });
  readonly save = this.profile.getByRole("button", { name: "Save profile", exact: true });

  readonly emailDialog = this.page.getByRole("dialog", { name: "Confirm your new email", exact: true });
  readonly emailPassword = this.emailDialog.getByLabel("Current password", { exact: true });
  readonly sendCode = this.emailDialog.getByRole("button", { name: "Send code", exact: true });
  readonly code = this.emailDialog.getByRole("textbox", { name: "6-digit code", exact: true });
  readonly cancelEmail = this.emailDialog.getByRole("button", { name: "Cancel", exact: true });

  readonly password = this.page.getByRole("region", { name: "Password", exact: true });
  readonly currentPassword = this.password.getByLabel("Current password", { exact: true });
  readonly newPassword = this.password.getByLabel("New password", { exact: true });
  readonly confirmPassword = this.password.getByLabel("Confirm new password", { exact: true });
  readonly strength = this.password.getByRole("meter", { name: "Password strength", exact: true });
  readonly changePassword = this.password.getByRole("button", { name: "Change password", exact: true });

  readonly devices = this.page.getByRole("region", { name: "Devices", exact: true });
  readonly deviceRows = this.devices.getByRole("list", { name: "Signed-in devices", exact: true }).getByRole("listitem");
  readonly signOutOthers = this.devices.getByRole("button", { name: "Sign out on all other devices", exact: true });
  readonly activity = this.devices.getByRole("list", { name: "Recent activity", exact: true }).getByRole("listitem");

  readonly feed = this.page.getByRole("region", { name: "Calendar feed", exact: true });
  readonly createFeed = this.feed.getByRole("button", { name: "Create address", exact: true });
  readonly newFeed = this.feed.getByRole("button", { name: "Make a new address", exact: true });
  readonly endFeed = this.feed.getByRole("button", { name: "Switch off", exact: true });
  readonly feedAddress = this.feed.getByRole("textbox", { name: "Calendar address", exact: true });
  readonly copyFeedAddress = this.feed.getByRole("button", { name: "Copy calendar address", exact: true });

  async open(): Promise<void> {
    await this.page.goto("/profile");
    await expect(this.heading).toBeVisible();
    await this.expectAlive();
  }

  /** The button that signs a device out; devices of the same browser and system have the same name. */
  signOut(device: string): Locator {
    return this.devices.getByRole("button", { name: `Sign out ${device}`, exact: true });
  }

  /** Types a new password twice and sends the form. */
  async choosePassword(current: string, next: string, confirm = next): Promise<void> {
    await this.currentPassword.fill(current);
    await this.newPassword.fill(next);
    await this.confirmPassword.fill(confirm);
    await this.changePassword.click();
  }

  /** Waits for the words, and for the page that they are told on. */
  async expectSaved(words: string): Promise<void> {
    await expect(this.notices.getByText(words, { exact: true })).toBeVisible();
    await expect(this.page).toHaveURL(/\/profile$/);
    await this.expectAlive();
  }
}
