// Pictures of screens, to be looked at beside the design.

import type { Page } from "@playwright/test";

export type Theme = "light" | "dark";

/**
 * Where a screen is looked at in a theme: light at a desk and dark on a telephone. What a theme can break, colours, and
 * what a size can break, places, do not depend on each other.
 */
export const sizes: Record<Theme, string[]> = { light: [], dark: ["@phone-only"] };

/** Writes what is seen of the page, once its letters are there. */
export async function takeShot(page: Page, screen: string, size: string, theme: Theme): Promise<void> {
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  await page.screenshot({ path: `shots/${screen}-${size}-${theme}.png` });
}
