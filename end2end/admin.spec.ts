// Looking after the server: for admins, and for nobody else.

import { expect, test } from "./fixtures.ts";
import { newPerson } from "./pages/register.ts";
import { signIn, signInAsAdmin, signUp } from "./sign-up.ts";

const notFound = /Failed to load resource: the server responded with a status of 404/;

test("T-081, T-083: a member and a visitor get 404 at /admin and nothing from its functions", async ({ person, outbox, watch }) => {
  watch.allow(notFound, "the page itself is a 404");
  const [visitor, member] = [await person(), await person()];
  await signUp(member, outbox);
  for (const { page, admin } of [visitor, member]) {
    const answer = await page.goto("/admin");
    expect(answer?.status()).toBe(404);
    await expect(page.getByRole("heading", { level: 1, name: "This page does not exist", exact: true })).toBeVisible();
    await expect(admin.users).toBeHidden();
    const list = await page.request.post("/api/list_users", {
      form: { search: "", page: "1" },
      headers: { origin: new URL(page.url()).origin },
    });
    expect(list.ok()).toBe(false);
    expect(await list.text()).not.toContain("@example.org");
  }
});

test("an admin finds somebody, suspends them and makes them an admin", { tag: "@phone" }, async ({ person, outbox, server }) => {
  const [browser, other] = [await person(), await person()];
  const kenji = await signUp(other, outbox, newPerson("Kenji Watanabe"));
  const adaeze = await signInAsAdmin(browser, server);
  const { page, admin } = browser;
  await admin.open();
  await expect(page).toHaveTitle("Admin · Parley");
  for (const column of ["Name", "Email", "Role", "Last seen", "Status"]) {
    await expect(admin.table.getByRole("columnheader", { name: column, exact: true })).toBeAttached();
  }
  await admin.find(adaeze.username);
  await expect(admin.row(adaeze.username).getByRole("button")).toHaveCount(0);
  await admin.search.fill("nobody at all");
  await expect(admin.nobody).toBeVisible();

  const row = await admin.find(kenji.username);
  await expect(page).toHaveURL(new RegExp(`search=${kenji.username}`));
  await expect(row).toContainText("Active");
  await admin.choose(kenji.username, kenji.fullName, "Suspend");
  await page.keyboard.press("Escape");
  await expect(admin.question).toBeHidden();
  await expect(row).toContainText("Active");
  await admin.change(kenji.username, kenji.fullName, "Suspend", "Kenji Watanabe is suspended");
  await expect(row).toContainText("Suspended");
  await other.page.goto("/dashboard");
  await expect(other.login.heading).toBeVisible();
  await admin.change(kenji.username, kenji.fullName, "Reactivate", "Kenji Watanabe is active again");
  await expect(row).toContainText("Active");

  await admin.change(kenji.username, kenji.fullName, "Make admin", "Kenji Watanabe is now an admin");
  await expect(row).toContainText("Admin");
  await signIn(other, kenji);
  await other.admin.open();
  await admin.change(kenji.username, kenji.fullName, "Remove admin", "Kenji Watanabe is no longer an admin");
  await expect(row).toContainText("Member");
});

test("a meeting is live while two are in it, and the page stays where it is", async ({ person, meeting, server }) => {
  const [browser, ada, ben] = [await person(), await person(), await person()];
  await signInAsAdmin(browser, server);
  const { page, admin } = browser;
  await admin.open();
  const address = await meeting(ada, "Ada Osei");
  await ben.prejoin.open(address);
  await ben.prejoin.join("Ben Falk");
  const code = address.split("/").pop()!;
  const row = admin.liveTable.getByRole("row").filter({ has: page.getByText(code, { exact: true }) });
  await admin.search.focus();
  await expect(row).toContainText("2 people", { timeout: 15_000 });
  await expect(row).toContainText("No host");
  await expect(admin.search).toBeFocused();
  for (const figure of ["Live meetings", "People in meetings", "Accounts", "Processor"]) {
    await expect(admin.overview.getByRole("group", { name: figure, exact: true })).toContainText(/\d/);
  }
  await ada.room.leave();
  await ben.room.leave();
  await expect(row).toHaveCount(0, { timeout: 15_000 });
  await expect(admin.live.getByText("Updated just now", { exact: true })).toBeVisible();
});

test("an admin ends a meeting, and everybody in it is told", async ({ person, meeting, server }) => {
  const [browser, ada, ben] = [await person(), await person(), await person()];
  const address = await meeting(ada, "Ada Osei");
  await ben.prejoin.open(address);
  await ben.prejoin.join("Ben Falk");
  const title = `Meeting ${address.split("/").pop()!}`;
  await signInAsAdmin(browser, server);
  const { page, admin } = browser;
  await admin.open();
  const button = admin.liveTable.getByRole("button", { name: `End ${title}`, exact: true });
  await button.click();
  const question = page.getByRole("alertdialog", { name: "End this meeting?", exact: true });
  await expect(question).toContainText(title);
  await expect(admin.cancel).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(question).toBeHidden();
  await expect(button).toBeFocused();
  await button.click();
  await question.getByRole("button", { name: "End meeting", exact: true }).click();
  await expect(admin.notices.getByText(`${title} has ended`, { exact: true })).toBeVisible();
  await ada.ending.expectTold("ended");
  await ben.ending.expectTold("ended");
  await expect(button).toHaveCount(0);
});

test("the server's health is measured, and a server that is away is said to be", async ({ person, server, watch }) => {
  watch.allow(/Failed to load resource: net::ERR_/, "the server is stopped here");
  const browser = await person();
  await signInAsAdmin(browser, server);
  const { admin } = browser;
  await admin.open();
  const links = admin.sections.getByRole("link");
  await expect(links).toHaveText(["Overview", "Live meetings", "Users", "Activity", "Server health"]);
  await links.last().click();
  await expect(admin.health).toBeInViewport();
  await expect(admin.checks).toHaveCount(5);
  await expect(admin.checks.filter({ hasText: "Database" })).toHaveText(/SQLite, answers in \d+\.\d ms\s*Working/);
  await expect(admin.checks.filter({ hasText: "Email" })).toHaveText(/No mail server is set.*Check/);
  await expect(admin.checks.filter({ hasText: "Disk" })).toContainText(/ GB free/);
  await admin.runChecks.click();
  await expect(admin.runChecks).toBeEnabled();
  await server.stop("SIGTERM");
  await admin.runChecks.click();
  await expect(admin.live.getByText("Not up to date: the server does not answer. Trying again", { exact: true })).toBeVisible();
  await server.start();
  await expect(admin.live.getByText("Updated just now", { exact: true })).toBeVisible({ timeout: 15_000 });
});

test("T-054: who is signed out by an admin is out of the meeting and told so", async ({ person, outbox, meeting, server }) => {
  const [browser, other, guest] = [await person(), await person(), await person()];
  const kenji = await signUp(other, outbox, newPerson("Kenji Watanabe"));
  const address = await meeting(guest, "Ada Osei");
  await other.prejoin.open(address);
  await other.prejoin.join("Kenji Watanabe");
  await expect(guest.room.tile("Kenji Watanabe")).toBeVisible();
  const adaeze = await signInAsAdmin(browser, server);
  const { admin } = browser;
  await admin.open();
  await admin.find(kenji.username);
  await admin.change(kenji.username, kenji.fullName, "End sessions", "Kenji Watanabe is signed out everywhere");
  await expect(other.login.alert).toHaveText("You have been signed out. Sign in again.");
  await expect(guest.room.tile("Kenji Watanabe")).toHaveCount(0, { timeout: 20_000 });
  await guest.room.expectInside();
  await other.login.expectAlive();
  await other.login.attempt(kenji.username, kenji.password);
  await expect(other.page).toHaveURL(address);

  await admin.open();
  await admin.person.fill(kenji.username);
  const row = admin.activityTable.getByRole("row").filter({ hasText: "Signed out everywhere by an administrator" });
  await expect(row).toContainText(`@${kenji.username}`);
  await expect(row).toContainText(`by @${adaeze.username}`);
  await expect(browser.page).toHaveURL(new RegExp(`person=${kenji.username}`));
});

test("who is disabled on the command line is out of the meeting too", async ({ person, outbox, meeting, server }) => {
  const [other, guest] = [await person(), await person()];
  const wei = await signUp(other, outbox, newPerson("Wei Chen"));
  const address = await meeting(guest, "Ada Osei");
  await other.prejoin.open(address);
  await other.prejoin.join("Wei Chen");
  await server.command(["user", "disable", wei.username], "");
  await expect(other.login.alert).toHaveText("You have been signed out. Sign in again.");
});
