import type { AttributeValue } from '@aws-sdk/client-dynamodb';

export type Item = Readonly<Record<string, AttributeValue>>;

export const textValue = (text: string): AttributeValue => ({ S: text });
export const numberValue = (number: number): AttributeValue => ({ N: String(number) });

export const textsValue = (texts: readonly string[]): AttributeValue => ({ L: texts.map(textValue) });

/** An item of the pairs whose value is there: an absent attribute is not written at all. */
export const itemOf = (pairs: Readonly<Record<string, AttributeValue | undefined>>): Item =>
  Object.fromEntries(
    Object.entries(pairs).filter((pair): pair is [string, AttributeValue] => pair[1] !== undefined),
  );

/** A value for an attribute that may be absent. */
export const ifPresent = <T>(
  value: T | undefined,
  write: (value: T) => AttributeValue,
): AttributeValue | undefined => (value === undefined ? undefined : write(value));

export const textIn = (item: Item, name: string): string => present(item[name]?.S, item, name);

export const textsIn = (item: Item, name: string): string[] =>
  present(item[name]?.L, item, name).map(({ S }) => present(S, item, name));

export const numberIn = (item: Item, name: string): number => Number(present(item[name]?.N, item, name));

export const bytesIn = (item: Item, name: string): Uint8Array => present(item[name]?.B, item, name);

export const optionalNumberIn = (item: Item, name: string): number | undefined =>
  item[name] === undefined ? undefined : numberIn(item, name);

/** As `{ [name]: text }`, or `{}` where the attribute is absent. */
export const optionalTexts = <Name extends string>(item: Item, ...names: Name[]): { [N in Name]?: string } =>
  Object.fromEntries(names.filter((name) => item[name]).map((name) => [name, textIn(item, name)])) as {
    [N in Name]?: string;
  };

function present<T>(value: T | undefined, item: Item, name: string): T {
  if (value !== undefined) return value;
  throw new Error(
    `the item ${item['pk']?.S}/${item['sk']?.S ?? item['sk']?.N} lacks the attribute "${name}"`,
  );
}
