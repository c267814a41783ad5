// What all page objects share: the tab they look at.

import { expect, type Locator, type Page } from "@playwright/test";

export class Screen {
  constructor(readonly page: Page) {}

  /** Waits until the page has come to life: the theme's switch waits for that too. */
  async expectAlive(): Promise<void> {
    const theme = this.page.getByRole("button", { name: /^Switch to (dark|light) theme$/ });
    await expect(theme).toBeEnabled();
  }

  /** Presses Tab until the wanted control has the focus, as a person does. */
  async tabTo(wanted: Locator): Promise<void> {
    await expect(wanted).toBeVisible();
    for (let step = 0; step < 40; step += 1) {
      await this.page.keyboard.press("Tab");
      if (await wanted.evaluate((element) => element === document.activeElement)) {
        return;
      }
    }
    throw new Error(`Tab does not reach ${wanted.toString()}`);
  }

  /** The error under a field, tied to it for screen readers too. */
  async expectFieldError(field: Locator, words: string): Promise<void> {
    await expect(this.page.getByText(words, { exact: true }).first()).toBeVisible();
    await expect(field).toHaveAttribute("aria-invalid", "true");
    await expect(field).toHaveAccessibleDescription(new RegExp(escape(words)));
  }
}

function escape(words: string): string {
  return words.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
