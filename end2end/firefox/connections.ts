// What goes over the connections of one page, as `getStats` has it.

import type { Page } from "puppeteer-core";
import type { TestWindow } from "../browser-scripts.ts";
import { until } from "./poll.ts";

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

export class Connections {
  constructor(private readonly page: Page) {}

  /** Waits until sound and pictures come this way from now on: packets, energy in them, and decoded pictures. */
  async expect(way: Way): Promise<void> {
    const before = await this.media(way);
    await until(`${way} sound and pictures`, () => this.media(way), (now) => {
      const heard = now.packets > before.packets && now.energy > before.energy + 1e-6;
      return heard && now.pictures > before.pictures;
    });
  }

  /** Watches for so many seconds how sound and pictures come this way. */
  async watch(way: Way, seconds: number): Promise<Flow> {
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
    return own.map((candidate) => candidate.port ?? 0).sort();
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
  async standing(): Promise<Record<Way, number>> {
    const standing = (await this.peers()).filter((peer) => peer.state === "connected");
    const ways = standing.map((peer) => peer.way);
    const count = (way: Way) => ways.filter((other) => other === way).length;
    return { direct: count("direct"), routed: count("routed") };
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
}

function sum(streams: Stream[], of: (stream: Stream) => number | undefined): number {
  return streams.reduce((total, stream) => total + (of(stream) ?? 0), 0);
}
