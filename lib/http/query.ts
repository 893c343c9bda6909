import { type Instant, isCalendar, readInstant } from '../core/instant.ts';
import { type Problem, refuseMalformed } from '../core/metering-error.ts';

/** A `+` in front of an offset that a client forgot to encode arrives as a blank; it is taken for itself. */
export const withPlus = (time: string): string => time.replace(' ', '+');

/**
 * Reads a query string field by field and refuses it once, with every problem in it; a parameter that nobody asked
 * about is a problem too, because a filter that is misspelt would answer with another number.
 */
export class QueryReader {
  readonly #query: URLSearchParams;
  readonly #problems: Problem[] = [];
  readonly #known = new Set<string>();

  constructor(query: URLSearchParams) {
    this.#query = query;
  }

  problem(path: string, message: string, value: unknown): undefined {
    this.#problems.push({ path, message, value });
    return undefined;
  }

  text(name: string): string | undefined {
    const values = this.#take(name);
    if (values.length > 1) return this.problem(name, 'is given more than once', values.slice(0, 5));
    return values[0];
  }

  /**
   * Any number of texts: a parameter given once is a list by commas, `%2C` inside a part being a comma of its own;
   * one given several times is taken word by word.
   */
  texts(name: string): readonly string[] | undefined {
    const values = this.#take(name);
    if (values.length === 0) return undefined;
    if (values.length > 1) return values;
    return (values[0] ?? '')
      .split(',')
      .map((part) => part.replace(/%(2c|25)/gi, (code) => (code === '%25' ? '%' : ',')));
  }

  /** The names of the parameters that begin so. */
  names(prefix: string): readonly string[] {
    return [...new Set(this.#query.keys())].filter((name) => name.startsWith(prefix));
  }

  flag(name: string): boolean {
    const text = this.text(name);
    if (text === undefined || text === 'false') return false;
    if (text !== 'true') this.problem(name, 'expected true or false', text);
    return true;
  }

  integer(name: string, bounds: { least: number; most: number; otherwise: number }): number {
    const text = this.text(name);
    if (text === undefined) return bounds.otherwise;
    const number = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
    if (number >= bounds.least && number <= bounds.most) return number;
    this.problem(name, `expected a whole number from ${bounds.least} to ${bounds.most}`, text);
    return bounds.otherwise;
  }

  /** RFC 3339, or epoch milliseconds. */
  instant(name: string): Instant | undefined {
    const seen = this.text(name);
    if (seen === undefined) return undefined;
    const text = withPlus(seen);
    const at = /^-?\d{1,15}$/.test(text) ? Number(text) : readInstant(text);
    return at !== undefined && isCalendar(at)
      ? at
      : this.problem(name, 'expected RFC 3339 with an offset, or epoch milliseconds', text);
  }

  /** Epoch seconds. */
  seconds(name: string): Instant | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    if (/^\d{1,12}$/.test(text) && isCalendar(Number(text) * 1000)) return Number(text) * 1000;
    return this.problem(name, 'expected epoch seconds', text);
  }

  /** Refuses with `request.malformed` when anything was wrong. */
  done(): void {
    for (const name of new Set(this.#query.keys())) {
      if (!this.#known.has(name))
        this.problem(name, 'is not a parameter of this route', this.#query.get(name));
    }
    refuseMalformed(this.#problems);
  }

  #take(name: string): string[] {
    this.#known.add(name);
    return this.#query.getAll(name);
  }
}
