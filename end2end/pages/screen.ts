// What all page objects share: the tab they look at.

import type { Page } from "@playwright/test";

export class Screen {
  constructor(readonly page: Page) {}
}
