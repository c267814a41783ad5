// Everybody can use it: axe on every page in both themes, the keyboard alone, focus, and narrow screens.

import { expectNoSidewaysScroll, expectNoViolation } from "./axe.ts";
import { breakDevices } from "./browser-scripts.ts";
import { expect, type Person, test } from "./fixtures.ts";
import { sizes } from "./shots.ts";

for (const theme of ["light", "dark"] as const) {
  test(`axe finds nothing on the public pages, ${theme}`, { tag: sizes[theme] }, async ({ person, watch }) => {
    watch.allow(/Failed to load resource: the server responded with a status of 404/, "pages that are 404s");
    const { page, landing, prejoin } = await person({ colorScheme: theme });
    await landing.open();
    await expectNoViolation(page, "landing");
    await landing.joinByCode("not a code");
    await expect(landing.code).toHaveAttribute("aria-invalid", "true");
    await expectNoViolation(page, "landing with an error");
    await page.goto("/m/zzz-zzzz-zzz");
    await expectNoViolation(page, "no such meeting");
    await page.goto("/nowhere");
    await expectNoViolation(page, "not found");
    await landing.open();
    await landing.startMeeting();
    await expect(prejoin.joinButton).toBeEnabled();
    await expectNoViolation(page, "before joining");
    await prejoin.joinButton.click();
    await expect(prejoin.name).toHaveAttribute("aria-invalid", "true");
    await expectNoViolation(page, "before joining with an error");
  });

  test(`axe finds nothing in the meeting, ${theme}`, { tag: sizes[theme] }, async ({ person, meeting }) => {
    const ada = await person({ colorScheme: theme });
    const address = await meeting(ada, "Ada Osei");
    await expectNoViolation(ada.page, "alone");
    const ben = await person({ colorScheme: theme });
    await ben.prejoin.open(address);
    await ben.prejoin.join("Ben Falk");
    await expect(ada.room.tile("Ben Falk")).toBeVisible();
    await expectNoViolation(ada.page, "two");
    await ada.room.openChat();
    await expectNoViolation(ada.page, "chat, empty");
    await ada.room.say("hello");
    await ben.room.say("hello, see https://example.org");
    await ada.room.expectChat("hello", "hello, see https://example.org");
    await expectNoViolation(ada.page, "chat");
    await ada.room.closeChat.click();
    await ada.room.openParticipants();
    await expectNoViolation(ada.page, "participants");
    await ada.page.keyboard.press("Escape");
    await ben.room.shareScreen();
    await expect(ada.room.screen("Ben Falk")).toBeVisible();
    await expectNoViolation(ada.page, "somebody shares");
    await expectNoViolation(ben.page, "sharing");
    await ben.room.leave();
    await expectNoViolation(ben.page, "left");
  });

  test(`axe finds nothing where devices are blocked, ${theme}`, { tag: sizes[theme] }, async ({ person }) => {
    const { page, landing, prejoin } = await person({
      colorScheme: theme,
      prepare: (context) =>
        breakDevices(context, { video: ["NotAllowedError", ""], audio: ["NotAllowedError", ""] }),
    });
    await landing.open();
    await landing.startMeeting();
    await expect(prejoin.status.getByText("Your browser blocks the camera.", { exact: true })).toBeVisible();
    await expectNoViolation(page, "devices blocked");
    await page.getByRole("button", { name: "How to allow it", exact: true }).first().click();
    await expect(page.getByRole("heading", { level: 1, name: "Your browser blocks the camera" })).toBeVisible();
    await expectNoViolation(page, "how to allow it");
  });
}

test("a meeting from start to end with the keyboard alone", async ({ person }) => {
  const { page, landing, prejoin, room } = await person();
  await landing.open();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to main content", exact: true })).toBeFocused();
  await landing.tabTo(landing.start);
  await page.keyboard.press("Enter");
  await expect(prejoin.joinButton).toBeEnabled();
  await prejoin.tabTo(prejoin.name);
  await page.keyboard.type("Ada Osei");
  await page.keyboard.press("Enter");
  await room.expectInside();

  await page.keyboard.press("Control+d");
  await expect(room.unmute).toBeVisible();
  await expect(room.notices.getByText("Microphone off", { exact: true })).toBeVisible();
  await page.keyboard.press("Control+d");
  await expect(room.mute).toBeVisible();
  await page.keyboard.press("Control+e");
  await expect(room.turnOnCamera).toBeVisible();

  await page.keyboard.press("Control+Alt+c");
  await expect(room.message).toBeFocused();
  await page.keyboard.type("written without a mouse");
  await page.keyboard.press("Enter");
  await room.expectChat("written without a mouse");
  await page.keyboard.press("Escape");
  await expect(room.chat).toBeHidden();
  await page.keyboard.press("Control+Alt+p");
  await expect(room.participants).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(room.participants).toBeHidden();

  await room.tabTo(room.leaveButton);
  await page.keyboard.press("Enter");
  await expect(room.leftHeading).toBeFocused();
});

test("leaving by shortcut", async ({ together }) => {
  const [ada] = (await together("Ada Osei")) as [Person];
  await ada.page.keyboard.press("Control+Alt+l");
  await expect(ada.room.leftHeading).toBeVisible();
});

test("a held space bar talks while muted", async ({ together }) => {
  const [ada, ben] = (await together("Ada Osei", "Ben Falk")) as [Person, Person];
  await ada.page.keyboard.press("Control+d");
  await expect(ben.room.tile("Ada Osei")).toHaveAttribute("data-muted");
  await ada.page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
  await ada.page.keyboard.down("Space");
  await expect(ben.room.tile("Ada Osei")).not.toHaveAttribute("data-muted");
  await ada.page.keyboard.up("Space");
  await expect(ben.room.tile("Ada Osei")).toHaveAttribute("data-muted");
});

test("letters in the message are no shortcuts", async ({ together }) => {
  const [ada] = (await together("Ada Osei")) as [Person];
  await ada.room.openChat();
  await ada.room.message.pressSequentially("f c l ? ");
  await expect(ada.room.message).toHaveValue("f c l ? ");
  await ada.room.uncoverControls();
  await expect(ada.room.mute).toBeVisible();
});

test("closing the chat gives the focus back to its button", { tag: "@phone" }, async ({ together }) => {
  const [ada] = (await together("Ada Osei")) as [Person];
  await ada.room.chatButton.click();
  await expect(ada.room.chat).toBeVisible();
  await expect(ada.room.message).toBeFocused();
  await ada.room.closeChat.click();
  await expect(ada.room.chatButton).toBeFocused();
});

// On narrow screens the participants' button is in a menu.
test("Escape gives the focus back to the button of the participants", async ({ together }) => {
  const [ada] = (await together("Ada Osei")) as [Person];
  await ada.room.participantsButton.click();
  await expect(ada.room.participantsButton).toHaveAttribute("aria-expanded", "true");
  await expect(ada.page.getByRole("button", { name: "Close participants", exact: true })).toBeFocused();
  await ada.page.keyboard.press("Escape");
  await expect(ada.room.participantsButton).toBeFocused();
});

test("a newcomer and a message do not take the focus", async ({ person, meeting }) => {
  const ada = await person();
  const address = await meeting(ada, "Ada Osei");
  await ada.room.copyLink.focus();
  const ben = await person();
  await ben.prejoin.open(address);
  await ben.prejoin.join("Ben Falk");
  await expect(ada.room.notices.getByText("Ben Falk joined", { exact: true })).toBeVisible();
  await ben.room.say("hello");
  await expect(ada.room.notices.getByText("New message from Ben Falk", { exact: true })).toBeVisible();
  await expect(ada.room.copyLink).toBeFocused();
});

test("nothing is cut off or scrolls sideways at 320 pixels", async ({ person, meeting }) => {
  const narrow = { viewport: { width: 320, height: 640 } };
  const { page, landing, prejoin, room, ...rest } = await person(narrow);
  const expectNoScroll = (where: string) => expectNoSidewaysScroll(page, where);
  await landing.open();
  await expectNoScroll("landing");
  await meeting({ page, landing, prejoin, room, ...rest }, "A person with quite a long name, as there are");
  await expectNoScroll("room");
  for (const control of [room.mute, room.turnOffCamera, room.chatButton, room.leaveButton]) {
    await expect(control).toBeInViewport({ ratio: 1 });
  }
  await room.openChat();
  await expectNoScroll("chat");
  await expect(room.message).toBeInViewport({ ratio: 1 });
  await room.closeChat.click();
  await room.leave();
  await expectNoScroll("left");
});
