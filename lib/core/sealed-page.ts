import type { Page, SealedPage } from './page.ts';
import type { Ports } from './ports/index.ts';

/** The cursor inside a caller's token, as `{ after }`; `{}` for the first page. */
export async function resumeAfter<Cursor>(
  ports: Pick<Ports, 'pageTokens'>,
  scope: string,
  token: string | undefined,
): Promise<{ after?: Cursor }> {
  // A token that opens was sealed by us for this scope, hence the cursor is of the type that was sealed.
  return token === undefined ? {} : { after: (await ports.pageTokens.open(scope, token)) as Cursor };
}

/** A store's page as a caller may hold it. */
export async function sealNext<Item, Cursor>(
  ports: Pick<Ports, 'pageTokens'>,
  scope: string,
  page: Page<Item, Cursor>,
): Promise<SealedPage<Item>> {
  if (page.next === undefined) return { items: page.items };
  return { items: page.items, nextToken: await ports.pageTokens.seal(scope, page.next) };
}
