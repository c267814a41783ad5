// The page for looking after the server.

import { expect, type Locator } from "@playwright/test";
import { Screen } from "./screen.ts";

export class AdminPage extends Screen {
  readonly heading = this.page.getByRole("heading", { level: 1, name: "Admin", exact: true });
  readonly users = this.page.getByRole("region", { name: "Users", exact: true });
  readonly table = this.users.getByRole("table", { name: "Users", exact: true });
  readonly search = this.users.getByRole("searchbox", { name: "Search users", exact: true });
  readonly nobody = this.users.getByRole("heading", { name: "Nobody found", exact: true });
  readonly sections = this.page.getByRole("navigation", { name: "Admin sections", exact: true });
  readonly overview = this.page.getByRole("region", { name: "Overview", exact: true });
  readonly live = this.page.getByRole("region", { name: "Live meetings", exact: true });
  readonly liveTable = this.live.getByRole("table", { name: "Live meetings", exact: true });
  readonly activity = this.page.getByRole("region", { name: "Activity", exact: true });
  readonly activityTable = this.activity.getByRole("table", { name: "Activity", exact: true });
  readonly person = this.activity.getByRole("searchbox", { name: "Filter by person", exact: true });
  readonly health = this.page.getByRole("region", { name: "Server health", exact: true });
  readonly checks = this.health.getByRole("list", { name: "Checks", exact: true }).getByRole("listitem");
  readonly runChecks = this.health.getByRole("button", { name: "Run checks", exact: true });
  readonly question = this.page.getByRole("alertdialog");
  readonly cancel = this.question.getByRole("button", { name: "Cancel", exact: true });
  readonly notices = this.page.getByRole("region", { name: "Notices", exact: true });

  async open(query = ""): Promise<void> {
    await this.page.goto(`/admin${query}`);
    await expect(this.heading).toBeVisible();
    await this.expectAlive();
  }

  /** The row of an account, by its username. */
  row(username: string): Locator {
    return this.table.getByRole("row").filter({ has: this.page.getByText(`@${username}`, { exact: true }) });
  }

  /** Waits until the table shows this account alone. */
  async find(username: string): Promise<Locator> {
    await this.search.fill(username);
    await expect(this.table.getByRole("row")).toHaveCount(2);
    await expect(this.row(username)).toBeVisible();
    return this.row(username);
  }

  /** Chooses from the options of an account, and leaves the question open. */
  async choose(username: string, name: string, item: string): Promise<void> {
    const label = `Options for ${name}`;
    await this.row(username).getByRole("button", { name: label, exact: true }).click();
    await this.page.getByRole("menu", { name: label, exact: true }).getByRole("menuitem", { name: item, exact: true }).click();
    await expect(this.question).toBeVisible();
    await expect(this.cancel).toBeFocused();
  }

  /** Chooses, confirms, and waits for the words. */
  async change(username: string, name: string, item: string, done: string): Promise<void> {
    await this.choose(username, name, item);
    await this.question.getByRole("button", { name: item, exact: true }).click();
    await expect(this.notices.getByText(done, { exact: true })).toBeVisible();
    await expect(this.question).toBeHidden();
  }
}
