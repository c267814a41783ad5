// The landing page, found as a person finds it: by role and name.

import { expect } from "@playwright/test";
import { Screen } from "./screen.ts";

/** The address of a meeting: three, four and three letters. */
export const meetingAddress = /\/m\/[a-z]{3}-[a-z]{4}-[a-z]{3}$/;

export class LandingPage extends Screen {
  readonly heading = this.page.getByRole("heading", { level: 1, name: "Talk it over. Keep it yours.", exact: true });
  readonly start = this.page.getByRole("button", { name: "Start a meeting", exact: true });
  readonly form = this.page.getByRole("form", { name: "Join a meeting", exact: true });
  readonly code = this.page.getByRole("textbox", { name: "Meeting code or link", exact: true });
  readonly join = this.page.getByRole("button", { name: "Join", exact: true });
  readonly darkTheme = this.page.getByRole("button", { name: "Switch to dark theme", exact: true });
  readonly lightTheme = this.page.getByRole("button", { name: "Switch to light theme", exact: true });

  async open(): Promise<void> {
    await this.page.goto("/");
    await expect(this.heading).toBeVisible();
  }

  /** Starts a meeting and waits for its pre-join page. */
  async startMeeting(): Promise<void> {
    await this.start.click();
    await expect(this.page).toHaveURL(meetingAddress);
  }

  /** Types into the form and submits it. */
  async joinByCode(typed: string): Promise<void> {
    await this.code.fill(typed);
    await this.join.click();
  }

  /** The error under the field, tied to it for screen readers too. */
  async expectError(words: string): Promise<void> {
    await this.expectFieldError(this.code, words);
  }
}
