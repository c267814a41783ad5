// Four people, everybody connected to everybody.

import { expect, type Person, test } from "./fixtures.ts";
import { connectedPeers, expectMoreFrames, expectSound } from "./media.ts";

test.use({ topology: "mesh" });

const names = ["Ada Osei", "Ben Falk", "Cleo Maro", "Dan Ruiz"];

async function expectMesh(people: Person[], ofThem: string[]): Promise<void> {
  for (const [place, somebody] of people.entries()) {
    await expect(somebody.room.tiles).toHaveCount(ofThem.length);
    for (const name of ofThem.filter((_, other) => other !== place)) {
      await expectMoreFrames(somebody.room.tile(name));
    }
    await expect.poll(() => connectedPeers(somebody.page)).toBe(ofThem.length - 1);
  }
}

test("four see and hear each other; one leaves, one closes the tab", async ({ together }) => {
  test.slow();
  const people = await together(...names);
  await expectMesh(people, names);
  await expectSound(people[3]!.page);

  await people[3]!.room.leave();
  for (const somebody of people.slice(0, 3)) {
    await expect(somebody.room.tile("Dan Ruiz")).toHaveCount(0, { timeout: 5_000 });
  }
  await expectMesh(people.slice(0, 3), names.slice(0, 3));

  await people[2]!.page.close();
  for (const somebody of people.slice(0, 2)) {
    await expect(somebody.room.tile("Cleo Maro")).toHaveCount(0);
  }
  await expectMesh(people.slice(0, 2), names.slice(0, 2));
});

test("who comes at the same time as another meets them too", async ({ person, meeting }) => {
  test.slow();
  const ada = await person();
  const address = await meeting(ada, "Ada Osei");
  const ben = await person();
  const cleo = await person();
  await Promise.all([ben.prejoin.open(address), cleo.prejoin.open(address)]);
  await Promise.all([ben.prejoin.join("Ben Falk"), cleo.prejoin.join("Cleo Maro")]);
  await expectMesh([ada, ben, cleo], ["Ada Osei", "Ben Falk", "Cleo Maro"]);
});
