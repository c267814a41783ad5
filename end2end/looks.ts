// How a screen is looked at: in both themes, at a desk and on a telephone.

import type { PersonOptions } from "./fixtures.ts";
import type { Theme } from "./shots.ts";

export interface Look {
  theme: Theme;
  size: "desktop" | "phone";
}

export const looks: Look[] = (["light", "dark"] as const).flatMap((theme) =>
  (["desktop", "phone"] as const).map((size): Look => ({ theme, size })),
);

/** A browser that looks so. */
export function browserThat({ theme, size }: Look): PersonOptions {
  const isPhone = size === "phone";
  return {
    colorScheme: theme,
    viewport: isPhone ? { width: 390, height: 844 } : { width: 1440, height: 900 },
    hasTouch: isPhone,
  };
}
