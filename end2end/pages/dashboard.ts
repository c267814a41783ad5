// The meetings of who is signed in.

import { expect, type Locator } from "@playwright/test";
import { Screen } from "./screen.ts";

export class DashboardPage extends Screen {
  readonly heading = this.page.getByRole("heading", { level: 1 });
  readonly quickStart = this.page.getByRole("region", { name: "Quick start", exact: true });
  readonly newMeeting = this.quickStart.getByRole("button", { name: "New meeting", exact: true });
  readonly moreWays = this.quickStart.getByRole("button", { name: "More ways to start", exact: true });
  readonly menu = this.page.getByRole("menu", { name: "More ways to start", exact: true });
  readonly code = this.quickStart.getByRole("textbox", { name: "Meeting code or link", exact: true });
  readonly join = this.quickStart.getByRole("button", { name: "Join", exact: true });
  readonly upcoming = this.page.getByRole("region", { name: "Upcoming", exact: true });
  readonly upcomingTitle = this.upcoming.getByRole("heading", { name: "Upcoming", exact: true });
  readonly nothingPlanned = this.upcoming.getByRole("heading", { name: "Nothing planned", exact: true });
  readonly later = this.upcoming.getByRole("button", { name: "Show later meetings", exact: true });
  readonly history = this.page.getByRole("region", { name: "History", exact: true });
  readonly historyTitle = this.history.getByRole("heading", { name: "History", exact: true });
  readonly past = this.history.getByRole("table", { name: "History", exact: true });
  readonly showAll = this.history.getByRole("link", { name: "Show all", exact: true });
  readonly older = this.history.getByRole("link", { name: "Older", exact: true });
  readonly newer = this.history.getByRole("link", { name: "Newer", exact: true });
  readonly account = this.page.getByRole("complementary", { name: "Your account", exact: true });
  readonly picture = this.account.getByRole("img", { name: "Your profile picture", exact: true });
  readonly editProfile = this.account.getByRole("link", { name: "Edit profile", exact: true });
  readonly personal = this.page.getByRole("region", { name: "Personal meeting ID", exact: true });
  readonly personalId = this.personal.getByRole("textbox", { name: "Personal meeting ID", exact: true });
  readonly copyPersonalId = this.personal.getByRole("button", { name: "Copy personal meeting ID", exact: true });
  readonly startPersonal = this.personal.getByRole("button", { name: "Start personal meeting", exact: true });
  readonly copyInvitation = this.personal.getByRole("button", { name: "Copy invitation", exact: true });
  readonly copyPersonalLink = this.personal.getByRole("button", { name: "Copy personal meeting link", exact: true });
  readonly sharePersonalLink = this.personal.getByRole("button", { name: "Share personal meeting link", exact: true });
  readonly personalSettings = this.personal.getByRole("button", { name: "Personal meeting settings", exact: true });
  readonly settings = this.page.getByRole("dialog", { name: "Personal meeting settings", exact: true });
  readonly settingsPassword = this.settings.getByRole("textbox", { name: "Meeting password", exact: true });
  readonly saveSettings = this.settings.getByRole("button", { name: "Save settings", exact: true });
  readonly notices = this.page.getByRole("region", { name: "Notices", exact: true });
  readonly linkDialog = this.page.getByRole("dialog", { name: "Link for later", exact: true });
  readonly link = this.linkDialog.getByRole("textbox", { name: "Meeting link", exact: true });
  readonly copyLink = this.linkDialog.getByRole("button", { name: "Copy link", exact: true });

  async open(): Promise<void> {
    await this.page.goto("/dashboard");
    await this.expectGreeting();
    await this.expectAlive();
  }

  /** Waits until the browser has said what time of day it is. */
  async expectGreeting(firstName = ".+"): Promise<void> {
    await expect(this.heading).toHaveText(new RegExp(`^Good (morning|afternoon|evening), ${firstName}$`));
  }

  /** Chooses from the menu beside the button. */
  async choose(name: string): Promise<void> {
    await this.moreWays.click();
    await this.menu.getByRole("menuitem", { name, exact: true }).click();
  }

  /** The rows of the meeting with that code. */
  pastRow(code: string): Locator {
    return this.past.getByRole("row").filter({ hasText: code });
  }

  /** Opens the details of the newest of them. */
  async openDetails(code: string): Promise<Locator> {
    await this.pastRow(code).first().getByRole("button", { name: `Details of Meeting ${code}`, exact: true }).click();
    const details = this.page.getByRole("dialog", { name: `Meeting ${code}`, exact: true });
    await expect(details).toBeVisible();
    return details;
  }

  /** The planned meetings of a day: `today`, `tomorrow`, `on Thursday 12 March`. */
  dayOfMeetings(day: string): Locator {
    return this.upcoming.getByRole("list", { name: `Meetings ${day}`, exact: true });
  }

  /** The times at which a planned meeting is shown, in their order. */
  planned(title: string): Locator {
    const heading = this.page.getByRole("heading", { name: title, exact: true });
    return this.upcoming.getByRole("listitem").filter({ has: heading });
  }

  /** The button with what can be done with one of these times. */
  optionsOf(title: string, place = 0): Locator {
    return this.planned(title).nth(place).getByRole("button", { name: `Options for ${title}`, exact: true });
  }

  /** Opens that menu. */
  async openOptions(title: string, place = 0): Promise<Locator> {
    await this.optionsOf(title, place).click();
    const menu = this.page.getByRole("menu", { name: `Options for ${title}`, exact: true });
    await expect(menu).toBeVisible();
    return menu;
  }

  /** Chooses from it. */
  async chooseFor(title: string, item: string, place = 0): Promise<void> {
    const menu = await this.openOptions(title, place);
    await menu.getByRole("menuitem", { name: item, exact: true }).click();
  }

  /** When a planned meeting begins, as its rows say it to machines and to people. */
  async beginnings(title: string): Promise<{ at: string; shown: string }[]> {
    return this.planned(title)
      .locator("time")
      .evaluateAll((times: HTMLTimeElement[]) =>
        times.map((time) => ({
          at: new Date(time.dateTime).toISOString(),
          // Beside the length, which is an element of its own.
          shown: [...time.childNodes]
            .filter((node) => node.nodeType === Node.TEXT_NODE)
            .map((node) => node.textContent)
            .join("")
            .trim(),
        })),
      );
  }

  /** Opens the settings of the personal meeting. */
  async openSettings(): Promise<void> {
    await this.personalSettings.click();
    await expect(this.settings).toBeVisible();
  }

  /** A switch in them. */
  setting(name: string): Locator {
    return this.settings.getByRole("switch", { name, exact: true });
  }

  async expectNotice(words: string): Promise<void> {
    await expect(this.notices.getByText(words, { exact: true })).toBeVisible();
  }

  /** What was copied last. */
  async clipboard(): Promise<string> {
    return this.page.evaluate(() => navigator.clipboard.readText());
  }
}
