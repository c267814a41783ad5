// The page before a meeting.

import { expect } from "@playwright/test";
import { RoomPage } from "./room.ts";
import { Screen } from "./screen.ts";
import { WaitingPage } from "./waiting.ts";

export class PrejoinPage extends Screen {
  readonly heading = this.page.getByRole("heading", { level: 1, name: /^Meeting [a-z-]+$/ });
  readonly preview = this.page.getByRole("region", { name: "Your preview", exact: true });
  readonly ownVideo = this.preview.getByRole("group", { name: "Your video", exact: true });
  readonly status = this.preview.getByRole("status");
  readonly name = this.page.getByRole("textbox", { name: "Your name", exact: true });
  readonly joinButton = this.page.getByRole("button", { name: "Join meeting", exact: true });
  readonly askButton = this.page.getByRole("button", { name: "Ask to join", exact: true });
  readonly password = this.page.getByRole("textbox", { name: "Meeting password", exact: true });
  readonly signIn = this.page.getByRole("main").getByRole("link", { name: "Sign in", exact: true });
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
  readonly hideAddress = this.page.getByRole("switch", { name: "Hide my network address", exact: true });

  /** Opens a meeting by its address; one that is planned has a title of its own. */
  async open(address: string, title?: string): Promise<void> {
    await this.page.goto(address);
    const titled = this.page.getByRole("heading", { level: 1, name: title, exact: true });
    await expect(title === undefined ? this.heading : titled).toBeVisible();
  }

  /** Types a name, joins, and waits for the room. */
  async join(name: string): Promise<void> {
    await this.pressJoin(name);
    await new RoomPage(this.page).expectInside();
  }

  /** Types a name and joins, whatever comes of it. */
  async pressJoin(name: string): Promise<void> {
    await this.name.fill(name);
    await this.joinButton.click();
  }

  /** Types a name, asks to be let in, and waits for the page on which one waits. */
  async ask(name: string): Promise<void> {
    await this.name.fill(name);
    await this.askButton.click();
    await expect(new WaitingPage(this.page).heading).toBeVisible();
  }

  /** Loads the page until it knows that one has to ask: what a host decides in the meeting is stored behind its back. */
  async openToAsk(address: string): Promise<void> {
    await expect(async () => {
      await this.page.goto(address);
      await expect(this.askButton).toBeEnabled({ timeout: 3_000 });
    }).toPass();
  }
}
