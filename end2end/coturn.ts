// The real coturn by the recipe of `deploy/`, on an address of this machine's loopback interface, for the tests of one worker.
//
// Invariants: what the recipe says holds, but that it may reach this machine, on which everybody of a test is; nothing is
// ended that was not started here.

import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes, randomInt } from "node:crypto";
import { createSocket } from "node:dgram";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const recipe = new URL("../deploy/coturn/turnserver.conf", import.meta.url);

/** A Binding request (RFC 8489, section 6). */
const BINDING = Buffer.from("000100002112a442", "hex");

/** Characters of what it said that are kept. */
const MOST_SAID = 4_000;

export class Coturn {
  private said = "";
  private failed: Error | undefined;

  private constructor(
    /** Where it listens and where its relays are. */
    readonly address: string,
    private readonly port: number,
    private readonly secret: string,
    private readonly folder: string,
    private readonly process: ChildProcess,
  ) {
    process.once("error", (error) => (this.failed = error));
    for (const output of [process.stdout, process.stderr]) {
      output?.on("data", (chunk: Buffer) => (this.said = (this.said + chunk.toString()).slice(-MOST_SAID)));
    }
  }

  /** Starts one and waits until it answers. */
  static async create(): Promise<Coturn> {
    const address = `127.${randomInt(1, 128)}.${randomInt(256)}.${randomInt(1, 255)}`;
    const port = await freePort(address);
    const secret = randomBytes(32).toString("hex");
    const text = changed(await readFile(recipe, "utf8"), secret, port);
    const folder = await mkdtemp(join(tmpdir(), "parley-coturn-"));
    const file = join(folder, "turnserver.conf");
    await writeFile(file, text);
    const own = [`--listening-ip=${address}`, `--relay-ip=${address}`, "--no-tls", "--allow-loopback-peers"];
    const files = [`--pidfile=${join(folder, "pid")}`, `--userdb=${join(folder, "users")}`, "--log-file=stdout"];
    const program = process.env.PARLEY_TEST_TURNSERVER ?? "turnserver";
    const child = spawn(program, ["-c", file, ...own, ...files], { stdio: ["ignore", "pipe", "pipe"] });
    const coturn = new Coturn(address, port, secret, folder, child);
    if (!(await coturn.answers())) {
      await coturn.close();
      throw new Error(`coturn does not answer: ${coturn.failed?.message ?? coturn.said}`);
    }
    return coturn;
  }

  /** What a server is told, as environment variables, so that it sends people here. */
  get settings(): Record<string, string> {
    return {
      PARLEY__ICE__SERVERS: `turn:${this.address}:${this.port}`,
      PARLEY__ICE__TURN_SECRET: this.secret,
    };
  }

  async close(): Promise<void> {
    if (this.isRunning) {
      const gone = new Promise((done) => this.process.once("exit", done));
      this.process.kill("SIGKILL");
      await gone;
    }
    await rm(this.folder, { recursive: true, force: true });
  }

  private get isRunning(): boolean {
    return !this.failed && this.process.exitCode === null && this.process.signalCode === null;
  }

  /** Sends Binding requests until one is answered. */
  private async answers(): Promise<boolean> {
    const socket = createSocket("udp4");
    let answered = false;
    socket.on("message", () => (answered = true));
    const giveUp = Date.now() + 30_000;
    while (!answered && this.isRunning && Date.now() < giveUp) {
      socket.send(Buffer.concat([BINDING, randomBytes(12)]), this.port, this.address);
      await new Promise((next) => setTimeout(next, 50));
    }
    socket.close();
    return answered;
  }
}

/** The recipe with what an operator has to change, and with this machine allowed. */
function changed(text: string, secret: string, port: number): string {
  const changes: [string, string][] = [
    ["=THE-SAME-SECRET", `=${secret}`],
    ["listening-port=3478", `listening-port=${port}`],
    ["denied-peer-ip=127.0.0.0-127.255.255.255", "allowed-peer-ip=127.0.0.0-127.255.255.255"],
  ];
  return changes.reduce((text, [from, to]) => {
    if (!text.includes(from)) {
      throw new Error(`${from} is not in the recipe`);
    }
    return text.replace(from, to);
  }, text);
}

async function freePort(address: string): Promise<number> {
  const probe = createSocket("udp4");
  probe.bind(0, address);
  await once(probe, "listening");
  const { port } = probe.address();
  await new Promise<void>((closed) => probe.close(closed));
  return port;
}
