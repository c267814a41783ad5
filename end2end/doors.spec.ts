// Who comes in: the waiting room, the lock, the password, and the host who must be there first.

import { expect, inTab, type Person, test } from "./fixtures.ts";
import { openPeers } from "./media.ts";
import { host, joinAs, joinWithAccount } from "./meetings.ts";
import { signUp } from "./sign-up.ts";
import { clockIn, dateIn, daysAhead, moment, shortDay } from "./times.ts";
import { keepFrames } from "./watch.ts";

/** Comes to the door of a meeting with a waiting room, and waits there. */
async function knock(somebody: Person, address: string, name: string): Promise<void> {
  await somebody.prejoin.openToAsk(address);
  await somebody.prejoin.ask(name);
}

test("who comes waits until the host lets them in, by the notice or by the list", { tag: "@phone" }, async ({ person, outbox }) => {
  test.slow();
  const [ines, ben, cleo] = [await person(), await person(), await person()];
  const address = await host(ines, outbox);
  await ines.room.setRules({ "Waiting room": true });
  await knock(ben, address, "Ben Falk");
  await expect(ben.waiting.heading).toBeFocused();
  await expect(ben.page).toHaveTitle(/^Waiting room/);
  await expect(ben.waiting.status).toContainText("as soon as someone lets you in.");
  await ines.room.noticeButton("Admit Ben Falk now").click();
  await ben.room.expectInside();
  await expect(ines.room.tile("Ben Falk")).toBeVisible();
  await expect(ben.room.tile("Ines Moreau")).toBeVisible();

  // The late comer is answered in the list; nobody but the host sees it.
  await knock(cleo, address, "Cleo Maro");
  await ines.room.noticeButton("View waiting room").click();
  await expect(ines.room.waiting).toBeVisible();
  await expect(ines.room.admit("Cleo Maro")).toBeFocused();
  await ben.room.openParticipants();
  await expect(ben.room.waiting).toBeHidden();
  await expect(ben.room.participants).not.toContainText("Cleo Maro");
  await ines.room.admit("Cleo Maro").click();
  await cleo.room.expectInside();
  await expect(ines.room.waiting).toBeHidden();
  await expect(ines.room.participantRows).toHaveCount(3);
  await expect(cleo.room.tile("Ben Falk")).toBeVisible();
});

test("who is waiting may look after their devices, and leave", async ({ person, outbox }) => {
  const [ines, ben] = [await person(), await person()];
  const address = await host(ines, outbox);
  await ines.room.setRules({ "Waiting room": true });
  await knock(ben, address, "Ben Falk");
  const { waiting, ending } = ben;
  await waiting.mute.click();
  await expect(waiting.unmute).toBeVisible();
  await waiting.checkDevices.click();
  await expect(waiting.settings).toBeVisible();
  await waiting.closeSettings.click();
  await expect(waiting.settings).toBeHidden();
  await expect(waiting.checkDevices).toBeFocused();
  await expect(ines.room.noticeButton("Admit Ben Falk now")).toBeVisible();
  await waiting.leave.click();
  await ending.expectTold("leftWaiting");
  await expect(ines.room.noticeButton("Admit Ben Falk now")).toHaveCount(0);
  await ending.rejoin.click();
  await expect(ben.prejoin.askButton).toBeEnabled();
});

test("who is not let in is told and may ask again, and who is blocked may not", async ({ person, outbox }) => {
  test.slow();
  const [ines, ben] = [await person(), await person()];
  const address = await host(ines, outbox);
  await ines.room.setRules({ "Waiting room": true });
  await knock(ben, address, "Ben Falk");
  await ines.room.openParticipants();
  await ines.room.deny("Ben Falk").click();
  await ben.ending.expectTold("denied");
  await expect(ben.ending.home).toBeVisible();

  await ben.ending.askAgain.click();
  await expect(ben.prejoin.askButton).toBeEnabled();
  await ben.prejoin.ask("Ben Falk");
  await ines.room.denyAndBlock("Ben Falk").click();
  const question = ines.room.question("Deny and block Ben Falk?");
  await expect(ines.room.answer(question, "Cancel")).toBeFocused();
  await ines.room.answer(question, "Deny and block").click();
  await ben.ending.expectTold("denied");
  await expect(ben.page.getByRole("main")).toContainText("was declined, and you cannot ask again.");
  await expect(ben.ending.askAgain).toHaveCount(0);
  await ben.page.reload();
  await expect(ben.prejoin.askButton).toBeEnabled();
  await ben.prejoin.name.fill("Ben Falk");
  await ben.prejoin.askButton.click();
  await ben.ending.expectTold("denied");
  await expect(ben.ending.askAgain).toHaveCount(0);
  await expect(ines.room.waiting).toBeHidden();
});

test("all who wait are let in at once, also by switching the waiting room off", async ({ person, outbox }) => {
  test.slow();
  const [ines, ben, cleo, dan] = [await person(), await person(), await person(), await person()];
  const address = await host(ines, outbox);
  await ines.room.setRules({ "Waiting room": true });
  await knock(ben, address, "Ben Falk");
  await knock(cleo, address, "Cleo Maro");
  await expect(ines.room.notices).toContainText("and 1 other");
  await ines.room.openParticipants();
  await expect(ines.room.waitingRows).toHaveText([/Ben Falk.*Guest/, /Cleo Maro.*Guest/]);
  await ines.room.admitAll.click();
  await ben.room.expectInside();
  await cleo.room.expectInside();
  await ines.room.closePanel();

  await knock(dan, address, "Dan Ruiz");
  await ines.room.setRules({ "Waiting room": false });
  await dan.room.expectInside();
  await expect(ines.room.tiles).toHaveCount(4);
});

test("a locked meeting lets nobody in, but those who were in it back", async ({ person, outbox }) => {
  test.slow();
  const [ines, ben, cleo] = [await person(), await person(), await person()];
  const address = await host(ines, outbox);
  await joinAs(ben, address, "Ben Falk");
  await ines.room.setRules({ "Lock meeting": true });
  await cleo.prejoin.open(address);
  await cleo.prejoin.pressJoin("Cleo Maro");
  await cleo.ending.expectTold("locked");
  await expect(cleo.ending.home).toBeVisible();
  await cleo.ending.tryAgain.click();
  await expect(cleo.prejoin.joinButton).toBeEnabled();
  await cleo.prejoin.pressJoin("Cleo Maro");
  await cleo.ending.expectTold("locked");
  await ben.page.reload();
  await ben.room.expectInside();

  await ines.room.setRules({ "Lock meeting": false });
  await cleo.ending.tryAgain.click();
  await expect(cleo.prejoin.joinButton).toBeEnabled();
  await cleo.prejoin.join("Cleo Maro");
  await expect(ines.room.tile("Cleo Maro")).toBeVisible();
});

test("a password is asked of guests, not of the host, and a wrong one is told", { tag: "@phone" }, async ({ person, outbox, server }) => {
  const [ines, ben] = [await person(), await person()];
  const who = await signUp(ines, outbox);
  await ines.dashboard.open();
  const link = `choir-${who.username}`;
  await ines.schedule.plan({ title: "Choir", link, password: "south-wall-4", waitingRoom: false });
  const address = `${server.url}/m/${link}`;
  await ben.prejoin.open(address, "Choir");
  await ben.prejoin.pressJoin("Ben Falk");
  await ben.prejoin.expectFieldError(ben.prejoin.password, "Enter the meeting password.");
  await expect(ben.prejoin.password).toBeFocused();
  for (const wrong of ["abc", "north-wall-4"]) {
    await ben.prejoin.password.fill(wrong);
    await ben.prejoin.joinButton.click();
    await ben.prejoin.expectFieldError(ben.prejoin.password, "That password is not right. Ask the host.");
    await expect(ben.prejoin.password).toBeFocused();
  }
  await ben.prejoin.password.fill("south-wall-4");
  await expect(ben.prejoin.password).not.toHaveAttribute("aria-invalid");
  await ben.prejoin.joinButton.click();
  await ben.room.expectInside();
  await expect(ben.room.heading).toHaveText("Choir");

  await ines.prejoin.open(address, "Choir");
  await expect(ines.prejoin.password).toHaveCount(0);
  await ines.prejoin.join("Ines Moreau");
  await expect(ines.room.tile("Ben Falk")).toBeVisible();
});

test("who asks again or comes back types nothing again", { tag: "@phone" }, async ({ person, outbox, server }) => {
  test.slow();
  const [ines, ben] = [await person(), await person()];
  const who = await signUp(ines, outbox);
  await ines.dashboard.open();
  const link = `trio-${who.username}`;
  const password = "south-wall-4";
  await ines.schedule.plan({ title: "Trio", link, password, waitingRoom: true });
  const address = `${server.url}/m/${link}`;
  await ines.prejoin.open(address, "Trio");
  await ines.prejoin.join("Ines Moreau");
  const heading = ben.page.getByRole("heading", { level: 1, name: "Trio", exact: true });
  const asTyped = async () => {
    await expect(heading).toBeFocused();
    await expect(ben.prejoin.name).toHaveValue("Ben Falk");
    // The right one is not asked for again, nor shown.
    await expect(ben.prejoin.askButton).toBeEnabled();
    await expect(ben.prejoin.password).toHaveCount(0);
    await expect(ben.prejoin.turnOnCamera).toBeVisible();
    await ben.prejoin.askButton.click();
    await expect(ben.waiting.heading).toBeVisible();
  };

  await ben.prejoin.open(address, "Trio");
  await ben.prejoin.turnOffCamera.click();
  await ben.prejoin.password.fill(password);
  await ben.prejoin.ask("Ben Falk");
  await ines.room.openParticipants();
  await ines.room.deny("Ben Falk").click();
  await ben.ending.expectTold("denied");
  await ben.ending.askAgain.click();
  await asTyped();
  await ben.waiting.leave.click();
  await ben.ending.expectTold("leftWaiting");
  await ben.ending.rejoin.click();
  await asTyped();
  await ines.room.admit("Ben Falk").click();
  await ben.room.expectInside();
  await ben.room.leave();
  await ben.room.rejoin.click();
  await asTyped();
  // No store of the browser knows it.
  const kept = await ben.page.evaluate(() => JSON.stringify([location.href, { ...localStorage }, { ...sessionStorage }]));
  expect(kept).not.toContain(password);
  await ines.room.admit("Ben Falk").click();
  await ben.room.expectInside();
});

test("who is in a meeting is not told to ask in a second tab", async ({ person, outbox }) => {
  const [ines, wei] = [await person(), await person()];
  const address = await host(ines, outbox);
  await joinWithAccount(wei, outbox, address, "Wei Chen");
  await ines.room.setRules({ "Waiting room": true });
  // A guest has to ask from then on.
  const ben = await person();
  await ben.prejoin.openToAsk(address);
  const tab = inTab(await wei.context.newPage());
  await tab.prejoin.open(address);
  await expect(tab.prejoin.joinButton).toBeEnabled();
  await expect(tab.prejoin.askButton).toHaveCount(0);
  await tab.prejoin.join("Wei Chen");
  await expect(ines.room.tile("Wei Chen (2)")).toBeVisible();
});

test("who is invited by account types no password, and everybody else does", async ({ person, outbox, server }) => {
  const [ines, wei, ana] = [await person(), await person(), await person()];
  const [host, invited] = [await signUp(ines, outbox), await signUp(wei, outbox)];
  await signUp(ana, outbox);
  await ines.dashboard.open();
  const link = `council-${host.username}`;
  await ines.schedule.plan({ title: "Council", link, password: "south-wall-4", waitingRoom: false, invite: [invited.email] });
  const address = `${server.url}/m/${link}`;
  await ana.prejoin.open(address, "Council");
  await expect(ana.prejoin.password).toBeVisible();
  await wei.prejoin.open(address, "Council");
  await expect(wei.prejoin.password).toHaveCount(0);
  await wei.prejoin.join("Wei Chen");
  await wei.room.expectInside();
  const elsewhere = await person();
  await elsewhere.prejoin.open(address, "Council");
  await elsewhere.prejoin.signIn.click();
  await expect(elsewhere.login.heading).toBeVisible();
  await elsewhere.login.expectAlive();
  await elsewhere.login.attempt(invited.username, invited.password);
  await expect(elsewhere.page).toHaveURL(address);
  await expect(elsewhere.prejoin.name).toHaveValue(invited.fullName);
  await expect(elsewhere.prejoin.password).toHaveCount(0);
  await expect(elsewhere.prejoin.signIn).toHaveCount(0);
});

test("before the host is there nobody comes in, and then by the waiting room", async ({ person, outbox, server }) => {
  test.slow();
  const [ines, ben] = [await person(), await person()];
  const who = await signUp(ines, outbox);
  await ines.dashboard.open();
  const link = `rehearsal-${who.username}`;
  await ines.schedule.plan({ title: "Rehearsal", link, waitingRoom: true, hostFirst: true });
  await ben.prejoin.open(`${server.url}/m/${link}`, "Rehearsal");
  await ben.prejoin.name.fill("Ben Falk");
  await ben.prejoin.askButton.click();
  await expect(ben.waiting.notStarted).toBeVisible();
  await expect(ben.waiting.status).toContainText("Nobody can join Rehearsal before the host is there.");

  await ines.dashboard.planned("Rehearsal").getByRole("link", { name: "Start Rehearsal", exact: true }).click();
  await ines.prejoin.join("Ines Moreau");
  await expect(ben.waiting.heading).toBeVisible();
  await ines.room.noticeButton("Admit Ben Falk now").click();
  await ben.room.expectInside();
});

test("who comes to a planned meeting reads when it is, by their own clocks", { tag: "@phone" }, async ({ person, outbox, server }) => {
  const [ines, ben] = [await person({ timezoneId: "Europe/Berlin" }), await person({ timezoneId: "Asia/Tokyo" })];
  const who = await signUp(ines, outbox);
  await ines.dashboard.open();
  const link = `choir-${who.username}`;
  const date = daysAhead(3, "Europe/Berlin");
  await ines.schedule.plan({ title: "Choir", date, time: "20:00", link, waitingRoom: true });
  const at = moment(date, "20:00", "Europe/Berlin");
  const told = (zone: string) => `Planned for ${shortDay(dateIn(at, zone))}, ${clockIn(at, zone)}`;
  const address = `${server.url}/m/${link}`;
  await ines.prejoin.open(address, "Choir");
  await expect(ines.page.getByText(told("Europe/Berlin"), { exact: true })).toBeVisible();
  await ben.prejoin.open(address, "Choir");
  await expect(ben.page.getByText(told("Asia/Tokyo"), { exact: true })).toBeVisible();
  await ben.prejoin.name.fill("Ben Falk");
  await ben.prejoin.askButton.click();
  await expect(ben.waiting.notStarted).toBeVisible();
  await expect(ben.page.getByText(told("Asia/Tokyo"), { exact: true })).toBeVisible();
});

test("where only the host must be there first, everybody comes in with the host", async ({ person, outbox, server }) => {
  const [ines, ben] = [await person(), await person()];
  const who = await signUp(ines, outbox);
  await ines.dashboard.open();
  const link = `lesson-${who.username}`;
  await ines.schedule.plan({ title: "Lesson", link, waitingRoom: false, hostFirst: true });
  const address = `${server.url}/m/${link}`;
  await ben.prejoin.open(address, "Lesson");
  await ben.prejoin.pressJoin("Ben Falk");
  await expect(ben.waiting.notStarted).toBeVisible();
  await ines.prejoin.open(address, "Lesson");
  await ines.prejoin.join("Ines Moreau");
  await ben.room.expectInside();
  await expect(ines.room.tile("Ben Falk")).toBeVisible();
});

test("T-059: who waits receives nothing of the meeting", async ({ person, outbox }) => {
  test.slow();
  // Words that are nowhere else: whoever receives one of them has received something of the meeting.
  const canaries = { host: "Xylia Quandt", guest: "Zbyszek Vroom", chat: "marmalade-zeppelin" };
  const [ines, cleo, ben] = [await person(), await person(), await person()];
  const address = await host(ines, outbox, canaries.host);
  await joinAs(cleo, address, canaries.guest);
  await ines.room.setRules({ "Waiting room": true });
  await ines.room.say(canaries.chat);
  await cleo.room.expectChat(canaries.chat);

  const frames = keepFrames(ben.page);
  await knock(ben, address, "Ben Falk");
  await ines.room.say(`${canaries.chat}, again`);
  await cleo.room.expectChat(canaries.chat, `${canaries.chat}, again`);
  await cleo.room.closePanel();
  await cleo.room.mute.click();
  await expect(ines.room.tile(canaries.guest)).toHaveAttribute("data-muted");
  // The next answer to a ping comes after whatever was sent before it.
  const before = frames.received.length;
  await expect.poll(() => frames.received.length, { message: "the socket is alive" }).toBeGreaterThan(before);
  const received = [...frames.received, await ben.page.content()].join("\n");
  for (const canary of Object.values(canaries)) {
    expect(received).not.toContain(canary);
  }
  expect(received).not.toMatch(/candidate:|"sdp"|turns?:|stuns?:|ice_servers/);
  expect(await openPeers(ben.page)).toBe(0);

  // The same words arrive once the person is let in, so the frames are where they would have been.
  await ines.room.noticeButton("Admit Ben Falk now").click();
  await ben.room.expectInside();
  await expect.poll(() => frames.received.join("\n")).toContain(canaries.chat);
  expect(frames.received.join("\n")).toContain(canaries.host);
});
