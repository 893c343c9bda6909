import { type DynamoDBClient, paginateQuery, type QueryCommandInput } from '@aws-sdk/client-dynamodb';
import type { Item } from './item.ts';

/** The items of a query, page after page; a page behind the last item that is taken is never asked for. */
export async function* queryItems(
  client: DynamoDBClient,
  input: QueryCommandInput,
): AsyncGenerator<Item, void, void> {
  for await (const { Items = [] } of paginateQuery({ client }, input)) yield* Items;
}
