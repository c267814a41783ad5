// What other people and other sites may try on somebody with an account: names and titles that look like a page, a
// frame around the page, and a page elsewhere that sends forms.

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures.ts";
import { newPerson } from "./pages/register.ts";
import { signUp } from "./sign-up.ts";

const payload = `<img src=x onerror="document.title='broken'">`;

/** The words stand there as words, and made nothing of the page. */
async function expectHarmless(page: Page): Promise<void> {
  await expect(page.locator("img[src=x]")).toHaveCount(0);
  await expect(page).not.toHaveTitle("broken");
}

test("a name and a title that look like a page are words on one's own pages", async ({ person, outbox }) => {
  const browser = await person();
  const { page, dashboard, schedule, profile } = browser;
  await signUp(browser, outbox, { ...newPerson(), fullName: payload });
  await dashboard.open();
  await expect(dashboard.account.getByRole("heading", { name: payload, exact: true })).toBeVisible();
  await expect(dashboard.heading).toContainText("<img");
  await expectHarmless(page);
  await schedule.open();
  await schedule.fill({ title: payload });
  await schedule.save.click();
  await expect(dashboard.planned(payload).first()).toBeVisible();
  await dashboard.openOptions(payload);
  await expectHarmless(page);
  await profile.open();
  await expect(profile.fullName).toHaveValue(payload);
  await expectHarmless(page);
});

/** A page of another site: it frames ours, and sends what a form of ours sends, in each way that a browser has. */
function evilPage(victim: string, code: string): string {
  return `<!doctype html><title>A nice page</title>
    <iframe name="frame" src="${victim}/dashboard"></iframe>
    <iframe name="answer"></iframe>
    <form id="out" method="post" action="${victim}/api/sign_out" target="answer"></form>
    <form id="name" method="post" action="${victim}/api/save_profile">
      <input name="full_name" value="Eve"><input name="username" value="eve">
      <input name="email" value="eve@example.org"><input name="phone" value="+442079460958">
    </form>
    <script>
      globalThis.told = [];
      fetch("${victim}/api/list_devices", { method: "POST", mode: "no-cors", credentials: "include" })
        .then((answer) => answer.text(), () => "")
        .then((text) => told.push(text ? "read: " + text : "nothing to read"));
      const socket = new WebSocket("${victim.replace("http", "ws")}/socket/${code}");
      socket.onopen = () => told.push("a socket");
      socket.onclose = () => told.push("no socket");
      document.getElementById("out").submit();
    </script>`;
}

async function serve(html: string): Promise<Server> {
  const evil = createServer((_, answer) => answer.setHeader("content-type", "text/html").end(html));
  await new Promise<void>((ready) => evil.listen(0, "127.0.0.1", ready));
  return evil;
}

test("T-039: a page of another site frames nothing, reads nothing and changes nothing", async ({ person, outbox, server, watch }) => {
  watch.allow(/127\.0\.0\.1/, "the page of another site, and what the browser says of its requests");
  watch.allow(/Framing .* violates .*"frame-ancestors 'none'"/, "ours is not framed");
  watch.allow(/favicon\.ico/, "the plain words of a refusal have no picture for their tab");
  watch.allow(/NotSameOrigin/, "nor read");
  watch.allow(/status of 403 .*(chrome-error|save_profile)/, "what its forms sent is refused");
  const browser = await person();
  const { page, context, dashboard } = browser;
  const who = await signUp(browser, outbox);
  const evil = await serve(evilPage(server.url, await dashboard.personalId.inputValue()));
  const other = await context.newPage();
  const answers = new Map<string, number>();
  other.on("response", (answer) => answers.set(new URL(answer.url()).pathname, answer.status()));
  await other.goto(`http://127.0.0.1:${(evil.address() as AddressInfo).port}/`);
  await expect.poll(() => answers.get("/api/sign_out"), "it was sent, and refused").toBe(403);
  const told = () => other.evaluate(() => (globalThis as unknown as { told: string[] }).told.sort());
  await expect.poll(told).toEqual(["no socket", "nothing to read"]);
  await expect.poll(() => other.frame({ name: "frame" })!.url(), "the browser shows its own page there").toMatch(/^chrome-error:/);

  const saved = other.waitForResponse((answer) => answer.url().endsWith("/api/save_profile"));
  await other.evaluate(() => document.querySelector<HTMLFormElement>("#name")!.submit());
  expect((await saved).status()).toBe(403);
  await other.close();
  evil.close();
  await dashboard.open();
  await expect(dashboard.account.getByText(who.fullName, { exact: true })).toBeVisible();
  await expect(page).toHaveURL(/\/dashboard$/);
});
