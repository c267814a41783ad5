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
  readonly connectionLost = this.page.getByText("Connection lost. Reconnecting…", { exact: true });
  readonly leftHeading = this.page.getByRole("heading", { level: 1, name: "You left the meeting", exact: true });
  readonly rejoin = this.page.getByRole("link", { name: "Rejoin", exact: true });
  readonly home = this.page.getByRole("link", { name: "Home", exact: true });
  readonly replaced = this.page.getByRole("heading", { level: 1, name: "You joined from another tab", exact: true });

  /** The tile of somebody else. */
  tile(name: string): Locator {
    return this.videos.getByRole("group", { name: `${name}'s video`, exact: true });
  }

  /** Waits until the person is in the meeting. */
  async expectInside(): Promise<void> {
    await expect(this.controls).toBeVisible();
    await expect(this.ownTile).toBeVisible();
  }

  /** Opens the chat if it is closed. */
  async openChat(): Promise<void> {
    if (!(await this.chat.isVisible())) {
      await this.chatButton.click();
    }
    await expect(this.chat).toBeVisible();
  }

  async copyCode(): Promise<void> {
    await this.pressOrChoose("Copy meeting code");
  }

  /** Opens the list of participants. */
  async openParticipants(): Promise<void> {
    await this.pressOrChoose("Participants");
    await expect(this.participants).toBeVisible();
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

  async leave(): Promise<void> {
    await this.uncoverControls();
    await this.leaveButton.click();
    await expect(this.leftHeading).toBeVisible();
  }

  /** On a narrow screen an open chat covers the control bar. */
  async uncoverControls(): Promise<void> {
    if (!(await this.controls.isVisible())) {
      await this.closeChat.click();
      await expect(this.controls).toBeVisible();
    }
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
