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
import { until } from "./poll.ts";

/** What counts the pictures of a video that differ from the one before. */
type WatchedVideo = HTMLVideoElement & { parleyPictures?: { last: string; count: number } };

interface TileState {
  video: "on" | "off";
  muted: boolean;
}

/** To another page, or to the server's media router. */
export type Way = "direct" | "routed";

/** An entry of `getStats`, as far as the tests read it. */
interface Stream {
  type: string;
  way: Way;
  kind?: string;
  rid?: string;
  packetsReceived?: number;
  packetsLost?: number;
  totalAudioEnergy?: number;
  framesDecoded?: number;
  framesEncoded?: number;
  protocol?: string;
  port?: number;
}

/** What has come one way so far. */
interface Media {
  /** On the page's clock, in milliseconds. */
  at: number;
  packets: number;
  lost: number;
  energy: number;
  pictures: number;
}

/** How sound and pictures came for a while. */
export interface Flow {
  /** The least energy of the sound in two seconds. */
  quietest: number;
  /** Packets of the sound that were lost on the way. */
  lost: number;
  pictures: number;
  /** The longest time without a new picture, in milliseconds. */
  longest: number;
}

export class Person {
  /** What went wrong in the page; a test ends with none. */
  readonly problems: string[] = [];

  private constructor(
    readonly page: Page,
    private readonly origin: string,
  ) {}

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

  /** Waits until sound and pictures come this way from now on: packets, energy in them, and decoded pictures. */
  async expectMedia(way: Way): Promise<void> {
    const before = await this.media(way);
    await until(`${way} sound and pictures`, () => this.media(way), (now) => {
      const heard = now.packets > before.packets && now.energy > before.energy + 1e-6;
      return heard && now.pictures > before.pictures;
    });
  }

  /** Watches for so many seconds how sound and pictures come this way. */
  async watchMedia(way: Way, seconds: number): Promise<Flow> {
    const all = [await this.media(way)];
    const first = all[0]!;
    let fresh = first;
    const flow: Flow = { quietest: Infinity, lost: 0, pictures: 0, longest: 0 };
    const read = async () => {
      const now = await this.media(way);
      const then = all.findLast(({ at }) => at <= now.at - 2_000);
      all.push(now);
      flow.quietest = Math.min(flow.quietest, then ? now.energy - then.energy : Infinity);
      flow.longest = Math.max(flow.longest, now.at - fresh.at);
      fresh = now.pictures > fresh.pictures ? now : fresh;
      flow.lost = now.lost - first.lost;
      flow.pictures = now.pictures - first.pictures;
      return now.at - first.at;
    };
    await until(`${seconds} s of ${way} sound and pictures`, read, (passed) => passed >= seconds * 1_000);
    return flow;
  }

  /** The ports from which the page sends to others. */
  async ports(): Promise<number[]> {
    const own = (await this.streams("local-candidate")).filter((candidate) => candidate.protocol === "udp");
    return own.map((candidate) => candidate.port ?? 0);
  }

  /** Waits until no pictures come this way any more. */
  async expectNoPictures(way: Way): Promise<void> {
    let before = -1;
    const more = async () => {
      const all = (await this.streams("inbound-rtp")).filter((stream) => stream.way === way);
      const now = sum(all, (stream) => stream.framesDecoded);
      const grown = now - before;
      before = now;
      return grown;
    };
    // Firefox is tempted to send one each second.
    await until("no more pictures", more, (grown) => grown === 0, 3_000);
  }

  /** Waits until pictures of these layers of the camera (`q`, `h`, `f`) go to the media router within a second. */
  async expectLayers(holds: (sent: string[]) => boolean): Promise<void> {
    let before = new Map<string, number>();
    const sent = async () => {
      const layers = (await this.streams("outbound-rtp")).filter((stream) => stream.rid !== undefined);
      const now = new Map<string, number>();
      for (const layer of layers) {
        // The camera and the screen, which nobody shares here, have layers of the same names.
        now.set(layer.rid!, (now.get(layer.rid!) ?? 0) + (layer.framesEncoded ?? 0));
      }
      const grown = [...now].filter(([rid, pictures]) => pictures > (before.get(rid) ?? 0));
      before = now;
      return grown.map(([rid]) => rid);
    };
    await sent();
    await until("the layers that are wanted", sent, holds, 1_000);
  }

  /** Connections that stand. */
  async connections(): Promise<Record<Way, number>> {
    const standing = (await this.peers()).filter((peer) => peer.state === "connected");
    const ways = standing.map((peer) => peer.way);
    const count = (way: Way) => ways.filter((other) => other === way).length;
    return { direct: count("direct"), routed: count("routed") };
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

  private async media(way: Way): Promise<Media> {
    const all = (await this.streams("inbound-rtp")).filter((stream) => stream.way === way);
    const of = (kind: string) => all.filter((stream) => stream.kind === kind);
    return {
      at: await this.page.evaluate(() => performance.now()),
      packets: sum(of("audio"), (stream) => stream.packetsReceived),
      lost: sum(of("audio"), (stream) => stream.packetsLost),
      energy: sum(of("audio"), (stream) => stream.totalAudioEnergy),
      pictures: sum(of("video"), (stream) => stream.framesDecoded),
    };
  }

  private async streams(type: "inbound-rtp" | "outbound-rtp" | "local-candidate"): Promise<Stream[]> {
    const all = (await this.peers()).flatMap((peer) => peer.streams);
    return all.filter((stream) => stream.type === type);
  }

  /**
   * What goes over each connection that is not closed; the one with the media router has more than three media sections.
   * Firefox calls one disconnected as soon as it misses an answer, and media may well flow on.
   */
  private async peers(): Promise<{ state: RTCPeerConnectionState; way: Way; streams: Stream[] }[]> {
    return this.page.evaluate(async () => {
      const all = (window as unknown as TestWindow).parleyPeers;
      const open = all.filter((peer) => peer.connectionState !== "closed");
      return Promise.all(
        open.map(async (peer) => {
          const state = peer.connectionState;
          const way = peer.getTransceivers().length > 3 ? "routed" : "direct";
          const streams: Stream[] = [];
          (await peer.getStats()).forEach((entry: Stream) => streams.push({ ...entry, way }));
          return { state, way, streams } as const;
        }),
      );
    });
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

function sum(streams: Stream[], of: (stream: Stream) => number | undefined): number {
  return streams.reduce((total, stream) => total + (of(stream) ?? 0), 0);
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
