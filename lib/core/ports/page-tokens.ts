/** Seals cursors so that a page token can be neither forged, nor cut, nor used for another question. */
export interface PageTokens {
  /** @param scope the route and parameters that the cursor belongs to */
  seal(scope: string, cursor: unknown): Promise<string>;
  /** The cursor, as it was sealed for this scope. Refuses anything else with `page.invalid`. */
  open(scope: string, token: string): Promise<unknown>;
}
