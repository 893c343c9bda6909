/** One request, as a line of an NCSA common or combined log tells it. */
export interface LoggedRequest {
  /** IPv4, IPv6 or a host name, as the server wrote it. */
  readonly address: string;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly time: number;
  /** `GET` and its like; `-` where the request line is not one of HTTP. */
  readonly method: string;
  readonly status: string;
  /** Bytes of the answer; 0 where the log says `-`, which is how servers write "none". */
  readonly bytes: bigint;
}

/** Longer lines are none: no server writes them, and a file that is no log at all may be one such line. */
export const LONGEST_LINE = 65_536;

const QUOTED = String.raw`"((?:[^"\\]|\\.)*)"`;
// A user name may hold blanks. One that begins with `- ` means a host in front of the address, which shifts all fields.
// Nothing is asked of what follows the bytes: servers add fields there, and cut off the last one.
const LINE = new RegExp(
  String.raw`^(\S{1,256}) \S+ (?!- [^[])\S[^[]*? \[([^\]]+)\] ${QUOTED} (\d{3}|-) (\d{1,18}|-)(?: .*)?$`,
  's',
);
const REQUEST = /^([A-Z][A-Z_-]{0,31}) \S(?:.* HTTP\/\d(?:\.\d)?|\S*)$/s;
const TIME = /^(\d{2})\/([A-Z][a-z]{2})\/(\d{4}):(\d{2}):([0-5]\d):([0-5]\d) ([+-])(\d{2})([0-5]\d)$/;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Reads a line, without its end; `undefined` where it is not one of such a log. Never throws. */
export function readLogLine(line: string): LoggedRequest | undefined {
  const [, address, logTime, request, status, bytes] = (line.length <= LONGEST_LINE && LINE.exec(line)) || [];
  const time = readLogTime(logTime ?? '');
  if (address === undefined || status === undefined || time === undefined) return undefined;
  return {
    address,
    time,
    method: REQUEST.exec(request ?? '')?.[1] ?? '-',
    status,
    bytes: bytes === undefined || bytes === '-' ? 0n : BigInt(bytes),
  };
}

/** Reads `17/May/2015:10:05:03 +0000`. */
function readLogTime(text: string): number | undefined {
  const [, day, month = '', year, hour, minute, second, sign, zoneHours, zoneMinutes] = TIME.exec(text) ?? [];
  if (day === undefined || !MONTHS.includes(month) || Number(hour) > 23) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(Number(year), MONTHS.indexOf(month), Number(day));
  date.setUTCHours(Number(hour), Number(minute), Number(second));
  // Days that a month does not have roll over into the next one.
  if (date.getUTCDate() !== Number(day)) return undefined;
  const offset = (Number(zoneHours) * 60 + Number(zoneMinutes)) * 60_000;
  return date.getTime() - (sign === '-' ? -offset : offset);
}
