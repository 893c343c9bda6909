/** Where identifiers come from. */
export interface Ids {
  /** Unique and unguessable, 1 to 64 characters. */
  random(): string;
  /** The same text always gives the same id, no two texts the same; 1 to 64 characters. */
  digest(text: string): string;
}
