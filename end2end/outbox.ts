// The mails that the server wrote, read as their recipients read them.
//
// Invariants: each mail is given out once, the oldest first, and only to its recipient.

import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "@playwright/test";
import { type Mail, parseMail } from "./mail.ts";

export class Outbox {
  private readonly read = new Set<string>();

  constructor(private readonly folder: string) {}

  /** Waits for the next mail to an address. */
  async next(to: string): Promise<Mail> {
    let found: Mail | undefined;
    await expect
      .poll(async () => (found = await this.take(to)), { message: `a mail to ${to}` })
      .toBeTruthy();
    return found!;
  }

  /** Waits for the next mail to an address and reads its code. */
  async nextCode(to: string): Promise<string> {
    const mail = await this.next(to);
    const code = /(?:^|\s)(\d{6})(?=[\s.]|$)/m.exec(mail.text)?.[1];
    expect(code, `a code in the mail "${mail.subject}"`).toBeTruthy();
    return code!;
  }

  private async take(to: string): Promise<Mail | undefined> {
    for (const path of await this.unread()) {
      const mail = parseMail(await readFile(path, "utf8"));
      if (mail.to.includes(to)) {
        this.read.add(path);
        return mail;
      }
    }
    return undefined;
  }

  private async unread(): Promise<string[]> {
    const names = await readdir(this.folder).catch((): string[] => []);
    const paths = names
      .filter((name) => name.endsWith(".eml"))
      .map((name) => join(this.folder, name))
      .filter((path) => !this.read.has(path));
    const dated = await Promise.all(paths.map(async (path) => ({ path, at: (await stat(path)).mtimeMs })));
    return dated.sort((one, other) => one.at - other.at || one.path.localeCompare(other.path)).map(({ path }) => path);
  }
}
