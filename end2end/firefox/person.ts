// One person with one browser window, who finds everything by role and name as `pages/` does for Playwright.
//
// The protocol's own search by role and name is of no use here: while videos play, Firefox takes half a minute for it.
//
// Nor are its waits for functions and its locators: they make functions of text, which the policy of our pages forbids
// to what Firefox runs beside a page as well.
//
// Invariants: what the page says on the console, throws or asks of other hosts is kept; every wait has a deadline.

import type { Browser, ElementHandle, Page } from "puppeteer-core";
import type { TestWindow } from "../browser-scripts.ts";
import { Connections, type Way } from "./connections.ts";
import { until } from "./poll.ts";

/** What counts the pictures of a video that differ from the one before. */
type WatchedVideo = HTMLVideoElement & { parleyPictures?: { last: string; count: number } };

interface TileState {
  video: "on" | "off";
  muted: boolean;
}

export class Person {
  /** What went wrong in the page; a test ends with none. */
  readonly problems: string[] = [];
  readonly connections: Connections;

  private constructor(
    readonly page: Page,
    private readonly origin: string,
  ) {
    this.connections = new Connections(page);
  }

  /** A new person in a window of their own, who shares nothing with the others. */
  static async at(browser: Browser, origin: string): Promise<Person> {
    const context = await browser.createBrowserContext();
    const page = await context.newPage({ type: "window" });
    const person = new Person(page, origin);
    person.watch();
    await page.evaluateOnNewDocument(keepPeers);
    return person;
  }

  /** Starts a meeting, joins it, and answers its address. */
  async startMeeting(name: string): Promise<string> {
    await this.page.goto(this.origin);
    // Before the page has come to life the button is a plain form's: it works, but Firefox calls what it breaks off an
    // error.
    const alive = () => this.page.$$eval('button[aria-label^="Switch to "]:enabled', (all) => all.length);
    await until("a page that has come to life", alive, (buttons) => buttons > 0);
    await this.press("Start a meeting");
    await this.find("button", "Join meeting");
    // The page is drawn a moment before its address is in the bar.
    const bar = () => this.page.evaluate(() => location.href);
    const address = await until("the meeting's address", bar, (now) => new URL(now).pathname.startsWith("/m/"));
    await this.join(name);
    return address;
  }

  /** Opens a meeting and joins it. */
  async joinMeeting(address: string, name: string): Promise<void> {
    await this.page.goto(address);
    await this.join(name);
  }

  /** Waits until the person is in the meeting. */
  async expectInside(): Promise<void> {
    await this.find("region", "Meeting controls");
    await this.find("group", "Your video");
  }

  /** Waits for that many tiles, the own one among them. */
  async expectTiles(count: number): Promise<void> {
    const tiles = () => this.page.$$eval("[role=group][data-participant]", (all) => all.length);
    await until(`${count} tiles`, tiles, (now) => now === count);
  }

  /** The participant of somebody's tile. */
  async seat(name: string): Promise<string | null> {
    const tile = await this.tile(name);
    return tile.evaluate((element) => element.getAttribute("data-participant"));
  }

  /** Waits until a tile shows a camera and a microphone to be on or off. */
  async expectTileState(name: string, wanted: TileState): Promise<void> {
    const read = async () =>
      (await this.tile(name)).evaluate((tile) => ({
        video: tile.getAttribute("data-video"),
        muted: tile.hasAttribute("data-muted"),
      }));
    await until(`the tile of ${name}`, read, (now) => now.video === wanted.video && now.muted === wanted.muted);
  }

  /** Waits until the picture of somebody has changed a few times from now on. */
  async expectPictures(name: string, more = 10): Promise<void> {
    const read = async () => (await this.tile(name)).evaluate(countPictures);
    let before = await read();
    const grows = (now: number) => {
      // The page may have put another video in its place.
      before = Math.min(before, now);
      return now >= before + more;
    };
    await until(`pictures of ${name}`, read, grows);
  }

  /** Waits until the pictures in the tiles of others are what comes on a connection, not copies of it, and not switched off. */
  async expectPlayedAsItComes(): Promise<void> {
    const read = () =>
      this.page.evaluate(() => {
        const peers = (window as unknown as TestWindow).parleyPeers;
        const coming = peers.flatMap((peer) => peer.getReceivers().map((receiver) => receiver.track));
        const videos = [...document.querySelectorAll<HTMLVideoElement>("[aria-label$=\"'s video\"] video")];
        const played = videos.flatMap((video) => (video.srcObject as MediaStream | null)?.getVideoTracks() ?? []);
        const good = played.filter((track) => coming.includes(track) && track.enabled);
        return { played: played.length, good: good.length };
      });
    await until("what is played to be what comes", read, ({ played, good }) => played > 0 && good === played);
  }

  async press(button: string): Promise<void> {
    const found = await this.find("button", button);
    const isEnabled = () => found.evaluate((element) => !(element as HTMLButtonElement).disabled);
    await until(`"${button}" to be pressed`, isEnabled, (enabled) => enabled);
    await found.click();
  }

  /** Writes to everybody. */
  async say(words: string): Promise<void> {
    await this.openChat();
    await this.type("Message", words);
    await this.page.keyboard.press("Enter");
  }

  /** Waits until the chat has this line, and no other. */
  async expectLine(words: string): Promise<void> {
    await this.openChat();
    const log = await this.find("log", "Messages");
    const read = () => log.$$eval("li", (lines) => lines.map((line) => line.textContent ?? ""));
    await until(`"${words}" in the chat`, read, (lines) => lines.length === 1 && lines[0]!.includes(words));
  }

  /** Leaves; who is no host is not asked. */
  async leave(): Promise<void> {
    await this.press("Leave meeting");
    await this.find("heading", "You left the meeting");
  }

  async reload(): Promise<void> {
    await this.page.reload();
    await this.expectInside();
  }

  private async join(name: string): Promise<void> {
    await this.type("Your name", name);
    await this.press("Join meeting");
    await this.expectInside();
  }

  private async openChat(): Promise<void> {
    if ((await this.page.evaluate(findVisible, "region", "Chat")) === null) {
      await this.press("Chat");
    }
    await this.find("log", "Messages");
  }

  private async type(field: string, words: string): Promise<void> {
    const found = await this.find("textbox", field);
    await found.evaluate((element) => (element as HTMLInputElement).select());
    await found.type(words);
  }

  private async tile(name: string): Promise<ElementHandle<Element>> {
    return this.find("group", `${name}'s video`);
  }

  /** Waits until there is something of this role and name that can be seen. */
  private async find(role: string, name: string): Promise<ElementHandle<Element>> {
    const look = async () => (await this.page.evaluateHandle(findVisible, role, name)).asElement();
    const found = await until(`${role} "${name}"`, look, (element) => element !== null);
    return found as ElementHandle<Element>;
  }

  private watch(): void {
    this.page.on("console", (message) => {
      if (message.type() === "error") {
        this.problems.push(`console: ${message.text()} (${message.location().url})`);
      }
    });
    this.page.on("pageerror", (error) => {
      if (!isOfPreloading(error)) {
        this.problems.push(`page: ${String(error)}`);
      }
    });
    this.page.on("request", (request) => {
      const url = new URL(request.url());
      if (["http:", "https:", "ws:", "wss:"].includes(url.protocol) && url.host !== new URL(this.origin).host) {
        this.problems.push(`a request to another host: ${url.href}`);
      }
    });
  }
}

/**
 * Whether Firefox speaks of itself. Where a script shall run before the page's own, even an empty one, it says this now
 * and then before it has asked for the page's first script. Errors of ours have lines and files.
 */
function isOfPreloading(error: unknown): boolean {
  const told = 'Error: Permission denied to access property "length"';
  return error instanceof Error && error.message === told && error.stack === `Error: ${told}`;
}

/** Runs in a page before its own scripts: keeps every connection, and says what the page's policy forbids. */
function keepPeers(): void {
  const peers: RTCPeerConnection[] = [];
  (window as unknown as TestWindow).parleyPeers = peers;
  window.RTCPeerConnection = new Proxy(window.RTCPeerConnection, {
    construct(target, parameters: [RTCConfiguration?]) {
      const peer = new target(...parameters);
      peers.push(peer);
      return peer;
    },
  });
  document.addEventListener("securitypolicyviolation", (event) => {
    console.error(`policy violated: ${event.violatedDirective} by ${event.blockedURI}`);
  });
}

/** Runs in a page: what has a role and exactly this name, by a label or by its text, and is there to be seen. */
function findVisible(role: string, name: string): Element | null {
  const native: Record<string, string> = {
    button: "button",
    textbox: "input:not([type]), input[type=text], textarea",
    heading: "h1, h2",
    region: "section[aria-label], section[aria-labelledby]",
  };
  const nameOf = (element: Element) => {
    const labelledBy = document.getElementById(element.getAttribute("aria-labelledby") ?? "");
    const label = labelledBy ?? (element as HTMLInputElement).labels?.[0] ?? element;
    return element.getAttribute("aria-label") ?? label.textContent?.trim();
  };
  const all = document.querySelectorAll([`[role=${role}]`, native[role] ?? []].flat().join());
  return [...all].find((element) => nameOf(element) === name && element.checkVisibility()) ?? null;
}

/**
 * Runs in a page: how many pictures of a tile's video differed from the one before, of those that calls have looked at.
 * Firefox forgets now and then whom it shall call at the next picture when a video gets another stream.
 */
function countPictures(tile: Element): number {
  const video = tile.querySelector("video") as WatchedVideo | null;
  if (video === null) {
    return 0;
  }
  const [width, height] = [64, 36];
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  const context = canvas.getContext("2d", { willReadFrequently: true })!;
  context.drawImage(video, 0, 0, width, height);
  const last = context.getImageData(0, 0, width, height).data.join();
  const before = video.parleyPictures ?? { last, count: 0 };
  video.parleyPictures = { last, count: before.count + (before.last === last ? 0 : 1) };
  return video.parleyPictures.count;
}

/** Both see the other's picture move and hear the other, and it comes this way. */
export async function expectBothHere(ada: Person, ben: Person, way: Way): Promise<void> {
  await ada.expectTiles(2);
  await ben.expectTiles(2);
  await ada.connections.expect(way);
  await ben.connections.expect(way);
  await ada.expectPlayedAsItComes();
  await ben.expectPlayedAsItComes();
  await ada.expectPictures("Ben Falk");
  await ben.expectPictures("Ada Osei");
}
