// A bad network by `tc netem`: the browsers in this network namespace, the server in another one, and a Linux in user mode
// (Debian's `user-mode-linux`) between them as a router, so that the machine's own kernel need not know netem.
//
// Invariants: everything passes the router, pages and signalling as well as media; nothing leaves the two namespaces; the
// router and the namespace end with this process, as each ends when its input does.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { networkInterfaces, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { bothDirections, type Conditions, type Direction, good, type Network, QUEUE } from "./network.ts";
import type { Host } from "./server.ts";

const ROUTER = fileURLToPath(new URL("netem/router.sh", import.meta.url));

/** Where the server is. */
export const serverAddress = "10.77.2.2";

/** The two sides of the router; what goes up leaves it towards the server. */
const browsers = { card: "browsers", address: "10.77.1.2/24", gateway: "10.77.1.1" };
const server = { card: "server", address: `${serverAddress}/24`, gateway: "10.77.2.1" };
const cards: Record<Direction, string> = { up: "vec1", down: "vec0" };

/** Bytes of a packet of pictures, or a little less: a queue of the router is as many packets as pass in its time. */
const PACKET = 500;
const SHORTEST_QUEUE = 10;
const LONGEST_QUEUE = 10_000;

/** Milliseconds in which the router answers, also when it starts on a busy machine. */
const PATIENCE = 30_000;

export class Netem implements Network, Host {
  readonly address = serverAddress;
  private said = "";
  private answers: ((line: string) => void)[] = [];
  private isGone = false;
  private readonly forwarders: Server[] = [];

  private constructor(
    private readonly router: ChildProcess,
    private readonly namespace: ChildProcess,
    private readonly folder: string,
  ) {
    createInterface({ input: router.stdout! }).on("line", (line) => {
      this.said += `${line}\n`;
      const answer = /router: (ready|done|failed)\s*$/.exec(line)?.[1];
      if (answer) {
        this.answers.shift()?.(answer);
      }
    });
    // What is written to a router that is gone is answered by its end.
    router.stdin!.on("error", () => {});
    router.once("exit", () => {
      this.isGone = true;
      this.answers.splice(0).forEach((answer) => answer("gone"));
    });
  }

  /** Starts the router and puts the server's side of it into a namespace of its own. It is a good network at first. */
  static async create(): Promise<Netem> {
    const others = Object.keys(networkInterfaces()).filter((card) => card !== "lo");
    if (others.length > 0) {
      throw new Error(`not in a network namespace of its own: there are ${others.join(", ")}`);
    }
    const folder = await mkdtemp(join(tmpdir(), "parley-netem-"));
    const namespace = spawn("unshare", ["--net", "cat"], { stdio: ["pipe", "ignore", "inherit"] });
    // In a process group of its own: a kernel that panics ends its whole group.
    const router = spawn("linux.uml", kernelArguments(folder), {
      cwd: folder,
      stdio: ["pipe", "pipe", "inherit"],
      detached: true,
    });
    const network = new Netem(router, namespace, folder);
    try {
      await Promise.all([once(namespace, "spawn"), once(router, "spawn")]);
      await network.answer();
      await run("ip", ["link", "set", server.card, "netns", String(namespace.pid)]);
      await connectTo(browsers, []);
      await connectTo(server, network.prefix);
      return network;
    } catch (error) {
      await network.close();
      throw error;
    }
  }

  get prefix(): string[] {
    return ["nsenter", `--net=/proc/${this.namespace.pid}/ns/net`];
  }

  /** Makes a port of the server's one of this namespace's loopback address, which browsers trust without TLS. */
  async forward(port: number): Promise<void> {
    const forwarder = createServer((browser) => {
      const server = connect(port, this.address);
      for (const [from, to] of [[browser, server], [server, browser]] as const) {
        from.setNoDelay(true);
        from.pipe(to);
        from.on("error", () => to.destroy());
        from.on("close", () => to.destroy());
      }
    });
    this.forwarders.push(forwarder);
    await once(forwarder.listen(port, "127.0.0.1"), "listening");
  }

  async set(conditions: Partial<Conditions>, directions = bothDirections, ports: number[] = []): Promise<void> {
    const words = netemArguments({ ...good, ...conditions });
    for (const direction of directions) {
      const on = `dev ${cards[direction]} parent 1:`;
      if (ports.length === 0) {
        await this.command(`tc qdisc replace ${on}1 handle 10: netem ${words}`);
        continue;
      }
      await this.command(`tc qdisc replace ${on}2 handle 20: netem ${words}`);
      await this.command(`tc filter delete ${on} prio 2 || true`);
      for (const port of ports) {
        const end = direction === "up" ? "sport" : "dport";
        await this.command(`tc filter add ${on} protocol ip prio 2 u32 match ip ${end} ${port} 0xffff flowid 1:2`);
      }
    }
  }

  async blockUdp(blocks = true): Promise<void> {
    for (const card of Object.values(cards)) {
      await this.command(
        blocks
          ? `tc filter add dev ${card} parent 1: protocol ip prio 1 u32 match ip protocol 17 0xff flowid 1:3`
          : `tc filter delete dev ${card} parent 1: prio 1`,
      );
    }
  }

  /** A good network again, for the next test. */
  async mend(): Promise<void> {
    await this.set({});
    for (const card of Object.values(cards)) {
      await this.command(`tc qdisc replace dev ${card} parent 1:2 handle 20: netem ${netemArguments(good)}`);
      await this.command(`for each in 1 2; do tc filter delete dev ${card} parent 1: prio $each || true; done`);
    }
  }

  async close(): Promise<void> {
    this.forwarders.forEach((forwarder) => forwarder.close());
    this.namespace.stdin?.end();
    this.router.stdin?.end();
    if (this.router.pid && !this.isGone) {
      const giveUp = setTimeout(() => this.router.kill("SIGKILL"), PATIENCE);
      await once(this.router, "exit");
      clearTimeout(giveUp);
    }
    await rm(this.folder, { recursive: true, force: true });
  }

  private async command(line: string): Promise<void> {
    this.router.stdin?.write(`${line}\n`);
    await this.answer(line);
  }

  private async answer(command = "start"): Promise<void> {
    const answer = await new Promise<string>((said) => {
      if (this.isGone) {
        said("gone");
        return;
      }
      const giveUp = setTimeout(() => said("silent"), PATIENCE);
      this.answers.push((words) => {
        clearTimeout(giveUp);
        said(words);
      });
    });
    if (answer !== "done" && answer !== "ready") {
      throw new Error(`the router: ${answer}: ${command}\n${this.said}`);
    }
  }
}

/** The machine's own files are those of the router, which changes none of them. */
function kernelArguments(folder: string): string[] {
  return [
    "mem=64M",
    "rootfstype=hostfs",
    "rootflags=/",
    "ro",
    `init=${ROUTER}`,
    "con=null",
    "con0=fd:0,fd:1",
    "quiet",
    `uml_dir=${folder}`,
    `vec0:transport=tap,ifname=${browsers.card},depth=64`,
    `vec1:transport=tap,ifname=${server.card},depth=64`,
  ];
}

function netemArguments({ loss, delay, jitter, bitrate }: Conditions): string {
  const words = [];
  if (delay > 0 || jitter > 0) {
    // netem draws from the middle to both sides.
    words.push(`delay ${delay + jitter / 2}ms ${jitter / 2}ms`);
  }
  if (loss > 0) {
    words.push(`loss ${loss * 100}%`);
  }
  let queue = LONGEST_QUEUE;
  // What is not said of a rate leaves the one of before.
  words.push(`rate ${bitrate < Infinity ? bitrate : 0}bit`);
  if (bitrate < Infinity) {
    queue = Math.max(SHORTEST_QUEUE, Math.ceil((bitrate * (QUEUE + delay + jitter)) / 8_000 / PACKET));
  }
  return [`limit ${queue}`, ...words].join(" ");
}

/** Gives a side of the router its address and its way to the other side. */
async function connectTo({ card, address, gateway }: typeof browsers, prefix: string[]): Promise<void> {
  for (const words of [
    ["link", "set", "lo", "up"],
    ["address", "add", address, "dev", card],
    ["link", "set", card, "up"],
    ["route", "add", "default", "via", gateway],
  ]) {
    const [program, ...rest] = [...prefix, "ip", ...words];
    await run(program!, rest);
  }
}

async function run(program: string, words: string[]): Promise<void> {
  const [code] = await once(spawn(program, words, { stdio: "inherit" }), "exit");
  if (code !== 0) {
    throw new Error(`${[program, ...words].join(" ")} failed (${code})`);
  }
}
