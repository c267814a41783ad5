// A bad network between the browsers and the server's media port: loss, delay, jitter, a narrow line, no UDP.
//
// The server listens on one loopback address and tells browsers another address; there this relay listens, on the same
// port. The kernel need not be able to do anything for it (no `tc netem`), and nobody need be root.
//
// Invariants: each address of a browser is a line of its own, with a source address of its own towards the server; what
// is lost and how late the rest comes follows from the order of the datagrams and the seed alone; TCP passes as it is.

import { createSocket, type RemoteInfo, type Socket as UdpSocket } from "node:dgram";
import { connect, createServer, type Server, type Socket as TcpSocket } from "node:net";
import { bothDirections, type Conditions, type Direction, good, type Network, QUEUE } from "./network.ts";

/** Where the server is told to listen, and where it tells browsers to find it. */
export const serverSide = "127.0.0.1";
export const browserSide = "127.0.0.2";

/** What may pass at once after a pause, in milliseconds of the line. */
const BURST = 20;

/** Bytes that the kernel keeps while the tests are busy: nothing is to be lost that is not to be lost. */
const BUFFER = 1 << 20;

/** What passes in one direction of one line. */
class Way {
  /** When a narrow line has carried all that it has taken so far. */
  private free = 0;

  constructor(
    private readonly random: () => number,
    private readonly send: (datagram: Buffer) => void,
  ) {}

  take(datagram: Buffer, conditions: Conditions): void {
    const { loss, delay, jitter, bitrate } = conditions;
    // Drawn for each, so that the one draw does not depend on the other.
    const [luck, lateness] = [this.random(), this.random() * jitter];
    const now = performance.now();
    if (luck < loss || this.free - now > QUEUE) {
      return;
    }
    this.free = Math.max(this.free, now - BURST) + (datagram.length * 8_000) / bitrate;
    const wait = Math.max(0, this.free - now) + delay + lateness;
    if (wait < 1) {
      this.send(datagram);
    } else {
      setTimeout(() => this.send(datagram), wait);
    }
  }
}

/** One address of a browser. */
class Line {
  readonly up: Way;
  readonly down: Way;
  /** Its address towards the server. */
  private upstream: UdpSocket;
  /** Once it is closed, what is still under way goes nowhere. */
  private open = true;

  constructor(
    seed: number,
    private readonly serverPort: number,
    toBrowser: (datagram: Buffer) => void,
    private readonly fromServer: (line: Line, datagram: Buffer) => void,
  ) {
    this.up = new Way(sequence(seed), (datagram) => this.open && this.upstream.send(datagram, serverPort, serverSide));
    this.down = new Way(sequence(seed + 1), (datagram) => this.open && toBrowser(datagram));
    this.upstream = this.listen();
  }

  /** The server sees another source address from now on; what it sends to the one before is lost. */
  move(): void {
    const before = this.upstream;
    this.upstream = this.listen();
    before.close();
  }

  close(): void {
    this.open = false;
    this.upstream.close();
  }

  private listen(): UdpSocket {
    const socket = createSocket({ type: "udp4", recvBufferSize: BUFFER });
    socket.on("message", (datagram, from) => {
      if (socket === this.upstream && from.port === this.serverPort) {
        this.fromServer(this, datagram);
      }
    });
    // A server that is not there is silence, as on any network.
    socket.on("error", () => {});
    return socket;
  }
}

export class Relay implements Network {
  /** By the address of the browser. */
  private readonly lines = new Map<string, Line>();
  private readonly own = new Map<number, Partial<Record<Direction, Conditions>>>();
  private readonly streams = new Set<TcpSocket>();
  private readonly all: Record<Direction, Conditions> = { up: good, down: good };
  private readonly dead = new Set<string>();
  private blocksUdp = false;

  private constructor(
    private readonly port: number,
    private readonly seed: number,
    private readonly udp: UdpSocket,
    private readonly tcp: Server,
  ) {}

  /** Stands before the media port of a server, where browsers are told to find it, and is a good network at first. */
  static async create(mediaPort: number, seed: number, address = browserSide): Promise<Relay> {
    const [udp, tcp] = [createSocket({ type: "udp4", recvBufferSize: BUFFER }), createServer()];
    const network = new Relay(mediaPort, seed, udp, tcp);
    udp.on("message", (datagram, from) => network.fromBrowser(datagram, from));
    tcp.on("connection", (browser) => network.passThrough(browser));
    await new Promise<void>((done, failed) => {
      udp.once("error", failed);
      udp.bind(mediaPort, address, done);
    });
    await new Promise<void>((done, failed) => {
      tcp.once("error", failed);
      tcp.listen(mediaPort, address, done);
    });
    return network;
  }

  /** From now on datagrams fare so: of everybody, or of the browser with these ports. */
  async set(conditions: Partial<Conditions>, directions = bothDirections, ports?: number[]): Promise<void> {
    for (const direction of directions) {
      const all = { ...good, ...conditions };
      if (!ports) {
        this.all[direction] = all;
      }
      for (const port of ports ?? []) {
        this.own.set(port, { ...this.own.get(port), [direction]: all });
      }
    }
  }

  /** Lets no datagram pass any more, or all again. */
  async blockUdp(blocks = true): Promise<void> {
    this.blocksUdp = blocks;
  }

  /** Everybody comes to the server from another address. */
  change(): void {
    this.lines.forEach((line) => line.move());
  }

  /** Nobody gets anywhere any more from the addresses they have: as after a change to another interface. */
  abandon(): void {
    for (const [address, line] of this.lines) {
      this.dead.add(address);
      line.close();
    }
    this.lines.clear();
  }

  async close(): Promise<void> {
    this.lines.forEach((line) => line.close());
    this.streams.forEach((stream) => stream.destroy());
    await new Promise<void>((done) => this.udp.close(done));
    await new Promise<void>((done) => this.tcp.close(() => done()));
  }

  private fromBrowser(datagram: Buffer, from: RemoteInfo): void {
    const address = `${from.address}:${from.port}`;
    if (this.blocksUdp || this.dead.has(address)) {
      return;
    }
    const line = this.lines.get(address) ?? this.line(from);
    this.lines.set(address, line);
    line.up.take(datagram, this.conditions(from.port, "up"));
  }

  private line({ address, port }: RemoteInfo): Line {
    const toBrowser = (datagram: Buffer) => this.udp.send(datagram, port, address);
    const fromServer = (line: Line, datagram: Buffer) => {
      if (!this.blocksUdp) {
        line.down.take(datagram, this.conditions(port, "down"));
      }
    };
    return new Line(this.seed + 2 * this.lines.size, this.port, toBrowser, fromServer);
  }

  private conditions(port: number, direction: Direction): Conditions {
    return this.own.get(port)?.[direction] ?? this.all[direction];
  }

  private passThrough(browser: TcpSocket): void {
    const server = connect(this.port, serverSide);
    for (const [from, to] of [
      [browser, server],
      [server, browser],
    ] as const) {
      this.streams.add(from);
      from.setNoDelay(true);
      from.pipe(to);
      from.on("error", () => to.destroy());
      from.on("close", () => {
        this.streams.delete(from);
        to.destroy();
      });
    }
  }
}

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
function sequence(seed: number): () => number {
  let state = Math.imul(seed, 0x9e3779b1);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
