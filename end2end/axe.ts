// What every page is held to: axe finds nothing, and nothing is wider than the screen.

import { AxeBuilder } from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

export async function expectNoViolation(page: Page, where: string): Promise<void> {
  await expectColoursAtRest(page, where);
  const result = await new AxeBuilder({ page })
    .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"])
    .analyze();
  const found = result.violations.map(
    ({ id, help, nodes }) => `${id}: ${help}\n  ${nodes.map((node) => `${node.html}\n  ${node.failureSummary}`).join("\n  ")}`,
  );
  expect(found, where).toEqual([]);
}

/**
 * No colour is between two others, and nothing is half there: what moves goes on with the frames, and on a busy machine axe
 * is there before the next one. What turns for ever, or with the scrolling, is not waited for.
 */
async function expectColoursAtRest(page: Page, where: string): Promise<void> {
  const moving = () =>
    page.evaluate(() => {
      const ends = (one: Animation) => Number.isFinite(Number(one.effect?.getComputedTiming().endTime));
      const counts = (one: Animation) =>
        !(one instanceof CSSTransition) || /color|shadow|opacity/.test(one.transitionProperty);
      const running = document.getAnimations().filter((one) => one.playState === "running");
      return running.filter((one) => one.timeline === document.timeline && ends(one) && counts(one)).length;
    });
  await expect.poll(moving, { message: `colours at rest: ${where}` }).toBe(0);
}

/** The same in both themes, one after the other, without loading the page again. */
export async function expectNoViolationInBothThemes(page: Page, where: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await expectNoViolation(page, `${where}, ${colorScheme}`);
  }
}

/** Nothing is wider than the screen. */
export async function expectNoSidewaysScroll(page: Page, where: string): Promise<void> {
  const fits = await page.evaluate(
    () => document.documentElement.scrollWidth <= document.documentElement.clientWidth,
  );
  expect(fits, where).toBe(true);
}
