// What every test gets: a server, and people who open it in browsers of their own.
//
// Invariants: each person is a browser context of their own; each test ends with no console error, no violation of
// the content security policy and no request to another host, unless it has named the problem.

import { test as base, type BrowserContext, type BrowserContextOptions, expect, type Page } from "@playwright/test";
import { collectMedia } from "./browser-scripts.ts";
import { Outbox } from "./outbox.ts";
import { AdminPage } from "./pages/admin.ts";
import { DashboardPage } from "./pages/dashboard.ts";
import { EndingPage } from "./pages/ending.ts";
import { ForgotPage } from "./pages/forgot.ts";
import { LandingPage } from "./pages/landing.ts";
import { LoginPage } from "./pages/login.ts";
import { PrejoinPage } from "./pages/prejoin.ts";
import { ProfilePage } from "./pages/profile.ts";
import { RegisterPage } from "./pages/register.ts";
import { RoomPage } from "./pages/room.ts";
import { ScheduleDialog } from "./pages/schedule.ts";
import { WaitingPage } from "./pages/waiting.ts";
import { everywhere, type Host, type MediaAddresses, ParleyServer, type Topology } from "./server.ts";
import { Watch } from "./watch.ts";

/** One person with one browser. */
export interface Person {
  context: BrowserContext;
  page: Page;
  landing: LandingPage;
  prejoin: PrejoinPage;
  waiting: WaitingPage;
  room: RoomPage;
  ending: EndingPage;
  register: RegisterPage;
  login: LoginPage;
  forgot: ForgotPage;
  dashboard: DashboardPage;
  schedule: ScheduleDialog;
  profile: ProfilePage;
  admin: AdminPage;
}

export interface PersonOptions extends BrowserContextOptions {
  /** Runs before the first page is made. */
  prepare?: (context: BrowserContext) => Promise<void>;
}

/** The pages of a person in a tab. */
export function inTab(page: Page, context = page.context()): Person {
  return {
    context,
    page,
    landing: new LandingPage(page),
    prejoin: new PrejoinPage(page),
    waiting: new WaitingPage(page),
    room: new RoomPage(page),
    ending: new EndingPage(page),
    register: new RegisterPage(page),
    login: new LoginPage(page),
    forgot: new ForgotPage(page),
    dashboard: new DashboardPage(page),
    schedule: new ScheduleDialog(page),
    profile: new ProfilePage(page),
    admin: new AdminPage(page),
  };
}

interface TestFixtures {
  watch: Watch;
  /** A new person with a browser of their own. */
  person: (options?: PersonOptions) => Promise<Person>;
  /** Somebody starts a meeting and joins it; answers its address. */
  meeting: (host: Person, name: string) => Promise<string>;
  /** New people, the first of whom starts a meeting that all the others join in order. */
  together: (...names: string[]) => Promise<Person[]>;
}

interface WorkerFixtures {
  /** Between whom the server lets media flow. */
  topology: Topology;
  /** Where its media router is. */
  mediaAddresses: MediaAddresses;
  /** Where it runs, if not beside the tests. */
  host: Host | undefined;
  /** What else it is told, as environment variables. */
  settings: Record<string, string>;
  server: ParleyServer;
  /** The mails of the server. */
  outbox: Outbox;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  topology: ["auto", { option: true, scope: "worker" }],
  mediaAddresses: [everywhere, { option: true, scope: "worker" }],

  host: [undefined, { option: true, scope: "worker" }],

  settings: [{}, { option: true, scope: "worker" }],

  server: [
    async ({ topology, mediaAddresses, host, settings }, use) => {
      const server = await ParleyServer.create(topology, mediaAddresses, host, settings);
      await use(server);
      await server.remove();
    },
    { scope: "worker", timeout: 90_000 },
  ],

  outbox: [async ({ server }, use) => use(new Outbox(server.outbox)), { scope: "worker" }],

  baseURL: async ({ server }, use) => use(server.url),

  watch: async ({ server }, use, info) => {
    const watch = new Watch(server.url);
    await use(watch);
    if (info.status !== info.expectedStatus) {
      await info.attach("server log", { body: server.log, contentType: "text/plain" });
      await info.attach("problems", { body: watch.problems.join("\n"), contentType: "text/plain" });
    }
    expect(watch.unexpected, "what pages complained about").toEqual([]);
  },

  person: async ({ browser, server, watch, viewport, hasTouch }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async ({ prepare, ...options } = {}) => {
      const context = await browser.newContext({
        baseURL: server.url,
        viewport,
        hasTouch,
        permissions: ["camera", "microphone", "clipboard-read", "clipboard-write"],
        extraHTTPHeaders: { "x-forwarded-for": someAddress() },
        ...options,
      });
      contexts.push(context);
      await watch.attach(context);
      await collectMedia(context);
      await prepare?.(context);
      return inTab(await context.newPage(), context);
    });
    await Promise.all(contexts.map((context) => context.close()));
  },

  meeting: async ({}, use) => {
    await use(async (host, name) => {
      await host.landing.open();
      await host.landing.startMeeting();
      await host.prejoin.join(name);
      return host.page.url();
    });
  },

  together: async ({ person, meeting }, use) => {
    await use(async (...names) => {
      const people: Person[] = [];
      let address = "";
      for (const name of names) {
        const someone = await person();
        if (address) {
          await someone.prejoin.open(address);
          await someone.prejoin.join(name);
        } else {
          address = await meeting(someone, name);
        }
        people.push(someone);
      }
      return people;
    });
  },
});

/** An address of its own for each person, as behind a proxy: the limits of one client are not those of a test run. */
function someAddress(): string {
  const byte = () => 1 + Math.floor(Math.random() * 254);
  return `10.${byte()}.${byte()}.${byte()}`;
}

export { expect };
