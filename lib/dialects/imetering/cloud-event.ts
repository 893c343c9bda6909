import { Numeral } from '../../core/decimal.ts';
import { glimpse, refusal } from '../../core/event-refusal.ts';
import { isJsonObject } from '../../core/json-object.ts';
import type { UsageEventDraft } from '../../core/usage-event.ts';

type Fields = Readonly<Record<string, unknown>>;

/**
 * A structured CloudEvent 1.0: `source` and `id` together are the event id, `subject` is the customer, `type` the meter,
 * `data.value` the value, other scalars of `data` the dimensions.
 */
export function draftFromCloudEvent(event: Fields): UsageEventDraft {
  const { specversion, id, source, type, subject, time, data } = event;
  const named = { meterId: type, customerId: subject };
  if (specversion !== '1.0')
    return { ...named, refused: refuse('specversion', specversion, 'expected "1.0"') };
  for (const [field, seen] of Object.entries({ id, source })) {
    if (typeof seen !== 'string' || seen === '') {
      return { ...named, refused: refusal('id.invalid', field, seen, 'expected a text') };
    }
  }
  if (event['data_base64'] !== undefined) {
    return { ...named, refused: refuse('data_base64', event['data_base64'], 'expected JSON under data') };
  }
  if (data !== undefined && data !== null && !isJsonObject(data)) {
    return { ...named, refused: refuse('data', data, 'expected an object') };
  }
  const { value, ...others } = (data ?? {}) as Fields;
  const dimensions = Object.fromEntries(Object.entries(others).filter(([, seen]) => !isNested(seen)));
  return { ...named, id: joined(String(source), String(id)), value, time, dimensions };
}

/** The length in front keeps apart what a separator would confuse. */
const joined = (source: string, id: string): string => `${source.length}:${source}${id}`;

const refuse = (field: string, seen: unknown, expected: string) => ({
  code: 'request.malformed' as const,
  message: `${field}: ${expected}, got ${glimpse(seen)}`,
});

const isNested = (seen: unknown): boolean =>
  typeof seen === 'object' && seen !== null && !(seen instanceof Numeral);

/** The attributes that binary mode carries in headers, as the structured form has them. */
export function cloudEventFromHeaders(
  headers: Readonly<Record<string, string>>,
  data: unknown,
): Fields | undefined {
  if (headers['ce-specversion'] === undefined) return undefined;
  const attributes = Object.entries(headers)
    .filter(([name]) => name.startsWith('ce-'))
    .map(([name, value]) => [name.slice(3), percentDecoded(value)]);
  return { ...Object.fromEntries(attributes), data };
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not encoded at all, then: the header says what it says.
    return text;
  }
}
