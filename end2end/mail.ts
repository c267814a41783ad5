// A mail taken apart (RFC 2045, RFC 2046), as far as those go that the server writes.

/** A calendar in a mail, and what it asks its reader's program to do. */
export interface MailCalendar {
  method: string;
  text: string;
}

export interface Mail {
  to: string;
  subject: string;
  /** The plain words. */
  text: string;
  calendar: MailCalendar | undefined;
}

interface Part {
  type: string;
  parameters: Map<string, string>;
  body: string;
}

/** Reads the head, the plain words, and the calendar if there is one. */
export function parseMail(source: string): Mail {
  const [head] = split(source.replaceAll("\r\n", "\n"));
  const all = parts(source.replaceAll("\r\n", "\n"));
  const calendar = all.find((part) => part.type === "text/calendar");
  return {
    to: header(head, "To"),
    subject: words(header(head, "Subject")),
    text: all.find((part) => part.type === "text/plain")?.body ?? "",
    calendar: calendar && { method: calendar.parameters.get("method") ?? "", text: calendar.body },
  };
}

/** All parts that are no containers, in order. */
function parts(source: string): Part[] {
  const [head, body] = split(source);
  const [type = "", ...rest] = (header(head, "Content-Type") || "text/plain").split(";").map((word) => word.trim());
  const parameters = new Map(
    rest.map((word): [string, string] => {
      const [name = "", value = ""] = word.split(/=(.*)/s);
      return [name.toLowerCase(), value.replace(/^"(.*)"$/s, "$1")];
    }),
  );
  const boundary = parameters.get("boundary");
  if (boundary === undefined) {
    const decoded = decode(body, header(head, "Content-Transfer-Encoding").toLowerCase());
    return [{ type: type.toLowerCase(), parameters, body: decoded }];
  }
  const inside = `\n${body}`.split(`\n--${boundary}`).slice(1, -1);
  return inside.flatMap((part) => parts(part.replace(/^[ \t]*\n/, "")));
}

/** Head and body. */
function split(source: string): [head: string, body: string] {
  if (source.startsWith("\n")) {
    return ["", source.slice(1)];
  }
  const end = source.indexOf("\n\n");
  return end < 0 ? [source, ""] : [source.slice(0, end), source.slice(end + 2)];
}

function header(head: string, name: string): string {
  const unfolded = head.replace(/\n[ \t]+/g, " ");
  return new RegExp(`^${name}: *(.*)$`, "im").exec(unfolded)?.[1] ?? "";
}

function decode(body: string, encoding: string): string {
  if (encoding === "base64") {
    return Buffer.from(body, "base64").toString();
  }
  return encoding === "quoted-printable" ? fromQuoted(body.replace(/=\n/g, "")) : body;
}

/** `=C3=A9` is é. */
function fromQuoted(text: string): string {
  const bytes = text.replace(/=([0-9A-Fa-f]{2})/g, (_, digits: string) => String.fromCharCode(parseInt(digits, 16)));
  // What is no escape is ASCII.
  return Buffer.from(bytes, "latin1").toString();
}

/** Words of a header in another form than ASCII (RFC 2047). */
function words(value: string): string {
  return value.replace(/\?=\s+=\?/g, "?==?").replace(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_, kind: string, text: string) =>
    kind.toLowerCase() === "b" ? Buffer.from(text, "base64").toString() : fromQuoted(text.replaceAll("_", " ")),
  );
}
