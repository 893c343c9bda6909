import { Numeral } from '../../core/decimal.ts';
import type { Problem } from '../../core/metering-error.ts';
import { printJson } from '../../http/json.ts';

/** A request of megabytes can be wrong in as many places; its answer is not to be as large. */
const MAX_PROBLEMS = 100;
const MAX_TEXT = 200;
const MAX_JSON = 1000;

/** The first hundred problems, each with the value that was seen there; what is long is cut and ends in `…`. */
export const toApiProblems = (problems: readonly Problem[]): readonly Problem[] =>
  problems.slice(0, MAX_PROBLEMS).map(({ path, message, value }) => ({
    path: cut(path),
    message: cut(message),
    ...(value === undefined ? {} : { value: glanceAt(value) }),
  }));

/** The value itself where it is small; else how its JSON begins, as a text. */
function glanceAt(value: unknown): unknown {
  if (typeof value === 'string') return cut(value);
  if (value instanceof Numeral) return value.text.length > MAX_TEXT ? cut(value.text) : value;
  const text = printJson(value);
  return text.length > MAX_JSON ? cut(text) : value;
}

const cut = (text: string): string =>
  text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT).toWellFormed()}…` : text;
