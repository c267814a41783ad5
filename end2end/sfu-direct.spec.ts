// From a direct connection to the server's media router and back.

import { expect, type Person, test } from "./fixtures.ts";
import { connectedPeers, directPeers, everySecond, expectMoreFrames, expectSound, openPeers, routerPeers } from "./media.ts";
import { expectAllSeen, expectNothingSent, isOfRouter, receivedWatch, watchGaps } from "./routed.ts";
import { candidatesIn, keepFrames, otherPlacesIn } from "./watch.ts";

async function join(somebody: Person, address: string, name: string): Promise<void> {
  await somebody.prejoin.open(address);
  await somebody.prejoin.join(name);
  await somebody.room.expectInside();
}

test("t123 who is connected directly is told where the other one is, and who meets on the server is not", async ({
  person,
  meeting,
  server,
}) => {
  test.slow();
  const [ada, ben, cleo] = [await person(), await person(), await person()];
  const [bens, cleos] = [keepFrames(ben.page), keepFrames(cleo.page)];
  const address = await meeting(ada, "Ada Osei");
  await join(ben, address, "Ben Falk");
  await expect.poll(() => connectedPeers(ben.page)).toBe(1);
  // So it is with `media.topology = "auto"`, and the guide for operators says so.
  const strange = ({ received }: { received: string[] }) =>
    candidatesIn(received).filter((place) => !isOfRouter(place, server));
  expect(strange(bens)).not.toEqual([]);

  await join(cleo, address, "Cleo Maro");
  await expectAllSeen([ada, ben, cleo], ["Ada Osei", "Ben Falk", "Cleo Maro"]);
  expect(candidatesIn(cleos.received)).not.toEqual([]);
  expect(strange(cleos)).toEqual([]);
});

test("t123 who hides their address meets the other one on the server, also after a reload, and tells no address", async ({
  person,
  meeting,
  server,
}) => {
  test.slow();
  const [ada, ben] = [await person(), await person()];
  const adas = keepFrames(ada.page);
  const address = await meeting(ada, "Ada Osei");
  await join(ben, address, "Ben Falk");
  await expect.poll(() => connectedPeers(ben.page)).toBe(1);
  await ben.room.chooseMore("Settings");
  const before = adas.received.length;
  await ben.room.hideAddress.check();
  await ben.room.closeSettings();
  await expect.poll(() => directPeers(ben.page)).toBe(0);
  await expectAllSeen([ada, ben], ["Ada Osei", "Ben Falk"]);

  await ben.page.reload();
  await ben.room.expectInside();
  await expectAllSeen([ada, ben], ["Ada Osei", "Ben Falk"]);
  await expectSound(ben.page);
  expect(await connectedPeers(ben.page)).toBe(0);
  const since = adas.received.slice(before);
  const told = [...candidatesIn(since), ...otherPlacesIn(since)];
  expect(since).not.toEqual([]);
  expect(told.filter((place) => !isOfRouter(place, server))).toEqual([]);
});

test("t123 who hides their address before joining is never told to anybody", async ({ person, meeting, server }) => {
  const [ada, ben] = [await person(), await person()];
  const adas = keepFrames(ada.page);
  const address = await meeting(ada, "Ada Osei");
  await ben.prejoin.open(address);
  await ben.prejoin.hideAddress.check();
  await ben.prejoin.join("Ben Falk");
  await ben.room.expectInside();
  await expectAllSeen([ada, ben], ["Ada Osei", "Ben Falk"]);
  const told = [...candidatesIn(adas.received), ...otherPlacesIn(adas.received)];
  expect(told.filter((place) => !isOfRouter(place, server))).toEqual([]);
});

test("of two, who wants sound only gets it through the server and no picture, and the picture again", async ({
  together,
}) => {
  const [ada, ben] = (await together("Ada Osei", "Ben Falk")) as [Person, Person];
  await expectAllSeen([ada, ben], ["Ada Osei", "Ben Falk"]);
  await expect.poll(() => connectedPeers(ben.page)).toBe(1);
  for (const [label, sees] of [
    ["Audio only", false],
    ["Automatic", true],
  ] as const) {
    await ben.room.chooseMore("Settings");
    await ben.room.receiveQuality.selectOption({ label });
    await ben.room.closeSettings();
    await expect.poll(() => directPeers(ben.page)).toBe(0);
    if (sees) {
      await expectAllSeen([ada, ben], ["Ada Osei", "Ben Falk"]);
    } else {
      await expectNothingSent(ada);
      await expect.poll(receivedWatch(ben), everySecond).toBe(0);
      await expectSound(ben.page);
      await expectMoreFrames(ada.room.tile("Ben Falk"));
    }
  }
});

test("two are connected directly, three meet on the server, and two directly again", async ({ together, person }) => {
  test.slow();
  const [ada, ben] = (await together("Ada Osei", "Ben Falk")) as [Person, Person];
  await expectAllSeen([ada, ben], ["Ada Osei", "Ben Falk"]);
  for (const somebody of [ada, ben]) {
    await expect.poll(() => connectedPeers(somebody.page)).toBe(1);
    expect(await routerPeers(somebody.page)).toBe(1);
  }
  await expectNothingSent(ada);

  const gaps = await watchGaps(ada, "Ben Falk");
  const cleo = await person();
  await join(cleo, ada.page.url(), "Cleo Maro");
  const names = ["Ada Osei", "Ben Falk", "Cleo Maro"];
  await expectAllSeen([ada, ben, cleo], names);
  for (const somebody of [ada, ben, cleo]) {
    await expect.poll(() => directPeers(somebody.page)).toBe(0);
    await expectSound(somebody.page);
  }
  await expectAllSeen([ada, ben, cleo], names);

  await cleo.room.leave();
  for (const somebody of [ada, ben]) {
    await expect.poll(() => connectedPeers(somebody.page)).toBe(1);
  }
  await expectNothingSent(ada);
  await expectAllSeen([ada, ben], names.slice(0, 2));
  expect(await gaps(), "no gap that one sees, in milliseconds").toBeLessThan(2_000);
  expect(await openPeers(cleo.page)).toBe(0);
});
