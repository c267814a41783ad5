// Waiting to be let in.

import { Screen } from "./screen.ts";

export class WaitingPage extends Screen {
  readonly heading = this.title("Waiting for the host");
  readonly notStarted = this.title("The meeting has not started");
  readonly status = this.page.getByRole("main").getByRole("status").filter({ has: this.page.getByRole("heading", { level: 1 }) });
  readonly ownVideo = this.page.getByRole("group", { name: "Your video", exact: true });
  readonly mute = this.button("Mute microphone");
  readonly unmute = this.button("Unmute microphone");
  readonly turnOffCamera = this.button("Turn off camera");
  readonly checkDevices = this.button("Check devices");
  readonly leave = this.button("Leave waiting room");
  readonly settings = this.page.getByRole("dialog", { name: "Settings", exact: true });
  readonly closeSettings = this.settings.getByRole("button", { name: "Close settings", exact: true });

  private title(name: string) {
    return this.page.getByRole("heading", { level: 1, name, exact: true });
  }

  private button(name: string) {
    return this.page.getByRole("main").getByRole("button", { name, exact: true });
  }
}
