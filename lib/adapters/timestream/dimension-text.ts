import { type Dimensions, dimensionsOf } from '../../core/event-dimensions.ts';
import { ESCAPED_PATTERN, escaped, unescaped } from './escaped.ts';

const NEXT = '!;';
const VALUE = '!=';

/** All dimensions of an event in one text, from which a pattern takes one: `!;plan!=pro!;region!=eu!;`. */
export function dimensionText(dimensions: Dimensions): string {
  const pairs = [...dimensionsOf(dimensions)].map(([name, text]) => escaped(name) + VALUE + escaped(text));
  return NEXT + pairs.map((pair) => pair + NEXT).join('');
}

export function readDimensionText(text: string): Dimensions {
  const pairs = text.split(NEXT).slice(1, -1);
  return dimensionsOf(
    pairs.map((pair) => {
      const at = pair.indexOf(VALUE);
      return [unescaped(pair.slice(0, at)), unescaped(pair.slice(at + VALUE.length))] as const;
    }),
  );
}

/**
 * Finds one dimension; its first group is the marked text (`=` and the escaped text), so that an empty one differs
 * from none at all. For Java's patterns and RE2 alike.
 */
export const dimensionPattern = (name: string): string =>
  `!;${literally(escaped(name))}!(=${ESCAPED_PATTERN})!;`;

/** A group's text as queries compare and order it: absent before present, never NULL. */
export const markedText = (text: string | null): string => (text === null ? '' : `=${escaped(text)}`);

export const readMarkedText = (marked: string): string | null =>
  marked === '' ? null : unescaped(marked.slice(1));

const literally = (text: string): string => text.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&');
