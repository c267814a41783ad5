// The server or the network goes away in a call and comes back.

import { expect, type Person, test } from "./fixtures.ts";
import { expectMoreFrames, expectSound } from "./media.ts";
import { host, joinAs } from "./meetings.ts";
import type { Watch } from "./watch.ts";

function allowLostSockets(watch: Watch): void {
  watch.allow(/WebSocket connection to .* failed/, "the browser reports each try while the server is away");
  watch.allow(/net::ERR_(CONNECTION_REFUSED|INTERNET_DISCONNECTED)/, "the same");
}

async function expectEverythingArrives(ada: Person, ben: Person): Promise<void> {
  await expectMoreFrames(ada.room.tile("Ben Falk"));
  await expectMoreFrames(ben.room.tile("Ada Osei"));
  await expectSound(ada.page);
  await expectSound(ben.page);
}

for (const signal of ["SIGKILL", "SIGTERM"] as const) {
  test(`the server ends by ${signal} in a call and comes back`, async ({ together, server, watch }) => {
    allowLostSockets(watch);
    const [ada, ben] = (await together("Ada Osei", "Ben Falk")) as [Person, Person];
    await expectEverythingArrives(ada, ben);
    const seat = await ada.room.tile("Ben Falk").getAttribute("data-participant");
    await ada.room.say("before");
    await ben.room.expectChat("before");

    await server.stop(signal);
    await expect(ada.room.connectionLost).toBeVisible();
    await expect(ben.room.connectionLost).toBeVisible();
    await expectEverythingArrives(ada, ben);
    await ada.room.say("meanwhile, one");
    await ada.room.say("meanwhile, two");
    await ada.room.expectChat("before", "meanwhile, one", "meanwhile, two");
    await ben.room.expectChat("before");

    await server.start();
    await expect(ada.room.connectionLost).toBeHidden();
    await expect(ben.room.connectionLost).toBeHidden();
    await ben.room.expectChat("before", "meanwhile, one", "meanwhile, two");
    await ben.room.say("after");
    for (const somebody of [ada, ben]) {
      await somebody.room.expectChat("before", "meanwhile, one", "meanwhile, two", "after");
      await expect(somebody.room.tiles).toHaveCount(2);
    }
    await expect(ada.room.tile("Ben Falk")).toHaveAttribute("data-participant", seat!);
    await expectEverythingArrives(ada, ben);

    // The server has it too, not only the pages that wrote it.
    await ben.page.reload();
    await ben.room.expectInside();
    await ben.room.expectChat("before", "meanwhile, one", "meanwhile, two", "after");
  });
}

test("muting while the server is away shows once it is back", async ({ together, server, watch }) => {
  allowLostSockets(watch);
  const [ada, ben] = (await together("Ada Osei", "Ben Falk")) as [Person, Person];
  await expectMoreFrames(ben.room.tile("Ada Osei"));
  await server.stop("SIGKILL");
  await expect(ada.room.connectionLost).toBeVisible();
  await ada.room.mute.click();
  await expect(ada.room.unmute).toBeVisible();
  await server.start();
  await expect(ben.room.tile("Ada Osei")).toHaveAttribute("data-muted");
});

test("who comes after a restart meets those who were there", async ({ together, person, server, watch }) => {
  allowLostSockets(watch);
  const [ada] = (await together("Ada Osei")) as [Person];
  await server.stop("SIGKILL");
  await expect(ada.room.connectionLost).toBeVisible();
  await server.start();
  await expect(ada.room.connectionLost).toBeHidden();
  const ben = await person();
  await ben.prejoin.open(ada.page.url());
  await ben.prejoin.join("Ben Falk");
  await expectMoreFrames(ada.room.tile("Ben Falk"));
  await expectMoreFrames(ben.room.tile("Ada Osei"));
  await expect(ben.room.tiles).toHaveCount(2);
});

test("the browser goes offline and online again", async ({ together, watch }) => {
  allowLostSockets(watch);
  const [ada, ben] = (await together("Ada Osei", "Ben Falk")) as [Person, Person];
  await ada.room.say("before");
  await ben.room.expectChat("before");
  await ada.context.setOffline(true);
  await ada.room.say("meanwhile");
  await ada.context.setOffline(false);
  await ben.room.expectChat("before", "meanwhile");
  await ben.room.say("after");
  await ada.room.expectChat("before", "meanwhile", "after");
  await expect(ada.room.connectionLost).toBeHidden();
  await expectEverythingArrives(ada, ben);
});

test("a switch that a host presses without a connection goes back and says why", async ({ person, outbox, server, watch }) => {
  test.slow();
  allowLostSockets(watch);
  const [ines, ben] = [await person(), await person()];
  const address = await host(ines, outbox);
  const { room } = ines;
  const lock = room.rule("Lock meeting");
  await room.openHostControls();
  await server.stop("SIGKILL");
  await expect(room.connectionLost).toBeVisible();
  await lock.click();
  await room.expectNotice("You are not connected at the moment, so nothing was changed. Try again once you are back.");
  await expect(lock).not.toBeChecked();

  await server.start();
  await expect(room.connectionLost).toBeHidden();
  await expect(lock).not.toBeChecked();
  await joinAs(ben, address, "Ben Falk");
  await expect(room.tile("Ben Falk"), "it is as open as the switch says").toBeVisible();
  await lock.check();
  const cleo = await person();
  await cleo.prejoin.open(address);
  await cleo.prejoin.pressJoin("Cleo Maro");
  await cleo.ending.expectTold("locked");
  await expect(lock).toBeChecked();
});

test("a switch goes back when the connection is lost before the server has heard of it", async ({ person, outbox, watch }) => {
  allowLostSockets(watch);
  let swallows = true;
  const ines = await person({
    prepare: (context) =>
      context.routeWebSocket(/\/socket\//, (page) => {
        const server = page.connectToServer();
        page.onMessage(async (message) => {
          if (swallows && message.toString().includes("set_rules")) {
            swallows = false;
            await server.close();
            await page.close({ code: 3000 });
          } else {
            server.send(message);
          }
        });
      }),
  });
  await host(ines, outbox);
  const { room } = ines;
  const lock = room.rule("Lock meeting");
  await room.openHostControls();
  await lock.click();
  await room.expectNotice(
    "The connection was lost before the server answered. Once you are back, check what you changed last.",
  );
  await expect(lock).not.toBeChecked();
  await expect(room.connectionLost).toBeHidden();
  await expect(lock).not.toBeChecked();
  await lock.check();
  await expect(lock).toBeChecked();
});
