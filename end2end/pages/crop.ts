// Choosing a profile picture: the group in a form, and the dialog.

import { expect, type Locator, type Page } from "@playwright/test";
import type { PictureFile } from "../pictures.ts";

export class PictureChoice {
  readonly group: Locator;
  readonly upload: Locator;
  readonly change: Locator;
  readonly remove: Locator;
  readonly takePhoto: Locator;
  readonly error: Locator;

  readonly dialog: Locator;
  readonly area: Locator;
  readonly zoom: Locator;
  readonly rotate: Locator;
  readonly another: Locator;
  readonly close: Locator;
  readonly cancel: Locator;
  readonly use: Locator;

  /** The dialog in which a photo is taken. */
  readonly photo: Locator;
  readonly camera: Locator;
  readonly still: Locator;
  readonly said: Locator;

  constructor(private readonly page: Page) {
    const button = (within: Locator, name: string) => within.getByRole("button", { name, exact: true });
    this.group = page.getByRole("group", { name: "Profile picture", exact: true });
    this.upload = button(this.group, "Upload picture");
    this.change = button(this.group, "Change picture");
    this.remove = button(this.group, "Remove picture");
    this.takePhoto = button(this.group, "Take a photo");
    this.error = this.group.getByRole("alert");
    this.dialog = page.getByRole("dialog", { name: "Crop picture", exact: true });
    this.area = this.dialog.getByRole("application", { name: "Crop area", exact: true });
    this.zoom = this.dialog.getByRole("slider", { name: "Zoom", exact: true });
    this.rotate = button(this.dialog, "Rotate left");
    this.another = button(this.dialog, "Choose another picture");
    this.close = button(this.dialog, "Close");
    this.cancel = button(this.dialog, "Cancel");
    this.use = button(this.dialog, "Use picture");
    this.photo = page.getByRole("dialog", { name: "Take a photo", exact: true });
    this.camera = this.photo.locator("video");
    this.still = this.photo.getByRole("img", { name: "Your photo", exact: true });
    this.said = this.photo.getByRole("status");
  }

  /** Presses a button that asks for a file, and gives it one. */
  async choose(button: Locator, file: PictureFile): Promise<void> {
    const asked = this.page.waitForEvent("filechooser");
    await button.click();
    await (await asked).setFiles(file);
  }

  /** A button of the dialog in which a photo is taken. */
  inPhoto(name: string): Locator {
    return this.photo.getByRole("button", { name, exact: true });
  }

  /** What the middle of the crop area shows: red, green and blue. */
  async colour(x = 0.5, y = 0.5): Promise<number[]> {
    return this.area.locator("canvas").evaluate(
      (canvas: HTMLCanvasElement, at) => {
        const pixel = canvas.getContext("2d")!.getImageData(canvas.width * at.x, canvas.height * at.y, 1, 1).data;
        return [...pixel.slice(0, 3)];
      },
      { x, y },
    );
  }

  /** Waits until a point of the crop area has about this colour. */
  async expectColour(expected: number[], x = 0.5, y = 0.5): Promise<void> {
    await expect
      .poll(async () => {
        const found = await this.colour(x, y);
        return found.every((value, index) => Math.abs(value - expected[index]!) < 30) ? "the same" : found;
      })
      .toBe("the same");
  }
}
