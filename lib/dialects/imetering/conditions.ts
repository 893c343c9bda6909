/** What a filter on a dimension begins with in a query string. */
export const FILTER = 'filter.';

/** So many texts to select by, in all, bound the question that a store is asked. */
export const MAX_CONDITIONS = 100;

export const countOf = (lists: Iterable<readonly string[]>): number =>
  [...lists].reduce((sum, texts) => sum + texts.length, 0);
