// The pages that say why one is not in the meeting.

import { expect } from "@playwright/test";
import { Screen } from "./screen.ts";

export const endings = {
  removed: "A host removed you",
  denied: "The host did not let you in",
  ended: "This meeting has ended",
  locked: "This meeting is locked",
  leftWaiting: "You left the waiting room",
} as const;

export class EndingPage extends Screen {
  readonly askAgain = this.button("Ask again");
  readonly tryAgain = this.button("Try again");
  readonly rejoin = this.link("Rejoin");
  readonly home = this.link("Home");
  readonly backToMeetings = this.link("Back to meetings");

  heading(why: keyof typeof endings) {
    return this.page.getByRole("heading", { level: 1, name: endings[why], exact: true });
  }

  /** Waits for the page, and for the focus on what it says. */
  async expectTold(why: keyof typeof endings): Promise<void> {
    await expect(this.heading(why)).toBeVisible();
    await expect(this.heading(why)).toBeFocused();
    await expect(this.page).toHaveTitle(new RegExp(`^${endings[why]}`));
  }

  private button(name: string) {
    return this.page.getByRole("button", { name, exact: true });
  }

  private link(name: string) {
    return this.page.getByRole("link", { name, exact: true });
  }
}
