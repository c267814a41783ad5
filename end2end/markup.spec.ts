// Markup and scripts that people type as names, into the chat and as titles: every page shows them as they were typed,
// and none of it runs, is loaded or becomes an element. What the server makes of the same table has tests of its own.

import { readFileSync } from "node:fs";
import type { Page } from "@playwright/test";
import { expect, type Person, test } from "./fixtures.ts";
import { host } from "./meetings.ts";
import { daysAhead } from "./times.ts";
import { keepFrames } from "./watch.ts";

const payloads = JSON.parse(readFileSync(new URL("payloads.json", import.meta.url), "utf8")) as string[];
// A meeting has not so many seats; and of two names that look alike one would get a number.
const rounds = [payloads.slice(0, 30), payloads.slice(30)];

/** Nothing that was typed is more than text on the page, nor was it for a moment. */
async function expectText(page: Page): Promise<void> {
  const found = await page.evaluate(() => {
    const all = [...document.querySelectorAll("*")];
    const handlers = all.filter((one) => one.getAttributeNames().some((name) => name.startsWith("on")));
    const strangers = "iframe, object, embed, base, marquee, math, meta[http-equiv], [srcdoc], [src*=evil], link[href*=evil]";
    const leads = ["href", "src", "action", "data", "xlink:href"];
    const targets = all.flatMap((one) => leads.map((name) => one.getAttribute(name)));
    return {
      ran: "__xss" in window,
      handlers: handlers.map((one) => one.outerHTML),
      strangers: [...document.querySelectorAll(strangers)].map((one) => one.outerHTML),
      scripts: targets.filter((target) => /^\s*(javascript|vbscript|data:text)/i.test(target ?? "")),
    };
  });
  expect(found).toEqual({ ran: false, handlers: [], strangers: [], scripts: [] });
}

/** Has guests without a page join with these names, who each write theirs into the chat; answers what lets them go. */
async function crowd(page: Page, address: string, hello: string, names: string[]): Promise<() => Promise<void>> {
  await page.evaluate(
    async ({ address, hello, names }) => {
      const join = (name: string) =>
        new Promise<WebSocket>((joined, failed) => {
          const socket = new WebSocket(address);
          const say = (message: object) => socket.send(JSON.stringify(message));
          socket.onopen = () => say({ ...JSON.parse(hello), display_name: name, resume: null, arrival: null });
          socket.onclose = () => failed(new Error(`closed: ${name}`));
          socket.onmessage = ({ data }) => {
            const { type } = JSON.parse(data as string) as { type: string };
            if (type === "snapshot") {
              say({ type: "send_chat", request: 1, id: crypto.randomUUID(), text: name });
            } else if (type === "chat_accepted") {
              joined(socket);
            } else if (type === "refused") {
              failed(new Error(`refused: ${name}: ${data}`));
            }
          };
        });
      const sockets: WebSocket[] = [];
      for (const name of names) {
        sockets.push(await join(name));
      }
      Object.assign(window, { crowd: sockets });
    },
    { address, hello, names },
  );
  return () =>
    page.evaluate(() => {
      for (const socket of (window as unknown as { crowd: WebSocket[] }).crowd) {
        socket.onclose = null;
        socket.send(JSON.stringify({ type: "leave" }));
      }
    });
}

const rules = {
  waiting_room: false,
  host_first: false,
  locked: false,
  may_unmute: true,
  may_start_video: true,
  may_share: true,
  may_chat: true,
};

/** Plans a meeting of each title, as the dialog sends it. */
async function plan({ context }: Person, titles: string[]): Promise<void> {
  for (const [place, title] of titles.entries()) {
    const when = { title, date: daysAhead(2, "UTC"), time: "18:00", minutes: 30 };
    const door = { link: `markup-${place}`, password: "", without_password: false, rules, history_days: null };
    const draft = { when, zone: "UTC", every: "never", end: "never", invited: [], ...door };
    const answer = await context.request.post("/api/schedule_meeting", {
      data: { draft },
      // An address may ask so often in a minute.
      headers: { "sec-fetch-site": "same-origin", "x-forwarded-for": `10.91.0.${place}` },
    });
    await expect(answer).toBeOK();
  }
}

test("T-091, T-093: markup in names, in the chat and in titles is text on every page", async ({ person, outbox, watch }) => {
  test.slow();
  const [ines, others] = [await person({ timezoneId: "UTC" }), await person()];
  const { page, room, dashboard } = ines;
  page.on("dialog", (dialog) => watch.problems.push(`a dialog: ${dialog.message()}`));
  const frames = keepFrames(page);
  const socket = page.waitForEvent("websocket");
  const address = await host(ines, outbox);
  const hello = frames.sent.find((sent) => sent.includes('"hello"'))!;
  await others.landing.open();

  await room.openChat();
  for (const names of rounds) {
    const leave = await crowd(others.page, (await socket).url(), hello, names);
    await room.openParticipants();
    await expect(room.participantRows).toHaveCount(names.length + 1);
    const shown = room.participantRows.locator("bdi");
    expect((await shown.allTextContents()).sort()).toEqual(["Ines Moreau (you)", ...names].sort());
    await room.openChat();
    await expectText(page);
    await leave();
    await expect(room.tiles).toHaveCount(1);
  }
  await expect(room.lines).toHaveCount(payloads.length);
  expect(await room.lines.locator("p").allTextContents()).toEqual(payloads);
  await expectText(page);
  await page.reload();
  await room.expectInside();
  await room.openChat();
  expect(await room.lines.locator("p").allTextContents()).toEqual(payloads);
  await room.leave();

  await plan(ines, payloads);
  await dashboard.open();
  const titles = dashboard.upcoming.getByRole("listitem").getByRole("heading");
  await expect(titles).toHaveCount(payloads.length);
  expect((await titles.allTextContents()).sort()).toEqual([...payloads].sort());
  const details = await dashboard.openDetails(new URL(address).pathname.replace("/m/", ""));
  const people = details.getByRole("listitem");
  await expect(people).toHaveCount(payloads.length + 1);
  for (const payload of payloads) {
    await expect(people.filter({ hasText: payload }).first()).toBeVisible();
  }
  await expectText(page);

  // One of them as the title of the page before the meeting, and of its document.
  const closing = payloads.find((payload) => payload.startsWith("</title>"))!;
  await ines.prejoin.open(`/m/markup-${payloads.indexOf(closing)}`, closing);
  expect(await page.title()).toContain(closing);
  await expectText(page);
});
