// What hosts may do to others, and what the others may do then: microphones, cameras, hands, the spotlight, the chat.

import { expect, type Person, test } from "./fixtures.ts";
import { expectMoreFrames, expectSound } from "./media.ts";
import { host, joinAs } from "./meetings.ts";
import type { Outbox } from "./outbox.ts";
import { signUp } from "./sign-up.ts";

/** A host, and guests who have joined in order. */
async function hosted(person: () => Promise<Person>, outbox: Outbox, ...names: string[]): Promise<[Person, Person[]]> {
  const ines = await person();
  const address = await host(ines, outbox);
  const guests: Person[] = [];
  for (const name of names) {
    const guest = await person();
    await joinAs(guest, address, name);
    await expect(ines.room.tile(name)).toBeVisible();
    guests.push(guest);
  }
  return [ines, guests];
}

test("the host mutes one, who may unmute again", async ({ person, outbox }) => {
  const [ines, [ben]] = await hosted(person, outbox, "Ben Falk");
  const tile = ines.room.tile("Ben Falk");
  await expectSound(ines.page);
  await ines.room.chooseFor("Ben Falk", "Mute");
  await ben!.room.expectNotice("The host muted your microphone");
  await expect(ben!.room.unmute).toHaveAttribute("data-state", "off");
  await expect(tile).toHaveAttribute("data-muted");
  await expect(ines.room.mute, "the host's own microphone").toBeVisible();
  await ben!.room.unmute.click();
  await expect(tile).not.toHaveAttribute("data-muted");
  await expectSound(ines.page);
});

test("all are muted with leave to unmute, and then without", async ({ person, outbox }) => {
  test.slow();
  const [ines, [ben, cleo]] = await hosted(person, outbox, "Ben Falk", "Cleo Maro");
  const { room } = ines;
  const leave = room.muteQuestion.getByRole("checkbox", { name: "People may unmute themselves", exact: true });
  await room.askToMuteAll();
  await expect(leave).toBeChecked();
  await room.answer(room.muteQuestion, "Mute everyone").click();
  await room.closePanel();
  for (const guest of [ben!, cleo!]) {
    await guest.room.expectNotice("The host muted everyone");
    await expect(guest.room.unmute).toBeVisible();
    await expect(guest.room.unmute).not.toHaveAttribute("aria-disabled");
  }
  await expect(room.mute).toBeVisible();
  await ben!.room.unmute.click();
  await expect(room.tile("Ben Falk")).not.toHaveAttribute("data-muted");

  await room.askToMuteAll();
  await leave.uncheck();
  await room.answer(room.muteQuestion, "Mute everyone").click();
  await room.closePanel();
  await expect(room.tile("Ben Falk")).toHaveAttribute("data-muted");
  await expect(ben!.room.unmute).toHaveAttribute("aria-disabled", "true");
  // The button can be pressed all the same, and says why nothing happens.
  await ben!.room.unmute.press("Enter");
  await ben!.room.expectNotice("The host has switched off unmuting");
  await expect(ben!.room.unmute).toHaveAttribute("data-state", "off");
  await expect(room.tile("Ben Falk")).toHaveAttribute("data-muted");
  await cleo!.page.reload();
  await cleo!.room.expectInside();
  await expect(cleo!.room.unmute).toHaveAttribute("aria-disabled", "true");

  await room.setRules({ "Unmute themselves": true });
  await expect(ben!.room.unmute).not.toHaveAttribute("aria-disabled");
  await ben!.room.unmute.click();
  await expect(room.tile("Ben Falk")).not.toHaveAttribute("data-muted");
});

test("who is asked to unmute decides", async ({ person, outbox }) => {
  const [ines, [ben]] = await hosted(person, outbox, "Ben Falk");
  const tile = ines.room.tile("Ben Falk");
  const asked = ben!.room.notices.getByText("The host asks you to unmute", { exact: true });
  await ben!.room.mute.click();
  await expect(tile).toHaveAttribute("data-muted");
  await ines.room.chooseFor("Ben Falk", "Ask to unmute");
  await expect(asked).toBeVisible();
  await ben!.room.noticeButton("Not now").click();
  await expect(asked).toHaveCount(0);
  await expect(ben!.room.unmute).toBeVisible();

  await ines.room.chooseFor("Ben Falk", "Ask to unmute");
  await expect(asked).toBeVisible();
  await ben!.room.noticeButton("Unmute").click();
  await expect(asked).toHaveCount(0);
  await expect(ben!.room.mute).toBeVisible();
  await expect(tile).not.toHaveAttribute("data-muted");
  const menu = await ines.room.openPersonMenu("Ben Falk");
  await expect(menu.getByRole("menuitem", { name: "Mute", exact: true })).toBeVisible();
});

test("where nobody may unmute, who is asked by the host may, once", async ({ person, outbox }) => {
  const [ines, [ben]] = await hosted(person, outbox, "Ben Falk");
  const tile = ines.room.tile("Ben Falk");
  await ines.room.setRules({ "Unmute themselves": false });
  await expect(tile).toHaveAttribute("data-muted");
  await expect(ben!.room.unmute).toHaveAttribute("aria-disabled", "true");
  await ines.room.chooseFor("Ben Falk", "Ask to unmute");
  await ben!.room.noticeButton("Unmute").click();
  await expect(tile).not.toHaveAttribute("data-muted");
  await ben!.room.mute.click();
  await expect(tile).toHaveAttribute("data-muted");
  await expect(ben!.room.unmute).toHaveAttribute("aria-disabled", "true");
});

test("the host turns a camera off, and asks for it again", async ({ person, outbox }) => {
  const [ines, [ben]] = await hosted(person, outbox, "Ben Falk");
  const tile = ines.room.tile("Ben Falk");
  await expectMoreFrames(tile);
  await ines.room.chooseFor("Ben Falk", "Turn off camera");
  await ben!.room.expectNotice("The host turned off your camera");
  await expect(ben!.room.turnOnCamera).toHaveAttribute("data-state", "off");
  await expect(tile).toHaveAttribute("data-video", "off");
  await ines.room.chooseFor("Ben Falk", "Ask to turn on camera");
  await ben!.room.noticeButton("Turn on").click();
  await expect(tile).toHaveAttribute("data-video", "on");
  await expectMoreFrames(tile);

  await ines.room.setRules({ "Turn on their camera": false });
  await expect(tile, "what is forbidden goes off").toHaveAttribute("data-video", "off");
  await expect(ben!.room.turnOnCamera).toHaveAttribute("aria-disabled", "true");
});

test("hands stand in a queue, and go down by oneself or by the host", async ({ person, outbox }) => {
  test.slow();
  const [ines, [ben, cleo]] = await hosted(person, outbox, "Ben Falk", "Cleo Maro");
  const hand = (who: Person, name: string, place: number) =>
    who.room.tile(name).getByRole("img", { name: `Hand raised, number ${place}`, exact: true });
  await ben!.room.raiseHand.click();
  await ben!.room.expectNotice("Your hand is raised, number 1");
  await ines.room.expectNotice("Ben Falk raised their hand");
  await expect(ben!.room.lowerHand).toHaveAttribute("data-hand", "up");
  await expect(ines.room.tile("Ben Falk")).toHaveAttribute("data-hand", "1");
  await cleo!.page.keyboard.press("Control+Alt+h");
  await cleo!.room.expectNotice("Your hand is raised, number 2");
  await expect(hand(ines, "Cleo Maro", 2)).toBeVisible();
  await expect(hand(ben!, "Cleo Maro", 2)).toBeVisible();
  await ines.room.openParticipants();
  await expect(ines.room.participantRows).toHaveText([/Ines Moreau \(you\)/, /Ben Falk/, /Cleo Maro/]);
  await ines.room.closePanel();

  await ben!.room.lowerHand.click();
  await ben!.room.expectNotice("Your hand is lowered");
  await expect(hand(ines, "Cleo Maro", 1)).toBeVisible();
  await expect(ines.room.tile("Ben Falk")).not.toHaveAttribute("data-hand");
  await ines.room.chooseFor("Cleo Maro", "Lower hand");
  await cleo!.room.expectNotice("Your hand is lowered");
  await expect(cleo!.room.raiseHand).toBeVisible();

  await ben!.room.raiseHand.click();
  await cleo!.room.raiseHand.click();
  await expect(hand(ines, "Cleo Maro", 2)).toBeVisible();
  await ines.room.openParticipants();
  await ines.room.participants.getByRole("button", { name: "Lower all hands", exact: true }).click();
  for (const guest of [ben!, cleo!]) {
    await expect(guest.room.raiseHand).toBeVisible();
  }
});

test("the own hand goes up and down by its shortcut, and down by the own menu", async ({ person, outbox }) => {
  const [ines] = await hosted(person, outbox);
  const { page, room } = ines;
  await expect(room.raiseHand).toHaveAttribute("aria-keyshortcuts", /Control\+Alt\+H/);
  await page.keyboard.press("Control+Alt+h");
  await expect(room.lowerHand).toBeVisible();
  await expect(room.ownTile).toHaveAttribute("data-hand", "1");
  await page.keyboard.press("Control+Alt+h");
  await expect(room.raiseHand).toBeVisible();
  await expect(room.ownTile).not.toHaveAttribute("data-hand");
  await room.raiseHand.click();
  await room.chooseFor("you", "Lower hand");
  await expect(room.raiseHand).toBeVisible();
});

test("somebody is large for everyone while the host says so", async ({ person, outbox }) => {
  test.slow();
  const [ines, [ben, cleo]] = await hosted(person, outbox, "Ben Falk", "Cleo Maro");
  await ines.room.chooseFor("Ben Falk", "Spotlight for everyone");
  await cleo!.room.expectNotice("Ben Falk is in the spotlight");
  await ben!.room.expectNotice("You are in the spotlight");
  for (const { room } of [ines, cleo!]) {
    await expect(room.tile("Ben Falk")).toHaveAttribute("data-spotlight");
    await expect(room.tile("Ben Falk").getByRole("img", { name: "In the spotlight", exact: true })).toBeVisible();
    const width = async (tile: typeof room.ownTile) => (await tile.boundingBox())!.width;
    await expect
      .poll(async () => (await width(room.tile("Ben Falk"))) > (await width(room.ownTile)))
      .toBe(true);
  }
  await expect(ben!.room.ownTile).toHaveAttribute("data-spotlight");
  await ines.room.chooseFor("Ben Falk", "Remove spotlight");
  for (const { room } of [ines, cleo!]) {
    await expect(room.tile("Ben Falk")).not.toHaveAttribute("data-spotlight");
  }
});

test("the chat is closed for participants, and the host writes on", async ({ person, outbox }) => {
  const [ines, [ben]] = await hosted(person, outbox, "Ben Falk");
  await ben!.room.say("before");
  await ines.room.setRules({ "Send chat messages": false });
  await ben!.room.openChat();
  await expect(ben!.room.chatIsOff).toBeVisible();
  await expect(ben!.room.message).toBeHidden();
  await ines.room.say("from the host");
  await ben!.room.expectChat("before", "from the host");
  await ines.room.setRules({ "Send chat messages": true });
  await expect(ben!.room.message).toBeVisible();
  await expect(ben!.room.chatIsOff).toBeHidden();
  await ben!.room.say("after");
  await ines.room.expectChat("before", "from the host", "after");
});

test("T-061: who does not run the meeting is offered nothing that only hosts do", async ({ person, outbox }) => {
  const [ines, [ben]] = await hosted(person, outbox, "Ben Falk");
  const { page, room } = ben!;
  await room.openParticipants();
  await expect(room.row("Ines Moreau")).toContainText("Host");
  await expect(room.participants.getByRole("button", { name: /^(Options for|Mute all|Lower all)/ })).toHaveCount(0);
  await room.closePanel();
  await expect(page.getByRole("button", { name: "Host controls", exact: true })).toHaveCount(0);
  await ines.room.shareScreen();
  await expect(room.screen("Ines Moreau")).toBeVisible();
  await expect(page.getByRole("button", { name: /^More options for/ })).toHaveCount(0);
  await ines.room.openHostControls();
  const who = ["Waiting room", "Lock meeting", "Host must be there first"];
  const may = ["Unmute themselves", "Turn on their camera", "Share their screen", "Send chat messages"];
  for (const name of [...who, ...may]) {
    await expect(ines.room.rule(name)).toBeVisible();
  }
});

test("what participants may do is chosen when a meeting is planned, and holds in it", async ({ person, outbox, server }) => {
  test.slow();
  const [ines, ben] = [await person(), await person()];
  const who = await signUp(ines, outbox);
  const { dashboard, schedule } = ines;
  await dashboard.open();
  const link = `lecture-${who.username}`;
  const rights = {
    "Unmute themselves": false,
    "Turn on their camera": true,
    "Share their screen": false,
    "Send chat messages": false,
  };
  await schedule.plan({ title: "Lecture", link, waitingRoom: false, rights });

  await ben.prejoin.open(`${server.url}/m/${link}`, "Lecture");
  await ben.prejoin.join("Ben Falk");
  const { room } = ben;
  await expect(room.unmute).toHaveAttribute("aria-disabled", "true");
  await room.unmute.press("Enter");
  await room.expectNotice("The host has switched off unmuting");
  await expect(room.unmute).toHaveAttribute("data-state", "off");
  await expect(room.turnOffCamera, "what is allowed is").not.toHaveAttribute("aria-disabled");
  await expect(room.share).toHaveAttribute("aria-disabled", "true");
  await room.openChat();
  await expect(room.chatIsOff).toBeVisible();
  await expect(room.message).toBeHidden();

  // Who plans it sees what was stored, and what they change holds in the meeting that goes on.
  await dashboard.chooseFor("Lecture", "Edit meeting");
  await expect(schedule.editDialog).toBeVisible();
  await schedule.openMoreSettings();
  for (const [name, on] of Object.entries(rights)) {
    await expect(schedule.right(name)).toBeChecked({ checked: on });
  }
  await schedule.right("Send chat messages").setChecked(true);
  await schedule.right("Share their screen").setChecked(true);
  await schedule.store("Meeting saved");
  await expect(room.message).toBeVisible();
  await expect(room.chatIsOff).toBeHidden();
  await expect(room.share).not.toHaveAttribute("aria-disabled");
  await expect(room.unmute, "nobody changed that").toHaveAttribute("aria-disabled", "true");
});
