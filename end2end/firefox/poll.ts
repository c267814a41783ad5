// Waiting for a state, with a deadline.

/** How often a state is read. */
const everyMilliseconds = 100;
/** How long it is waited for. */
const milliseconds = 60_000;

/** Reads again and again until it is what it shall be, and answers that. */
export async function until<T>(
  what: string,
  read: () => Promise<T>,
  holds: (value: T) => boolean,
  every = everyMilliseconds,
): Promise<T> {
  const giveUp = Date.now() + milliseconds;
  for (;;) {
    const value = await read();
    if (holds(value)) {
      return value;
    }
    if (Date.now() > giveUp) {
      throw new Error(`${what}: not within ${milliseconds / 1000} s, last ${JSON.stringify(value)}`);
    }
    await new Promise((next) => setTimeout(next, every));
  }
}
