// The dialog in which a meeting is planned, and the questions before one is changed or cancelled.

import { expect, type Locator } from "@playwright/test";
import { Screen } from "./screen.ts";

/** What is typed and chosen; what is not named stays as the dialog has it. */
export interface Plan {
  title: string;
  date?: string;
  time?: string;
  /** In minutes. */
  duration?: number;
  zone?: string;
  repeat?: "never" | "day" | "week" | "month";
  /** After so many meetings. */
  count?: number;
  /** After the last that is not later than this date. */
  until?: string;
  /** Addresses or usernames. */
  invite?: string[];
  link?: string;
  password?: string;
  waitingRoom?: boolean;
  hostFirst?: boolean;
  /** What participants may do: switches by their names. */
  rights?: Record<string, boolean>;
}

export class ScheduleDialog extends Screen {
  readonly dialog = this.page.getByRole("dialog", { name: /^(Schedule|Edit) meeting$/ });
  readonly newDialog = this.page.getByRole("dialog", { name: "Schedule meeting", exact: true });
  readonly editDialog = this.page.getByRole("dialog", { name: "Edit meeting", exact: true });
  readonly close = this.button("Close");
  readonly title = this.dialog.getByRole("textbox", { name: "Title", exact: true });
  readonly date = this.dialog.getByLabel("Date", { exact: true });
  readonly time = this.dialog.getByLabel("Start time", { exact: true });
  readonly duration = this.dialog.getByRole("combobox", { name: "Duration", exact: true });
  readonly zone = this.dialog.getByRole("combobox", { name: "Time zone", exact: true });
  readonly repeat = this.dialog.getByRole("combobox", { name: "Repeat", exact: true });
  readonly ends = this.dialog.getByRole("combobox", { name: "Ends", exact: true });
  readonly until = this.dialog.getByLabel("Last date", { exact: true });
  readonly count = this.dialog.getByLabel("Number of meetings", { exact: true });
  readonly invite = this.dialog.getByRole("textbox", { name: "Invite people", exact: true });
  readonly invited = this.dialog.getByRole("list", { name: "Invited people", exact: true }).getByRole("listitem");
  readonly link = this.dialog.getByRole("textbox", { name: "Custom link", exact: true });
  readonly password = this.dialog.getByRole("textbox", { name: "Meeting password", exact: true });
  readonly waitingRoom = this.switch("Waiting room");
  readonly hostFirst = this.switch("Host must be there first");
  readonly moreSettings = this.dialog.getByText("More settings", { exact: true });
  readonly alert = this.dialog.getByRole("alert");
  readonly download = this.button("Download calendar file");
  readonly cancel = this.button("Cancel");
  readonly save = this.button("Save meeting");

  /** Whether one meeting of a series is to be changed, or all. */
  readonly whichQuestion = this.page.getByRole("alertdialog", { name: "Edit meeting", exact: true });

  /** A day of the week on which it repeats. */
  day(name: string): Locator {
    return this.dialog.getByRole("checkbox", { name, exact: true });
  }

  /** A switch of what participants may do. */
  right(name: string): Locator {
    const group = this.dialog.getByRole("group", { name: "What participants may do", exact: true });
    return group.getByRole("switch", { name, exact: true });
  }

  /** The button that takes somebody off the list again. */
  remove(who: string): Locator {
    return this.button(`Remove ${who}`);
  }

  /** Opens it on the page of one's meetings. */
  async open(): Promise<void> {
    const quickStart = this.page.getByRole("region", { name: "Quick start", exact: true });
    await quickStart.getByRole("button", { name: "Schedule meeting", exact: true }).click();
    await expect(this.newDialog).toBeVisible();
    await expect(this.title).toBeFocused();
  }

  async fill(plan: Plan): Promise<void> {
    await this.title.fill(plan.title);
    await this.fillTime(plan);
    await this.fillDoor(plan);
    for (const who of plan.invite ?? []) {
      await this.invite.fill(who);
      await this.invite.press("Enter");
      await expect(this.invited.filter({ hasText: who })).toBeVisible();
      await expect(this.invite).toHaveValue("");
    }
  }

  private async fillTime(plan: Plan): Promise<void> {
    await fillIf(this.date, plan.date);
    await fillIf(this.time, plan.time);
    await chooseIf(this.duration, plan.duration?.toString());
    await chooseIf(this.zone, plan.zone);
    await chooseIf(this.repeat, plan.repeat);
    if (plan.count !== undefined) {
      await this.ends.selectOption("after");
      await this.count.fill(plan.count.toString());
    }
    if (plan.until !== undefined) {
      await this.ends.selectOption("on");
      await this.until.fill(plan.until);
    }
  }

  private async fillDoor(plan: Plan): Promise<void> {
    await fillIf(this.link, plan.link);
    await fillIf(this.password, plan.password);
    if (plan.waitingRoom !== undefined) {
      await this.waitingRoom.setChecked(plan.waitingRoom);
    }
    if (plan.hostFirst !== undefined) {
      await this.openMoreSettings();
      await this.hostFirst.setChecked(plan.hostFirst);
    }
    for (const [name, on] of Object.entries(plan.rights ?? {})) {
      await this.openMoreSettings();
      await this.right(name).setChecked(on);
    }
  }

  async openMoreSettings(): Promise<void> {
    if (!(await this.hostFirst.isVisible())) {
      await this.moreSettings.click();
    }
    await expect(this.hostFirst).toBeVisible();
  }

  /** Stores what was typed, and waits for the words. */
  async store(words: "Meeting scheduled" | "Meeting saved"): Promise<void> {
    await this.save.click();
    const notices = this.page.getByRole("region", { name: "Notices", exact: true });
    await expect(notices.getByText(words, { exact: true })).toBeVisible();
    await expect(this.dialog).toBeHidden();
  }

  /** Plans a meeting on the page of one's meetings. */
  async plan(plan: Plan): Promise<void> {
    await this.open();
    await this.fill(plan);
    await this.store("Meeting scheduled");
  }

  /** Answers whether one meeting of a series is to be changed, or all. */
  async answerWhich(answer: "This meeting" | "All meetings"): Promise<void> {
    await expect(this.whichQuestion.getByRole("button", { name: "Cancel", exact: true })).toBeFocused();
    await this.whichQuestion.getByRole("button", { name: answer, exact: true }).click();
    await expect(this.whichQuestion).toBeHidden();
    await expect(this.editDialog).toBeVisible();
  }

  /** Answers the question before a meeting is cancelled, and waits for the words. */
  async confirmCancel(title: string, answer: "Cancel meeting" | "This meeting" | "All meetings"): Promise<void> {
    const question = this.page.getByRole("alertdialog", { name: `Cancel ${title}?`, exact: true });
    await expect(question.getByRole("button", { name: "Keep meeting", exact: true })).toBeFocused();
    await question.getByRole("button", { name: answer, exact: true }).click();
    const notices = this.page.getByRole("region", { name: "Notices", exact: true });
    await expect(notices.getByText("Meeting cancelled", { exact: true })).toBeVisible();
    await expect(question).toBeHidden();
  }

  private button(name: string): Locator {
    return this.dialog.getByRole("button", { name, exact: true });
  }

  private switch(name: string): Locator {
    return this.dialog.getByRole("switch", { name, exact: true });
  }
}

async function fillIf(field: Locator, typed: string | undefined): Promise<void> {
  if (typed !== undefined) {
    await field.fill(typed);
  }
}

async function chooseIf(field: Locator, chosen: string | undefined): Promise<void> {
  if (chosen !== undefined) {
    await field.selectOption(chosen);
  }
}
