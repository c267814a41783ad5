// The real server as a process of its own, for the tests of one worker.
//
// Invariants: it has its own data folder and its own ports, keeps all over a restart, and nothing is ended that was
// not started here.

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { networkInterfaces, tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const repository = resolve(dirname(fileURLToPath(import.meta.url)), "..");

/** Between whom media flow (`media.topology`). */
export type Topology = "auto" | "mesh" | "sfu";

/** Where the media router listens, and where it says that it is, if that is another address. */
export interface MediaAddresses {
  listen: string;
  announced?: string;
}

/** Where the server runs. */
export interface Host {
  /** At which address it listens there. */
  address: string;
  /** What goes before a command, so that it runs there. */
  prefix: string[];
  /** Makes a port of it the same one of this machine's loopback address. */
  forward(port: number): Promise<void>;
}

const thisMachine: Host = { address: "127.0.0.1", prefix: [], forward: async () => {} };

/** As without any setting. */
export const everywhere: MediaAddresses = { listen: "0.0.0.0" };

export class ParleyServer {
  private process: ChildProcess | undefined;
  private output = "";

  private constructor(
    readonly port: number,
    readonly mediaPort: number,
    private readonly topology: Topology,
    private readonly media: MediaAddresses,
    private readonly dataFolder: string,
    private readonly host: Host,
    private readonly settings: Record<string, string>,
  ) {}

  /** Where people open it. */
  get url(): string {
    return `http://localhost:${this.port}`;
  }

  /** Where it says that its media router is: what it announces, or where it listens, which may be all of this machine. */
  get mediaAddresses(): string[] {
    if (this.media.announced) {
      return [this.media.announced];
    }
    return this.media.listen === "0.0.0.0" ? ownAddresses() : [this.media.listen];
  }

  /** What the server wrote, for the report of a failed test. */
  get log(): string {
    return this.output;
  }

  /** Where mails go that have no other way out. */
  get outbox(): string {
    return join(this.dataFolder, "outbox");
  }

  /** Starts a server on free ports with an empty data folder. */
  static async create(
    topology: Topology = "auto",
    media = everywhere,
    host = thisMachine,
    settings: Record<string, string> = {},
  ): Promise<ParleyServer> {
    const folder = await mkdtemp(join(tmpdir(), "parley-end2end-"));
    const server = new ParleyServer(await freePort(), await freePort(), topology, media, folder, host, settings);
    await host.forward(server.port);
    await server.start();
    return server;
  }

  /** Starts it, on the same port and data as before, and waits until it answers. */
  async start(): Promise<void> {
    const child = this.spawn(["serve"]);
    this.process = child;
    child.stdout?.on("data", (chunk: Buffer) => (this.output += chunk.toString()));
    child.stderr?.on("data", (chunk: Buffer) => (this.output += chunk.toString()));
    await this.ready(child);
  }

  /** Runs another command of the program on the same data, and waits until it is done. */
  async command(words: string[], input: string): Promise<void> {
    const child = this.spawn(words);
    let said = "";
    child.stdout?.on("data", (chunk: Buffer) => (said += chunk.toString()));
    child.stderr?.on("data", (chunk: Buffer) => (said += chunk.toString()));
    const ended = new Promise<number | null>((done, failed) => {
      child.once("error", failed);
      child.once("close", (code) => done(code));
    });
    child.stdin?.end(input);
    const code = await ended;
    if (code !== 0) {
      throw new Error(`parley ${words.join(" ")} failed (${code})\n${said}`);
    }
  }

  /** Ends it at once (`SIGKILL`) or asks it to end (`SIGTERM`), and waits until it is gone. */
  async stop(signal: "SIGKILL" | "SIGTERM"): Promise<void> {
    const child = this.process;
    this.process = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) {
      return;
    }
    const gone = new Promise<void>((done) => child.once("exit", () => done()));
    child.kill(signal);
    await gone;
  }

  /** Ends it and removes its data. */
  async remove(): Promise<void> {
    await this.stop("SIGKILL");
    await rm(this.dataFolder, { recursive: true, force: true });
  }

  private spawn(words: string[]): ChildProcess {
    const binary = process.env.PARLEY_BIN;
    if (!binary) {
      throw new Error("PARLEY_BIN must name the server binary (cargo xtask test sets it)");
    }
    const [program, ...rest] = [...this.host.prefix, binary, ...words];
    return spawn(program!, rest, {
      cwd: this.dataFolder,
      env: {
        ...process.env,
        PARLEY_SITE_ROOT: process.env.PARLEY_SITE_ROOT ?? join(repository, "target/site"),
        PARLEY__HTTP__LISTEN: `${this.host.address}:${this.port}`,
        PARLEY__HTTP__PUBLIC_URL: this.url,
        PARLEY__HTTP__TRUSTED_PROXIES: "1",
        PARLEY__MEDIA__TOPOLOGY: this.topology,
        PARLEY__MEDIA__LISTEN: `${this.media.listen}:${this.mediaPort}`,
        ...(this.media.announced && { PARLEY__MEDIA__PUBLIC_ADDRESSES: this.media.announced }),
        PARLEY__DATA_DIR: this.dataFolder,
        ...this.settings,
        NO_COLOR: "1",
      },
      stdio: ["pipe", "pipe", "pipe"],
    });
  }

  private async ready(child: ChildProcess): Promise<void> {
    let failed: Error | undefined;
    child.once("error", (error) => (failed = error));
    const giveUp = Date.now() + 60_000;
    while (Date.now() < giveUp) {
      if (failed || child.exitCode !== null) {
        throw new Error(`the server ended: ${failed?.message ?? child.exitCode}\n${this.output}`);
      }
      const answer = await fetch(`http://127.0.0.1:${this.port}/readyz`).catch(() => undefined);
      if (answer?.ok) {
        return;
      }
      await new Promise((next) => setTimeout(next, 50));
    }
    throw new Error(`the server does not become ready\n${this.output}`);
  }
}

async function freePort(): Promise<number> {
  return new Promise((found, failed) => {
    const probe = createServer();
    probe.once("error", failed);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      const port = typeof address === "object" && address ? address.port : 0;
      probe.close(() => found(port));
    });
  });
}

/** The addresses of IPv4 at which others find this machine; where there is no network, the loopback one. */
export function ownAddresses(): string[] {
  const all = Object.values(networkInterfaces()).flatMap((of) => of ?? []);
  const reached = all.filter(({ family, internal, address }) => {
    return family === "IPv4" && !internal && !address.startsWith("169.254.");
  });
  return reached.length > 0 ? reached.map(({ address }) => address) : ["127.0.0.1"];
}
