// Meetings through the server's media router only.

import { expect, type Person, test } from "./fixtures.ts";
import {
  decodedFrames,
  directPeers,
  everySecond,
  expectMoreFrames,
  expectSound,
  heardEnergy,
  icePlaces,
  madePeers,
  openPeers,
  ownIceNames,
  routerPeers,
} from "./media.ts";
import { expectAllSeen, expectNothingSent, isOfRouter, largestLayer, receivedWatch } from "./routed.ts";
import { candidatesIn, isIn, keepFrames, otherPlacesIn, type Place } from "./watch.ts";

test.use({ topology: "sfu" });

test("two meet on the server, and nothing is sent directly", async ({ together }) => {
  const [ada, ben] = (await together("Ada Osei", "Ben Falk")) as [Person, Person];
  await expectAllSeen([ada, ben], ["Ada Osei", "Ben Falk"]);
  await expectSound(ada.page);
  await expectSound(ben.page);
  expect([await directPeers(ada.page), await directPeers(ben.page)]).toEqual([0, 0]);
});

test("t123 nobody learns where somebody else is: all that is told is the address of the media router", async ({
  person,
  meeting,
  server,
}) => {
  const [ada, ben] = [await person(), await person()];
  const told = [keepFrames(ada.page), keepFrames(ben.page)] as const;
  await ben.prejoin.open(await meeting(ada, "Ada Osei"));
  await ben.prejoin.join("Ben Falk");
  await expectAllSeen([ada, ben], ["Ada Osei", "Ben Falk"]);
  await expectSound(ben.page);

  const isStrange = (place: Place) => !isOfRouter(place, server);
  for (const [somebody, other, { received }, { sent }] of [
    [ada, ben, told[0], told[1]],
    [ben, ada, told[1], told[0]],
  ] as const) {
    expect(await madePeers(somebody.page)).toBe(1);
    const candidates = candidatesIn(received);
    for (const places of [candidates, await icePlaces(somebody.page, "remote-candidate")]) {
      expect(places).not.toEqual([]);
      expect(places.filter(isStrange)).toEqual([]);
    }
    expect(otherPlacesIn(received).filter(isStrange)).toEqual([]);

    // All are on one machine: where an address is the router's, too, the port tells a browser apart.
    const others = [...(await icePlaces(other.page, "local-candidate")), ...candidatesIn(sent)];
    expect(others.filter(({ address }) => address !== "")).not.toEqual([]);
    const ports = new Set(others.map(({ port }) => port));
    const places = [...candidates, ...otherPlacesIn(received)];
    expect(places.filter(({ port }) => port !== 0 && ports.has(port))).toEqual([]);
    const addresses = new Set(others.map(({ address }) => address));
    const own = [...addresses].filter((address) => !["", ...server.mediaAddresses].includes(address));
    expect(own.filter((address) => isIn(received, address))).toEqual([]);

    const all = received.join("\n");
    const names = await ownIceNames(other.page);
    expect(names).not.toEqual([]);
    expect(names.filter((name) => all.includes(name))).toEqual([]);
  }
});

test("where somebody is can be read out of all lines of SDP that tell it", () => {
  const candidate = "candidate:1 1 udp 2122260223 192.0.2.7 50001 typ srflx raddr 10.0.0.1 rport 50002";
  const lines = ["v=0", "m=audio 50003 UDP/TLS/RTP/SAVPF 111", "c=IN IP4 192.0.2.8", "a=rtcp:50004 IN IP6 2001:db8::9", `a=${candidate}`];
  const frames = [JSON.stringify({ sdp: [...lines, "m=video 9 UDP 96", "c=IN IP6 ::", ""].join("\r\n") })];
  expect(candidatesIn(frames)).toEqual([{ address: "192.0.2.7", port: 50001 }]);
  expect(otherPlacesIn(frames)).toEqual([
    { address: "10.0.0.1", port: 50002 },
    { address: "192.0.2.8", port: 0 },
    { address: "", port: 50003 },
    { address: "2001:db8::9", port: 50004 },
  ]);
  expect(["10.0.0.1", "2001:db8::9"].filter((address) => isIn(frames, address))).toHaveLength(2);
  expect(["10.0.0", "0.0.0.1", "92.0.2.7", "10x0.0.1"].filter((address) => isIn(frames, address))).toEqual([]);
});

test("the layers that are sent follow the size of the tiles", async ({ together }) => {
  test.slow();
  const [ada, ben] = (await together("Ada Osei", "Ben Falk")) as [Person, Person];
  await ben.page.setViewportSize({ width: 1280, height: 800 });
  await expectMoreFrames(ben.room.tile("Ada Osei"));
  await expect.poll(largestLayer(ada), everySecond).toBeGreaterThan(1);
  await ben.page.setViewportSize({ width: 300, height: 300 });
  await expect.poll(largestLayer(ada), everySecond).toBe(1);
  await ben.page.setViewportSize({ width: 1280, height: 800 });
  await expect.poll(largestLayer(ada), everySecond).toBeGreaterThan(1);
});

test("who wants sound only gets no picture, and nobody sends one", async ({ together }) => {
  const [ada, ben] = (await together("Ada Osei", "Ben Falk")) as [Person, Person];
  await expectAllSeen([ada, ben], ["Ada Osei", "Ben Falk"]);
  await ben.room.chooseMore("Settings");
  await ben.room.receiveQuality.selectOption({ label: "Audio only" });
  await ben.room.closeSettings();
  await expectNothingSent(ada);
  await expectSound(ben.page);
  await ben.page.reload();
  await ben.room.expectInside();
  await ben.room.chooseMore("Settings");
  await expect(ben.room.receiveQuality.locator("option:checked")).toHaveText("Audio only");
  await ben.room.closeSettings();
  await ada.room.shareScreen();
  const screen = ben.room.screen("Ada Osei");
  await expect(screen).toContainText("Not shown, as you chose \u201cAudio only\u201d");
  await ben.room.chooseMore("Settings");
  await ben.room.receiveQuality.selectOption({ label: "Automatic" });
  await ben.room.closeSettings();
  await expectMoreFrames(ben.room.tile("Ada Osei"));
  await expectMoreFrames(screen, 2);
  await expect(screen).not.toContainText("Not shown");
});

test("a muted microphone and a camera that is off bring nothing", async ({ together }) => {
  const [ada, ben] = (await together("Ada Osei", "Ben Falk")) as [Person, Person];
  await expectAllSeen([ada, ben], ["Ada Osei", "Ben Falk"]);
  await expectSound(ben.page);
  await ada.room.mute.click();
  await ada.room.turnOffCamera.click();
  const tile = ben.room.tile("Ada Osei");
  await expect(tile).toHaveAttribute("data-muted");
  await expect(tile).toHaveAttribute("data-video", "off");
  await expect.poll(receivedWatch(ben), everySecond).toBe(0);
  let before = -1;
  const grown = async () => {
    const energy = await heardEnergy(ben.page);
    const more = energy - before;
    before = energy;
    return more;
  };
  await expect.poll(grown, everySecond).toBeCloseTo(0, 6);
  await ada.room.unmute.click();
  await expectSound(ben.page);
});

test("the numbers of the connection are there", async ({ together }) => {
  const [ada] = (await together("Ada Osei", "Ben Falk")) as [Person, Person];
  await expectMoreFrames(ada.room.tile("Ben Falk"));
  await ada.room.chooseMore("Connection statistics");
  await expect(ada.room.statistic("Route")).toHaveText("Through the server, UDP");
  await expect(ada.room.statistic("Round trip")).toHaveText(/^\d+ ms$/);
  await expect(ada.room.statistic("Receiving")).toHaveText(/^[\d.]+ [kM]bit\/s$/);
  await expect(ada.room.statistic("Your video")).toHaveText(/fps, VP8$/);
});

test("a server that is started again is found within seconds", async ({ together, server, watch }) => {
  watch.allow(/WebSocket connection to .* failed/, "the browser reports each try while the server is away");
  watch.allow(/net::ERR_CONNECTION_REFUSED/, "the same");
  const [ada, ben] = (await together("Ada Osei", "Ben Falk")) as [Person, Person];
  await expectAllSeen([ada, ben], ["Ada Osei", "Ben Falk"]);
  const seat = await ada.room.tile("Ben Falk").getAttribute("data-participant");
  await server.stop("SIGKILL");
  await expect(ada.room.connectionLost).toBeVisible();
  await server.start();
  await expect(ada.room.connectionLost).toBeHidden();
  await expectAllSeen([ada, ben], ["Ada Osei", "Ben Falk"]);
  await expectSound(ada.page);
  await expect(ada.room.tile("Ben Falk")).toHaveAttribute("data-participant", seat!);
  expect([await routerPeers(ada.page), await routerPeers(ben.page)]).toEqual([1, 1]);
});

test("a page that is loaded again is back with picture and sound", async ({ together }) => {
  const [ada, ben] = (await together("Ada Osei", "Ben Falk")) as [Person, Person];
  await expectAllSeen([ada, ben], ["Ada Osei", "Ben Falk"]);
  await ben.page.reload();
  await ben.room.expectInside();
  await expectAllSeen([ada, ben], ["Ada Osei", "Ben Falk"]);
  await expectSound(ada.page);
});

// Two cores carry no more cameras than these; the test after this one has eight.
test("eight meet, two of them with cameras, and each hears somebody and sees the two", async ({
  person,
  together,
}) => {
  test.slow();
  const seen = ["Person A", "Person B"];
  const people = await together(...seen);
  const address = people[0]!.page.url();
  for (const letter of "CDEFGH") {
    const somebody = await person();
    await somebody.prejoin.open(address);
    await somebody.prejoin.turnOffCamera.click();
    await somebody.prejoin.join(`Person ${letter}`);
    await somebody.room.expectInside();
    people.push(somebody);
  }
  for (const somebody of people) {
    await expect(somebody.room.tiles).toHaveCount(8);
    await expectSound(somebody.page);
  }
  for (const [place, somebody] of people.entries()) {
    for (const name of seen.filter((_, other) => other !== place)) {
      await expectMoreFrames(somebody.room.tile(name), 3);
    }
    expect(await openPeers(somebody.page)).toBe(1);
  }
});

test("eight meet, and each sees and hears the seven others", { tag: "@crowd" }, async ({ together }) => {
  test.slow();
  const names = [..."ABCDEFGH"].map((letter) => `Person ${letter}`);
  const people = await together(...names);
  const last = people[7]!;
  await expect(last.room.tiles).toHaveCount(8);
  for (const name of names.slice(0, 7)) {
    await expectMoreFrames(last.room.tile(name), 3);
  }
  await expectSound(people[0]!.page);
  for (const somebody of people) {
    expect(await openPeers(somebody.page)).toBe(1);
  }
  expect(await decodedFrames(people[0]!.room.tile("Person H"))).toBeGreaterThan(0);
});
