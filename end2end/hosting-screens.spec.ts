// Doors, rights and planning: a picture of every screen, dialog and menu in both themes, and axe finds nothing there.

import type { Page } from "@playwright/test";
import { expectNoSidewaysScroll, expectNoViolation } from "./axe.ts";
import { expect, test } from "./fixtures.ts";
import { expectMoreFrames } from "./media.ts";
import { host, joinAs } from "./meetings.ts";
import { newPerson } from "./pages/register.ts";
import { sizes, takeShot } from "./shots.ts";
import { signUp } from "./sign-up.ts";
import { daysAhead } from "./times.ts";

for (const theme of ["light", "dark"] as const) {
  /** Looks at a screen with both eyes. */
  const look = async (page: Page, screen: string, size: string) => {
    await takeShot(page, screen, size, theme);
    await expectNoViolation(page, screen);
    await expectNoSidewaysScroll(page, screen);
  };

  test(`the doors, ${theme}`, { tag: sizes[theme] }, async ({ person, outbox }, { project }) => {
    test.slow();
    const [ines, ben] = [await person({ colorScheme: theme }), await person({ colorScheme: theme })];
    const address = await host(ines, outbox);
    const see = (page: Page, screen: string) => look(page, screen, project.name);
    await ines.room.setRules({ "Waiting room": true });
    await ben.prejoin.openToAsk(address);
    await see(ben.page, "prejoin-ask");
    await ben.prejoin.ask("Ben Falk");
    await expectMoreFrames(ben.waiting.ownVideo);
    await see(ben.page, "waiting");
    await ben.waiting.checkDevices.click();
    await expect(ben.waiting.settings).toBeVisible();
    await see(ben.page, "waiting-devices");
    await ben.waiting.closeSettings.click();
    await expect(ines.room.noticeButton("Admit Ben Falk now")).toBeVisible();
    await see(ines.page, "room-knock");
    await ines.room.openParticipants();
    await see(ines.page, "room-waiting");
    await ines.room.deny("Ben Falk").click();
    await ben.ending.expectTold("denied");
    await see(ben.page, "denied");
    await ines.room.closePanel();
    await ines.room.setRules({ "Lock meeting": true });
    await ben.ending.askAgain.click();
    await expect(ben.prejoin.askButton).toBeEnabled();
    await ben.prejoin.name.fill("Ben Falk");
    await ben.prejoin.askButton.click();
    await ben.ending.expectTold("locked");
    await see(ben.page, "locked");
    await ines.room.setRules({ "Lock meeting": false });
    await ben.ending.tryAgain.click();
    await expect(ben.prejoin.askButton).toBeEnabled();
    await ben.prejoin.ask("Ben Falk");
    await ben.waiting.leave.click();
    await ben.ending.expectTold("leftWaiting");
    await see(ben.page, "left-waiting");
  });

  test(`hosts and their questions, ${theme}`, { tag: sizes[theme] }, async ({ person, outbox }, { project }) => {
    test.slow();
    const [ines, ben, cleo] = [await person({ colorScheme: theme }), await person({ colorScheme: theme }), await person()];
    const { page, room } = ines;
    const address = await host(ines, outbox);
    const see = (screen: string, where = page) => look(where, screen, project.name);
    await joinAs(ben, address, "Ben Falk");
    await joinAs(cleo, address, "Cleo Maro");
    await expectMoreFrames(room.tile("Cleo Maro"));
    await room.openHostControls();
    await see("room-host-controls");
    await room.closePanel();
    await room.chooseFor("Ben Falk", "Make co-host");
    await cleo.room.raiseHand.click();
    await expect(room.tile("Cleo Maro")).toHaveAttribute("data-hand", "1");
    const menu = await room.openPersonMenu("Cleo Maro");
    await see("room-person-menu");
    await menu.getByRole("menuitem", { name: "Spotlight for everyone", exact: true }).click();
    await room.closePanel();
    await expect(room.tile("Cleo Maro")).toHaveAttribute("data-spotlight");
    await see("room-spotlight");
    await room.askToMuteAll();
    await see("room-mute-all");
    await room.answer(room.muteQuestion, "Cancel").click();
    await room.closePanel();
    await cleo.room.mute.click();
    await expect(room.tile("Cleo Maro")).toHaveAttribute("data-muted");
    await room.chooseFor("Cleo Maro", "Ask to unmute");
    await expect(cleo.room.noticeButton("Not now")).toBeVisible();
    await see("room-asked-to-unmute", cleo.page);
    await room.setRules({ "Send chat messages": false });
    await cleo.room.openChat();
    await expect(cleo.room.chatIsOff).toBeVisible();
    await see("room-chat-off", cleo.page);

    await room.chooseFor("Cleo Maro", "Remove from meeting");
    const removing = room.question("Remove Cleo Maro?");
    await expect(removing).toBeVisible();
    await see("room-remove");
    await room.answer(removing, "Remove").click();
    await cleo.ending.expectTold("removed");
    await see("removed", cleo.page);
    await room.closePanel();
    await room.leaveButton.click();
    await expect(room.leaveQuestion).toBeVisible();
    await see("room-leave");
    await room.answer(room.leaveQuestion, "Stay").click();
    await room.openHostControls();
    await room.hostControls.getByRole("button", { name: "End meeting for everyone", exact: true }).click();
    await expect(room.endQuestion).toBeVisible();
    await see("room-end");
    await room.answer(room.endQuestion, "End meeting").click();
    await ben.ending.expectTold("ended");
    await see("ended", ben.page);
  });

  test(`planning, ${theme}`, { tag: sizes[theme] }, async ({ person, outbox, server }, { project }) => {
    test.slow();
    const [ines, ben] = [await person({ colorScheme: theme }), await person({ colorScheme: theme })];
    const who = await signUp(ines, outbox);
    const { page, dashboard, schedule, profile } = ines;
    const see = (screen: string, where = page) => look(where, screen, project.name);
    await dashboard.open();
    await schedule.open();
    await see("schedule");
    await schedule.link.fill("a b");
    await schedule.save.click();
    await expect(schedule.title).toHaveAttribute("aria-invalid", "true");
    await see("schedule-errors");
    const title = "Rehearsal";
    const link = `rehearsal-${theme}-${who.username}`;
    const invite = [newPerson("Elif Demir").email];
    await schedule.fill({ title, date: daysAhead(2, "UTC"), repeat: "week", count: 3, invite, link, password: "south-wall-4" });
    await schedule.fill({ title, hostFirst: true });
    await see("schedule-full");
    await schedule.store("Meeting scheduled");
    await see("upcoming");
    const menu = await dashboard.openOptions(title);
    await see("upcoming-options");
    await menu.getByRole("menuitem", { name: "Edit meeting", exact: true }).click();
    await expect(schedule.whichQuestion).toBeVisible();
    await see("schedule-which");
    await schedule.answerWhich("All meetings");
    await see("schedule-edit");
    await schedule.cancel.click();
    await dashboard.chooseFor(title, "Cancel meeting");
    await expect(page.getByRole("alertdialog", { name: `Cancel ${title}?`, exact: true })).toBeVisible();
    await see("schedule-cancel");
    await page.keyboard.press("Escape");

    await profile.open();
    await profile.createFeed.click();
    await expect(profile.feedAddress).toBeFocused();
    await see("profile-feed");

    await ben.prejoin.open(`${server.url}/m/${link}`, title);
    await ben.prejoin.name.fill("Ben Falk");
    await ben.prejoin.password.fill("north-wall-4");
    await ben.prejoin.askButton.click();
    await expect(ben.prejoin.password).toHaveAttribute("aria-invalid", "true");
    await see("prejoin-password", ben.page);
    await ben.prejoin.password.fill("south-wall-4");
    await ben.prejoin.askButton.click();
    await expect(ben.waiting.notStarted).toBeVisible();
    await see("not-started", ben.page);
  });
}

test("at 320 pixels nothing of doors, rights and planning scrolls sideways", async ({ person, outbox }) => {
  const ines = await person({ viewport: { width: 320, height: 640 } });
  const { page, room, dashboard, schedule } = ines;
  await host(ines, outbox, "Somebody with quite a long name");
  await room.openHostControls();
  await expectNoSidewaysScroll(page, "host controls");
  await room.closePanel();
  await room.openParticipants();
  await expectNoSidewaysScroll(page, "participants");
  await room.closePanel();
  await room.leave();
  await dashboard.open();
  await schedule.open();
  await schedule.fill({ title: "A meeting with quite a long title, as there are", repeat: "week", count: 3 });
  await expectNoSidewaysScroll(page, "schedule");
  await schedule.store("Meeting scheduled");
  await expectNoSidewaysScroll(page, "upcoming");
});
