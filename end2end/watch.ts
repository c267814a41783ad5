// Watches every page of a test: what it says on the console, what it throws, what it asks of other hosts.
//
// Invariants: a test fails on any of these unless it has named the problem beforehand with a reason.

import type { BrowserContext, Page } from "@playwright/test";

export class Watch {
  readonly problems: string[] = [];
  private readonly allowed: RegExp[] = [];

  constructor(private readonly origin: string) {}

  /** Lets a problem pass; the reason is for the reader. */
  allow(problem: RegExp, _reason: string): void {
    this.allowed.push(problem);
  }

  /** The problems that no test has named. */
  get unexpected(): string[] {
    return this.problems.filter((problem) => !this.allowed.some((allowed) => allowed.test(problem)));
  }

  async attach(context: BrowserContext): Promise<void> {
    context.on("page", (page) => this.attachPage(page));
    context.on("request", (request) => this.seeAddress(request.url()));
    await context.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) => {
        console.error(`policy violated: ${event.violatedDirective} by ${event.blockedURI}`);
      });
    });
  }

  private attachPage(page: Page): void {
    page.on("console", (message) => {
      if (message.type() === "error") {
        this.problems.push(`console: ${message.text()} (${message.location().url})`);
      }
    });
    page.on("pageerror", (error) => this.problems.push(`page: ${error.stack ?? error.message}`));
    page.on("crash", () => this.problems.push("the page crashed"));
    page.on("websocket", (socket) => this.seeAddress(socket.url()));
  }

  private seeAddress(address: string): void {
    const url = new URL(address);
    if (["data:", "blob:", "about:"].includes(url.protocol)) {
      return;
    }
    if (url.host !== new URL(this.origin).host) {
      this.problems.push(`a request to another host: ${address}`);
    }
  }
}

/** An address, or a name that stands for one, and a port of it. */
export interface Place {
  address: string;
  port: number;
}

/** Where media may flow to, as frames tell it: the ICE candidates in them (RFC 8839). */
export function candidatesIn(frames: string[]): Place[] {
  const candidates = frames.join("\n").matchAll(/candidate:\S+ \d+ \w+ \d+ (\S+) (\d+) typ/gi);
  return [...candidates].map(([, address, port]) => ({ address: address!, port: Number(port) }));
}

/** Where else frames say that somebody is: behind candidates, and in the lines of SDP for the connection (`c=`), for the
 * port of a medium (`m=`) and for RTCP. What is not said is "" or 0. */
export function otherPlacesIn(frames: string[]): Place[] {
  const text = frames.join("\n").replaceAll("\\r", "").replaceAll("\\n", "\n");
  const places = [
    ...[...text.matchAll(/ raddr (\S+) rport (\d+)/gi)].map(([, address, port]) => place(address, port)),
    ...[...text.matchAll(/^c=IN IP[46] ([^\s/]+)/gm)].map(([, address]) => place(address)),
    ...[...text.matchAll(/^m=\w+ (\d+)/gm)].map(([, port]) => place("", port)),
    ...[...text.matchAll(/^a=rtcp:(\d+)(?: IN IP[46] (\S+))?/gm)].map(([, port, address]) =>
      place(address, port),
    ),
  ];
  return places.filter(({ address, port }) => address !== "" || port !== 0);
}

/** Whether frames have an address in them, not as a part of another one. */
export function isIn(frames: string[], address: string): boolean {
  const bounded = new RegExp(`(?<![\\w.:])${address.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![\\w.:])`);
  return frames.some((frame) => bounded.test(frame));
}

/** Nobody is at an address of zeros, and port 9 is that of a candidate that is still to come (RFC 8840). */
function place(address = "", port = "0"): Place {
  const isNone = ["0.0.0.0", "::"].includes(address);
  return { address: isNone ? "" : address, port: port === "9" ? 0 : Number(port) };
}

/** Keeps what goes over WebSockets from now on, both ways. */
export function keepFrames(page: Page): { received: string[]; sent: string[] } {
  const frames = { received: [] as string[], sent: [] as string[] };
  page.on("websocket", (socket) => {
    socket.on("framesent", ({ payload }) => frames.sent.push(payload.toString()));
    socket.on("framereceived", ({ payload }) => frames.received.push(payload.toString()));
  });
  return frames;
}
