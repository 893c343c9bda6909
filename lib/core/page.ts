/** Some items, and where to go on; no `next` on the last page. `Cursor` is plain JSON. */
export interface Page<Item, Cursor = string> {
  readonly items: readonly Item[];
  readonly next?: Cursor;
}

/** What a caller asks of a list: how many, and the token of the page before. */
export interface PageRequest {
  readonly limit: number;
  readonly token?: string;
}

/** What a caller gets: the sealed token leads to the next page of the same question only. */
export interface SealedPage<Item> {
  readonly items: readonly Item[];
  readonly nextToken?: string;
}
