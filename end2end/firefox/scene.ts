// What one test has: a server of its own, browsers, and two people who meet.
//
// Invariants: everything is ended after the test; a test ends with no error on a console, nothing that a policy forbids
// and no request to another host.

import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import type { Browser } from "puppeteer-core";
import { Netem, serverAddress } from "../netem.ts";
import { hasNetem, type Network } from "../network.ts";
import { browserSide, Relay, serverSide } from "../relay.ts";
import { ownAddresses, ParleyServer, type Topology } from "../server.ts";
import { launchChromium, launchFirefox } from "./browsers.ts";
import { Person } from "./person.ts";

// Firefox encodes and decodes on the processor, and others may be at work beside it.
const limit = { timeout: 300_000 };

export class Scene {
  private server: ParleyServer | undefined;
  private network: Network | undefined;
  private readonly browsers: Browser[] = [];
  private readonly people: Person[] = [];

  async firefox(): Promise<Browser> {
    return this.keep(await launchFirefox());
  }

  async chromium(picturesPerSecond?: number): Promise<Browser> {
    return this.keep(await launchChromium(picturesPerSecond));
  }

  /** Ada Osei and Ben Falk in one meeting, each in a window of their own. */
  async meet(topology: Topology, ofAda: Browser, ofBen = ofAda): Promise<[Person, Person]> {
    this.server = await ParleyServer.create(topology);
    return this.meetOn(this.server, ofAda, ofBen);
  }

  /** The same through the media router, and the network before it, which is a good one at first. */
  async meetBehindNetwork(ofAda: Browser, ofBen: Browser): Promise<[Person, Person, Network]> {
    const network = hasNetem ? await this.startNetem() : await this.startRelay();
    return [...(await this.meetOn(this.server!, ofAda, ofBen)), network];
  }

  get problems(): string[] {
    return this.people.flatMap((person) => person.problems);
  }

  /** For whoever reads of a test that failed. */
  get report(): string {
    return [...this.problems, this.server?.log].join("\n");
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.browsers.map((browser) => browser.close()));
    try {
      await this.server?.remove();
    } finally {
      await this.network?.close();
    }
  }

  private async startNetem(): Promise<Network> {
    const netem = await Netem.create();
    this.network = netem;
    this.server = await ParleyServer.create("sfu", { listen: serverAddress }, netem);
    return netem;
  }

  private async startRelay(): Promise<Network> {
    // From an address of the machine that others know, if it has one, Firefox tries no way to a loopback address.
    const [own] = ownAddresses();
    const announced = own === undefined || own === "127.0.0.1" ? browserSide : own;
    this.server = await ParleyServer.create("sfu", { listen: serverSide, announced });
    this.network = await Relay.create(this.server.mediaPort, 1, announced);
    return this.network;
  }

  private async meetOn({ url }: ParleyServer, ofAda: Browser, ofBen: Browser): Promise<[Person, Person]> {
    const ada = await Person.at(ofAda, url);
    const ben = await Person.at(ofBen, url);
    this.people.push(ada, ben);
    const address = await ada.startMeeting("Ada Osei");
    await ben.joinMeeting(address, "Ben Falk");
    return [ada, ben];
  }

  private keep(browser: Browser): Browser {
    this.browsers.push(browser);
    return browser;
  }
}

/** A test with a scene of its own. */
export function check(title: string, work: (scene: Scene, context: TestContext) => Promise<void>): void {
  test(title, limit, async (context) => {
    const scene = new Scene();
    try {
      await work(scene, context);
      assert.deepEqual(scene.problems, [], "what pages complained about");
    } catch (error) {
      console.error(scene.report);
      throw error;
    } finally {
      await scene.close();
    }
  });
}
