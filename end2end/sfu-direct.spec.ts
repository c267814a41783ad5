// From a direct connection to the server's media router and back.

import { expect, type Person, test } from "./fixtures.ts";
import { connectedPeers, directPeers, expectSound, openPeers, routerPeers } from "./media.ts";
import { expectAllSeen, expectNothingSent, watchGaps } from "./routed.ts";

async function join(somebody: Person, address: string, name: string): Promise<void> {
  await somebody.prejoin.open(address);
  await somebody.prejoin.join(name);
  await somebody.room.expectInside();
}

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
