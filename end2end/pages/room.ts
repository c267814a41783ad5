// The meeting room and what follows it.

import { expect, type Locator } from "@playwright/test";
import { Screen } from "./screen.ts";

export class RoomPage extends Screen {
  readonly controls = this.page.getByRole("region", { name: "Meeting controls", exact: true });
  readonly stage = this.page.getByRole("main", { name: "Meeting stage", exact: true });
  readonly videos = this.page.getByRole("region", { name: "Videos", exact: true });
  readonly heading = this.page.getByRole("heading", { level: 1 });
  readonly timer = this.page.getByRole("timer");
  readonly notices = this.page.getByRole("region", { name: "Notices", exact: true });
  readonly ownTile = this.videos.getByRole("group", { name: "Your video", exact: true });
  readonly ownScreen = this.videos.getByRole("group", { name: "Your screen", exact: true });
  /** The people in a strip, while a screen has the stage. */
  readonly strip = this.videos.getByRole("region", { name: "People", exact: true });
  readonly share = this.controls.getByRole("button", { name: "Share screen", exact: true });
  readonly tiles = this.videos.getByRole("group");
  readonly copyLink = this.button("Copy meeting link");
  readonly mute = this.button("Mute microphone");
  readonly unmute = this.button("Unmute microphone");
  readonly turnOffCamera = this.button("Turn off camera");
  readonly turnOnCamera = this.button("Turn on camera");
  readonly cameraOptions = this.button("Camera and background options");
  readonly leaveButton = this.button("Leave meeting");
  readonly chatButton = this.controls.getByRole("button", { name: "Chat", exact: true });
  readonly participantsButton = this.controls.getByRole("button", { name: "Participants", exact: true });
  readonly chat = this.page.getByRole("region", { name: "Chat", exact: true });
  readonly closeChat = this.button("Close chat");
  readonly messages = this.chat.getByRole("log", { name: "Messages", exact: true });
  readonly lines = this.messages.getByRole("listitem");
  readonly message = this.chat.getByRole("textbox", { name: "Message", exact: true });
  readonly send = this.chat.getByRole("button", { name: "Send message", exact: true });
  readonly participants = this.page.getByRole("region", { name: "Participants", exact: true });
  readonly participantRows = this.participants.getByRole("list", { name: "Participants", exact: true }).getByRole("listitem");
  /** Those who wait to join, for who may let them in. */
  readonly waiting = this.participants.getByRole("region", { name: "Waiting to join", exact: true });
  readonly waitingRows = this.waiting.getByRole("list", { name: "Waiting to join", exact: true }).getByRole("listitem");
  readonly admitAll = this.waiting.getByRole("button", { name: "Admit all", exact: true });
  /** Those who may not come back, for who may let them. */
  readonly keptOut = this.participants.getByRole("region", { name: "Kept out", exact: true });
  readonly keptOutRows = this.keptOut.getByRole("list", { name: "Kept out", exact: true }).getByRole("listitem");
  readonly connectionLost = this.page.getByText("Connection lost. Reconnecting…", { exact: true });
  readonly hostControls = this.page.getByRole("region", { name: "Host controls", exact: true });
  readonly raiseHand = this.controls.getByRole("button", { name: "Raise hand", exact: true });
  readonly lowerHand = this.controls.getByRole("button", { name: "Lower hand", exact: true });
  readonly chatIsOff = this.chat.getByText("The host has switched off the chat.", { exact: true });
  readonly leaveQuestion = this.question("Leave the meeting?");
  readonly endQuestion = this.question("End the meeting for everyone?");
  readonly muteQuestion = this.question("Mute everyone?");
  readonly leftHeading = this.page.getByRole("heading", { level: 1, name: "You left the meeting", exact: true });
  readonly rejoin = this.page.getByRole("link", { name: "Rejoin", exact: true });
  readonly home = this.page.getByRole("link", { name: "Home", exact: true });
  readonly replaced = this.page.getByRole("heading", { level: 1, name: "You joined from another tab", exact: true });
  readonly settings = this.page.getByRole("dialog", { name: "Settings", exact: true });
  readonly receiveQuality = this.settings.getByRole("combobox", { name: "Receive quality", exact: true });
  readonly useLessData = this.settings.getByRole("switch", { name: "Use less data", exact: true });
  readonly hideAddress = this.settings.getByRole("switch", { name: "Hide my network address", exact: true });
  private readonly panelCloser = this.page.getByRole("button", { name: /^Close (chat|participants|host controls)$/ });

  /** The tile of somebody else. */
  tile(name: string): Locator {
    return this.videos.getByRole("group", { name: `${name}'s video`, exact: true });
  }

  /** The screen that somebody else shares. */
  screen(name: string): Locator {
    return this.videos.getByRole("group", { name: `${name}'s screen`, exact: true });
  }

  /** Shares the screen; the browser of the tests chooses one by itself. */
  async shareScreen(): Promise<void> {
    await this.uncoverControls();
    await this.pressOrChoose("Share screen");
    await expect(this.ownScreen).toBeVisible();
  }

  async stopSharing(): Promise<void> {
    await this.pressOrChoose("Stop sharing");
    await expect(this.ownScreen).toHaveCount(0);
  }

  /** Waits until the person is in the meeting. */
  async expectInside(): Promise<void> {
    await expect(this.controls).toBeVisible();
    await expect(this.ownTile).toBeVisible();
  }

  /** Opens the chat if it is closed. */
  async openChat(): Promise<void> {
    if (!(await this.chat.isVisible())) {
      await this.uncoverControls();
      await this.chatButton.click();
    }
    await expect(this.chat).toBeVisible();
  }

  async copyCode(): Promise<void> {
    await this.pressOrChoose("Copy meeting code");
  }

  /** Opens the list of participants if it is closed. */
  async openParticipants(): Promise<void> {
    await this.openPanel(this.participants, "Participants");
  }

  /** Opens what hosts and co-hosts decide if it is closed. */
  async openHostControls(): Promise<void> {
    await this.openPanel(this.hostControls, "Host controls");
  }

  /** Closes whichever panel is open. */
  async closePanel(): Promise<void> {
    await this.panelCloser.click();
    await expect(this.panelCloser).toHaveCount(0);
  }

  /** A switch of the host controls. */
  rule(name: string): Locator {
    return this.hostControls.getByRole("switch", { name, exact: true });
  }

  /** Sets switches of the host controls, and closes these. */
  async setRules(rules: Record<string, boolean>): Promise<void> {
    await this.openHostControls();
    for (const [name, on] of Object.entries(rules)) {
      await this.rule(name).setChecked(on);
    }
    await this.closePanel();
  }

  /** Lets somebody in who waits. */
  admit(name: string): Locator {
    return this.waiting.getByRole("button", { name: `Admit ${name}`, exact: true });
  }

  /** Does not let somebody in. */
  deny(name: string): Locator {
    return this.waiting.getByRole("button", { name: `Deny ${name}`, exact: true });
  }

  /** Does not let somebody in, now or later. */
  denyAndBlock(name: string): Locator {
    return this.waiting.getByRole("button", { name: `Deny and block ${name}`, exact: true });
  }

  /** Lets somebody back in who is kept out. */
  readmit(name: string): Locator {
    return this.keptOut.getByRole("button", { name: `Let back in ${name}`, exact: true });
  }

  /** The row of a person in the list of participants. */
  row(name: string): Locator {
    return this.participantRows.filter({ has: this.page.getByText(name, { exact: true }) });
  }

  /** Opens the menu of somebody in the list of participants: of `you`, or by name. */
  async openPersonMenu(name: string): Promise<Locator> {
    await this.openParticipants();
    const label = `Options for ${name}`;
    await this.participants.getByRole("button", { name: label, exact: true }).click();
    const menu = this.page.getByRole("menu", { name: label, exact: true });
    await expect(menu).toBeVisible();
    return menu;
  }

  /** Chooses what is to be done to somebody, and closes the list of participants unless a question is asked. */
  async chooseFor(name: string, item: string): Promise<void> {
    const menu = await this.openPersonMenu(name);
    await menu.getByRole("menuitem", { name: item, exact: true }).click();
    await expect(menu).toBeHidden();
    if (item !== "Remove from meeting" && item !== "Hand over host") {
      await this.closePanel();
    }
  }

  /** Asks whether everybody shall be muted. */
  async askToMuteAll(): Promise<void> {
    await this.openParticipants();
    await this.participants.getByRole("button", { name: "Mute all", exact: true }).click();
    await expect(this.answer(this.muteQuestion, "Cancel")).toBeFocused();
  }

  /** Removes somebody; they cannot come back unless `mayComeBack`. */
  async remove(name: string, mayComeBack = false): Promise<void> {
    await this.chooseFor(name, "Remove from meeting");
    const question = this.question(`Remove ${name}?`);
    await expect(this.answer(question, "Cancel")).toBeFocused();
    const block = question.getByRole("checkbox", { name: "Do not let them come back", exact: true });
    await expect(block).toBeChecked();
    await block.setChecked(!mayComeBack);
    await this.answer(question, "Remove").click();
  }

  /** A question that needs an answer. */
  question(title: string): Locator {
    return this.page.getByRole("alertdialog", { name: title, exact: true });
  }

  /** One of the answers of a question. */
  answer(question: Locator, name: string): Locator {
    return question.getByRole("button", { name, exact: true });
  }

  /** A button of a notice. */
  noticeButton(name: string): Locator {
    return this.notices.getByRole("button", { name, exact: true });
  }

  async expectNotice(words: string): Promise<void> {
    await expect(this.notices.getByText(words, { exact: true })).toBeVisible();
  }

  /** Writes to everybody. */
  async say(words: string): Promise<void> {
    await this.openChat();
    await this.message.fill(words);
    await this.message.press("Enter");
    await expect(this.message).toHaveValue("");
  }

  /** Waits until the chat has these lines, each once and in this order, and no others. */
  async expectChat(...words: string[]): Promise<void> {
    await this.openChat();
    await expect(this.lines).toHaveCount(words.length);
    for (const [place, line] of words.entries()) {
      await expect(this.lines.nth(place)).toContainText(line);
    }
  }

  /** Leaves; the host is asked first, and leaves the others where they are. */
  async leave(): Promise<void> {
    await this.uncoverControls();
    await this.leaveButton.click();
    await expect(this.leaveQuestion.or(this.leftHeading)).toBeVisible();
    if (await this.leaveQuestion.isVisible()) {
      await this.answer(this.leaveQuestion, "Leave").click();
    }
    await expect(this.leftHeading).toBeVisible();
  }

  /** Opens what is behind "More options". */
  async chooseMore(item: "Settings" | "Connection statistics"): Promise<void> {
    await this.uncoverControls();
    await this.controls.getByRole("button", { name: "More options", exact: true }).click();
    await this.page.getByRole("menuitem", { name: item, exact: true }).click();
    await expect(this.settings).toBeVisible();
  }

  /** One of the numbers of the connection. */
  statistic(name: string): Locator {
    const term = this.settings.locator("dt", { hasText: new RegExp(`^${name}$`) });
    return term.locator("xpath=following-sibling::dd[1]");
  }

  async closeSettings(): Promise<void> {
    await this.settings.getByRole("button", { name: "Close settings", exact: true }).click();
    await expect(this.settings).toBeHidden();
  }

  /** On a narrow screen an open panel covers the control bar. */
  async uncoverControls(): Promise<void> {
    if (!(await this.controls.isVisible())) {
      await this.closePanel();
      await expect(this.controls).toBeVisible();
    }
  }

  private async openPanel(panel: Locator, name: string): Promise<void> {
    if (!(await panel.isVisible())) {
      await this.uncoverControls();
      await this.pressOrChoose(name);
    }
    await expect(panel).toBeVisible();
  }

  /** Presses a button of the control bar; on a narrow screen it is in the menu. */
  private async pressOrChoose(name: string): Promise<void> {
    const button = this.controls.getByRole("button", { name, exact: true });
    const more = this.controls.getByRole("button", { name: "More options", exact: true });
    await expect(button.or(more).first()).toBeVisible();
    if (await button.isVisible()) {
      await button.click();
    } else {
      await more.click();
      await this.page.getByRole("menuitem", { name, exact: true }).click();
    }
  }

  private button(name: string): Locator {
    return this.page.getByRole("button", { name, exact: true });
  }
}
