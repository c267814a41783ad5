// Calendars as other programs read them.
//
// Invariants: nothing here shares code with Parley; what says when meetings are is ics_check.py.

import { spawn } from "node:child_process";
import { access } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "@playwright/test";

const folder = dirname(fileURLToPath(import.meta.url));

/** The Python that has the packages of requirements.txt. */
const python =
  process.env.PARLEY_TEST_ICS_PYTHON ??
  resolve(folder, "..", process.env.CARGO_TARGET_DIR ?? "target", "python/bin/python");

/** A meeting, or one time of a series. */
export interface FoundMeeting {
  uid: string;
  summary: string;
  start: string;
  end: string;
  sequence: number;
  status: string;
}

interface Answer {
  meetings: FoundMeeting[];
  meetings_by_own_zones: FoundMeeting[];
}

/** The meetings between two moments. The zones that the calendar describes are compared with those known by name. */
export async function readMeetings(calendar: string, from: Date, to: Date): Promise<FoundMeeting[]> {
  await access(python).catch(() => {
    throw new Error(`no Python at ${python}: cargo xtask test makes it, or PARLEY_TEST_ICS_PYTHON names one`);
  });
  const answer = JSON.parse(await run(["--json", from.toISOString(), to.toISOString()], calendar)) as Answer;
  expect(answer.meetings_by_own_zones, "by the zones that the calendar describes").toEqual(answer.meetings);
  return answer.meetings;
}

async function run(words: string[], input: string): Promise<string> {
  const child = spawn(python, ["-B", join(folder, "ics_check.py"), ...words], { stdio: ["pipe", "pipe", "pipe"] });
  let out = "";
  let problems = "";
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (problems += chunk.toString()));
  const ended = new Promise<number | null>((done, failed) => {
    child.once("error", failed);
    child.once("close", done);
  });
  child.stdin.end(input);
  const code = await ended;
  if (code !== 0) {
    throw new Error(`ics_check.py failed (${code})\n${problems}\n${input}`);
  }
  return out;
}

/** The values of a property, in order, with those of its parameters before them: `TZID=Europe/Berlin:20260312T180000`. */
export function values(calendar: string, property: string): string[] {
  const lines = calendar.replace(/\r?\n[ \t]/g, "").split(/\r?\n/);
  const found = lines.filter((line) => new RegExp(`^${property}[;:]`).test(line));
  return found.map((line) => line.slice(property.length + 1));
}

/** The one value of a property that occurs once. */
export function value(calendar: string, property: string): string {
  const all = values(calendar, property);
  expect(all, `${property} occurs once`).toHaveLength(1);
  return all[0]!;
}
