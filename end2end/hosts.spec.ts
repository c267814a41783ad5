// Who runs a meeting: co-hosts, handing over, dropping out and coming back, removing, ending, leaving.

import { expect, inTab, test } from "./fixtures.ts";
import { connectedPeers, directPeers, expectMoreFrames, openPeers } from "./media.ts";
import { host, joinAs, joinWithAccount } from "./meetings.ts";

/** How soon a removed person has lost picture and sound. */
const soon = { timeout: 2_000 };

/** Longer than the time for which a host who dropped out is waited for. */
const afterGrace = { timeout: 60_000 };

test("a co-host helps to run the meeting until the host takes it back", async ({ person, outbox }) => {
  test.slow();
  const [ines, ben, cleo] = [await person(), await person(), await person()];
  const address = await host(ines, outbox);
  await joinAs(ben, address, "Ben Falk");
  await joinAs(cleo, address, "Cleo Maro");
  await ines.room.chooseFor("Ben Falk", "Make co-host");
  await ben.room.expectNotice("You are now a co-host");
  await cleo.room.openParticipants();
  await expect(cleo.room.row("Ben Falk")).toContainText("Co-host");
  await cleo.room.closePanel();

  await ben.room.openHostControls();
  await expect(ben.room.rule("Waiting room")).toBeVisible();
  await expect(ben.room.hostControls.getByRole("button", { name: "End meeting for everyone", exact: true })).toHaveCount(0);
  await ben.room.rule("Send chat messages").uncheck();
  await ben.room.closePanel();
  await cleo.room.openChat();
  await expect(cleo.room.chatIsOff).toBeVisible();
  await cleo.room.closePanel();
  await ben.room.chooseFor("Cleo Maro", "Mute");
  await cleo.room.expectNotice("The host muted your microphone");
  const menu = await ben.room.openPersonMenu("Ines Moreau");
  await expect(menu.getByRole("menuitem"), "nobody takes anything from the host").toHaveText(["Spotlight for everyone"]);
  await ben.page.keyboard.press("Escape");
  await expect(menu).toBeHidden();
  await ben.room.closePanel();

  await ben.room.openHostControls();
  await ines.room.chooseFor("Ben Falk", "Remove as co-host");
  await expect(ben.room.hostControls).toBeHidden();
  await ben.room.expectNotice("You are no longer a co-host");
  await ben.room.leave();
  await expect(ines.room.tile("Ben Falk")).toHaveCount(0);
});

test("the host hands the meeting over and helps from then on", async ({ person, outbox }) => {
  const [ines, ben] = [await person(), await person()];
  const address = await host(ines, outbox);
  await joinWithAccount(ben, outbox, address, "Ben Falk");
  await expect(ines.room.tile("Ben Falk")).toBeVisible();
  await ines.room.chooseFor("Ben Falk", "Hand over host");
  const question = ines.room.question("Make Ben Falk the host?");
  await expect(ines.room.answer(question, "Cancel")).toBeFocused();
  await ines.room.answer(question, "Hand over").click();
  await ines.room.closePanel();
  await ben.room.expectNotice("You are now the host");
  await ines.room.expectNotice("You are now a co-host");
  await ben.room.openHostControls();
  await expect(ben.room.hostControls.getByRole("button", { name: "End meeting for everyone", exact: true })).toBeVisible();
  await ben.room.closePanel();
  await ines.room.openHostControls();
  await expect(ines.room.rule("Lock meeting")).toBeVisible();
  await expect(ines.room.hostControls.getByRole("button", { name: "End meeting for everyone", exact: true })).toHaveCount(0);
});

// What is shown here does not depend on the width, and the grace takes its time.
test("when the host drops out the next one with an account is host, until the owner is back", async ({ person, outbox }) => {
  test.slow();
  const [ines, guest, ben] = [await person(), await person(), await person()];
  const address = await host(ines, outbox);
  await joinAs(guest, address, "Gil Amar");
  await joinWithAccount(ben, outbox, address, "Ben Falk");
  await expect(ben.room.tile("Ines Moreau")).toBeVisible();
  await ines.page.close();
  await expect(ben.room.notices.getByText("You are now the host", { exact: true })).toBeVisible(afterGrace);
  await ben.room.openParticipants();
  await expect(ben.room.row("Ben Falk (you)")).toContainText("Host");
  await expect(guest.page.getByRole("button", { name: "Host controls", exact: true })).toHaveCount(0);

  const back = inTab(await ines.context.newPage());
  await joinAs(back, address, "Ines Moreau");
  await ben.room.expectNotice("You are now a co-host");
  await expect(ben.room.row("Ines Moreau")).toContainText("Host");
  await expect(ben.room.row("Ben Falk (you)")).toContainText("Co-host");
  await back.room.openHostControls();
  await expect(back.room.hostControls.getByRole("button", { name: "End meeting for everyone", exact: true })).toBeVisible();
});

test("who is removed loses picture and sound at once, and does not come back", async ({ person, outbox }) => {
  test.slow();
  const [ines, ben, cleo] = [await person(), await person(), await person()];
  const address = await host(ines, outbox);
  await joinAs(ben, address, "Ben Falk");
  await joinAs(cleo, address, "Cleo Maro");
  await expectMoreFrames(cleo.room.tile("Ben Falk"));
  await expectMoreFrames(ben.room.tile("Cleo Maro"));
  await expect.poll(() => directPeers(cleo.page), { message: "three meet on the server" }).toBe(0);

  await ines.room.remove("Ben Falk");
  await Promise.all([
    expect(ines.room.tile("Ben Falk")).toHaveCount(0, soon),
    expect(cleo.room.tile("Ben Falk")).toHaveCount(0, soon),
    expect.poll(() => openPeers(ben.page), soon).toBe(0),
  ]);
  await expect.poll(() => connectedPeers(cleo.page), { message: "two meet directly" }).toBe(1);
  await ben.ending.expectTold("removed");
  await expect(ben.ending.rejoin).toHaveCount(0);
  await expect(ben.ending.home).toBeVisible();

  // Neither by loading the page again, nor in another tab, nor under another name.
  await ben.page.reload();
  await expect(ben.prejoin.joinButton).toBeEnabled();
  await ben.prejoin.pressJoin("Ben Falk");
  await ben.ending.expectTold("removed");
  const tab = inTab(await ben.context.newPage());
  await tab.prejoin.open(address);
  await tab.prejoin.pressJoin("Somebody Else");
  await tab.ending.expectTold("removed");
  await expect(ines.room.tiles).toHaveCount(2);
  await expectMoreFrames(ines.room.tile("Cleo Maro"));
});

test("who is kept out is let back in, by the host or a co-host", { tag: "@phone" }, async ({ person, outbox }) => {
  test.slow();
  const [ines, wei, ben, cleo] = [await person(), await person(), await person(), await person()];
  const address = await host(ines, outbox);
  await joinWithAccount(wei, outbox, address, "Wei Chen");
  await joinAs(ben, address, "Ben Falk");
  await joinAs(cleo, address, "Cleo Maro");
  await ines.room.remove("Ben Falk");
  await ben.ending.expectTold("removed");
  await ines.room.remove("Cleo Maro");
  await cleo.ending.expectTold("removed");
  await ines.room.openParticipants();
  await expect(ines.room.keptOutRows).toHaveText([/Cleo Maro/, /Ben Falk/]);
  await wei.room.openParticipants();
  await expect(wei.room.participantRows).toHaveCount(2);
  await expect(wei.room.keptOut).toHaveCount(0);
  await ines.room.chooseFor("Wei Chen", "Make co-host");
  await ines.room.openParticipants();
  await expect(wei.room.keptOutRows).toHaveText([/Cleo Maro/, /Ben Falk/]);

  await wei.room.readmit("Cleo Maro").click();
  await expect(wei.room.readmit("Ben Falk")).toBeFocused();
  await expect(ines.room.keptOutRows).toHaveText([/Ben Falk/]);
  await joinAs(cleo, address, "Cleo Maro");
  await ben.page.reload();
  await ben.prejoin.pressJoin("Ben Falk");
  await ben.ending.expectTold("removed");
  await ines.room.readmit("Ben Falk").click();
  await expect(ines.room.keptOut).toHaveCount(0);
  await expect(wei.room.keptOut).toHaveCount(0);
  await joinAs(ben, address, "Ben Falk");
  await expect(ines.room.participantRows).toHaveCount(4);
});

test("who is removed with leave to come back comes back", async ({ person, outbox }) => {
  const [ines, ben] = [await person(), await person()];
  const address = await host(ines, outbox);
  await joinAs(ben, address, "Ben Falk");
  await expect(ines.room.tile("Ben Falk")).toBeVisible();
  await ines.room.remove("Ben Falk", true);
  await ben.ending.expectTold("removed");
  await joinAs(ben, address, "Ben Falk");
  await expect(ines.room.tile("Ben Falk")).toHaveCount(1);
});

test("the host ends the meeting for everyone", async ({ person, outbox }) => {
  const [ines, ben] = [await person(), await person()];
  const address = await host(ines, outbox);
  await joinAs(ben, address, "Ben Falk");
  const { room } = ines;
  await room.openHostControls();
  const button = room.hostControls.getByRole("button", { name: "End meeting for everyone", exact: true });
  await button.click();
  await expect(room.endQuestion).toContainText("2 people will be disconnected.");
  await expect(room.answer(room.endQuestion, "Cancel")).toBeFocused();
  await ines.page.keyboard.press("Escape");
  await expect(room.endQuestion).toBeHidden();
  await expect(button).toBeFocused();
  await button.click();
  await room.answer(room.endQuestion, "End meeting").click();
  await ines.ending.expectTold("ended");
  await ben.ending.expectTold("ended");
  await expect(ines.ending.backToMeetings).toBeVisible();
  await expect(ben.ending.home).toBeVisible();
  await expect.poll(() => openPeers(ben.page)).toBe(0);
});

test("the host is asked before leaving, and the others stay or the meeting ends", async ({ person, outbox }) => {
  test.slow();
  const [ines, ben] = [await person(), await person()];
  const address = await host(ines, outbox);
  const { room, page } = ines;
  const stay = room.answer(room.leaveQuestion, "Stay");
  await room.leaveButton.click();
  await expect(room.leaveQuestion).toContainText("You are the host, and nobody else is here.");
  await expect(stay).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(room.leaveQuestion).toBeHidden();
  await expect(room.leaveButton).toBeFocused();
  await page.keyboard.press("Control+Alt+l");
  await expect(stay).toBeFocused();
  await stay.click();
  await room.expectInside();

  await joinWithAccount(ben, outbox, address, "Ben Falk");
  await expect(room.tile("Ben Falk")).toBeVisible();
  await room.leaveButton.click();
  await expect(room.leaveQuestion).toContainText("Ben Falk becomes the host.");
  await room.answer(room.leaveQuestion, "Leave").click();
  await expect(room.leftHeading).toBeFocused();
  await expect(ines.ending.backToMeetings).toBeVisible();
  await ben.room.expectNotice("You are now the host");

  await ben.room.leaveButton.click();
  await ben.room.answer(ben.room.leaveQuestion, "End for everyone").click();
  await ben.ending.expectTold("ended");
});
