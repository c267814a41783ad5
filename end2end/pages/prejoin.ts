// The page before a meeting.

import { expect } from "@playwright/test";
import { RoomPage } from "./room.ts";
import { Screen } from "./screen.ts";

export class PrejoinPage extends Screen {
  readonly heading = this.page.getByRole("heading", { level: 1, name: /^Meeting [a-z-]+$/ });
  readonly preview = this.page.getByRole("region", { name: "Your preview", exact: true });
  readonly ownVideo = this.preview.getByRole("group", { name: "Your video", exact: true });
  readonly status = this.preview.getByRole("status");
  readonly name = this.page.getByRole("textbox", { name: "Your name", exact: true });
  readonly joinButton = this.page.getByRole("button", { name: "Join meeting", exact: true });
  readonly mute = this.page.getByRole("button", { name: "Mute microphone", exact: true });
  readonly unmute = this.page.getByRole("button", { name: "Unmute microphone", exact: true });
  readonly turnOffCamera = this.page.getByRole("button", { name: "Turn off camera", exact: true });
  readonly turnOnCamera = this.page.getByRole("button", { name: "Turn on camera", exact: true });
  readonly tryAgain = this.page.getByRole("button", { name: "Try again", exact: true });
  readonly microphone = this.page.getByRole("combobox", { name: "Microphone", exact: true });
  readonly level = this.page.getByRole("meter", { name: "Microphone level", exact: true });
  readonly camera = this.page.getByRole("combobox", { name: "Camera", exact: true });
  readonly speaker = this.page.getByRole("combobox", { name: "Speaker", exact: true });
  readonly testSpeaker = this.page.getByRole("button", { name: "Test speaker", exact: true });

  /** Opens a meeting by its address. */
  async open(address: string): Promise<void> {
    await this.page.goto(address);
    await expect(this.heading).toBeVisible();
  }

  /** Types a name, joins, and waits for the room. */
  async join(name: string): Promise<void> {
    await this.name.fill(name);
    await this.joinButton.click();
    await new RoomPage(this.page).expectInside();
  }
}
