// What the tests of bad networks do to the network between the browsers and the server's media port.
//
// Two things can do it: `netem.ts`, where the kernel of a Linux in user mode loses, delays and narrows what passes between
// network namespaces, and `relay.ts`, a program of ours, which works on every machine.

/** What happens to packets in one direction. */
export interface Conditions {
  /** Which share is lost, from 0 to 1. */
  loss: number;
  /** Milliseconds that each takes at least. */
  delay: number;
  /** Milliseconds that it may take longer; those behind it may overtake it. */
  jitter: number;
  /** Bits in a second that pass. */
  bitrate: number;
}

export const good: Conditions = { loss: 0, delay: 0, jitter: 0, bitrate: Infinity };

export type Direction = "up" | "down";

export const bothDirections: Direction[] = ["up", "down"];

/** What waits before a narrow line, in milliseconds of that line; what comes on top is lost. */
export const QUEUE = 300;

export interface Network {
  /** From now on packets fare so: of everybody, or of the browser with these ports. */
  set(conditions: Partial<Conditions>, directions?: Direction[], ports?: number[]): Promise<void>;
  /** Lets no datagram pass any more, or all again. */
  blockUdp(blocks?: boolean): Promise<void>;
  close(): Promise<void>;
}

/** Whether the tests run inside a network namespace of their own, where `tc netem` can be had (`cargo xtask test`). */
export const hasNetem = process.env.PARLEY_NETWORK === "netem";
