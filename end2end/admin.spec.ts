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

test("an admin finds somebody, suspends them and makes them an admin", async ({ person, outbox, server }) => {
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
