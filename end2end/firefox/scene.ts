// What one test has: a server of its own, browsers, and two people who meet.
//
// Invariants: everything is ended after the test; a test ends with no error on a console, nothing that a policy forbids
// and no request to another host.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Browser } from "puppeteer-core";
import { ParleyServer, type Topology } from "../server.ts";
import { launchChromium, launchFirefox } from "./browsers.ts";
import { Person } from "./person.ts";

// Firefox encodes and decodes on the processor, and others may be at work beside it.
const limit = { timeout: 300_000 };

export class Scene {
  private server: ParleyServer | undefined;
  private readonly browsers: Browser[] = [];
  private readonly people: Person[] = [];

  async firefox(): Promise<Browser> {
    return this.keep(await launchFirefox());
  }

  async chromium(): Promise<Browser> {
    return this.keep(await launchChromium());
  }

  /** Ada Osei and Ben Falk in one meeting, each in a window of their own. */
  async meet(topology: Topology, ofAda: Browser, ofBen = ofAda): Promise<[Person, Person]> {
    this.server = await ParleyServer.create(topology);
    const ada = await Person.at(ofAda, this.server.url);
    const ben = await Person.at(ofBen, this.server.url);
    this.people.push(ada, ben);
    const address = await ada.startMeeting("Ada Osei");
    await ben.joinMeeting(address, "Ben Falk");
    return [ada, ben];
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
    await this.server?.remove();
  }

  private keep(browser: Browser): Browser {
    this.browsers.push(browser);
    return browser;
  }
}

/** A test with a scene of its own. */
export function check(title: string, work: (scene: Scene) => Promise<void>): void {
  test(title, limit, async () => {
    const scene = new Scene();
    try {
      await work(scene);
      assert.deepEqual(scene.problems, [], "what pages complained about");
    } catch (error) {
      console.error(scene.report);
      throw error;
    } finally {
      await scene.close();
    }
  });
}
