// A meeting in which every seat is taken.

import { expect, type Person, test } from "./fixtures.ts";
import { host, joinAs } from "./meetings.ts";
import { keepFrames } from "./watch.ts";

test.use({ topology: "mesh" });

/** Takes so many seats as pages of guests would, by the same hello; answers how one of them is given up. */
async function takeSeats({ page }: Person, hello: string, count: number): Promise<() => Promise<void>> {
  await page.evaluate(
    async ([hello, count]) => {
      const guest = () =>
        new Promise<WebSocket>((resolve) => {
          const socket = new WebSocket(location.href.replace(/^http/, "ws").replace("/m/", "/socket/"));
          socket.onopen = () => socket.send(hello);
          socket.onmessage = () => resolve(socket);
        });
      const guests = await Promise.all(Array.from({ length: count }, guest));
      Object.assign(window, { parleyGuests: guests });
    },
    [hello, count] as const,
  );
  return () =>
    page.evaluate(() => {
      const { parleyGuests } = window as unknown as { parleyGuests: WebSocket[] };
      parleyGuests.pop()?.send(JSON.stringify({ type: "leave" }));
    });
}

test("the host is told when a full meeting takes nobody more", async ({ person, outbox }) => {
  test.slow();
  const [ines, cleo, ben] = [await person(), await person(), await person()];
  const address = await host(ines, outbox);
  const frames = keepFrames(cleo.page);
  await joinAs(cleo, address, "Cleo Maro");
  const hello = frames.sent.find((frame) => frame.includes('"hello"'))!;
  const giveUp = await takeSeats(cleo, hello, 6);
  await expect(ines.room.tiles).toHaveCount(8);
  await ines.room.setRules({ "Waiting room": true });
  await ben.prejoin.openToAsk(address);
  await ben.prejoin.ask("Ben Falk");
  await ines.room.noticeButton("Admit Ben Falk now").click();
  await ines.room.expectNotice("The meeting is full. Somebody has to leave before another person can come in.");
  await expect(ben.waiting.heading).toBeVisible();
  await giveUp();
  await expect(ines.room.tiles).toHaveCount(7);
  await ines.room.participantsButton.click();
  await ines.room.admit("Ben Falk").click();
  await ben.room.expectInside();
});
