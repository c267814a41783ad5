// What all page objects share: the tab they look at.

import { expect, type Locator, type Page } from "@playwright/test";

export class Screen {
  constructor(readonly page: Page) {}

  /** Waits until the page has come to life: the theme's switch waits for that too. */
  async expectAlive(): Promise<void> {
    const theme = this.page.getByRole("button", { name: /^Switch to (dark|light) theme$/ });
    await expect(theme).toBeEnabled();
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
