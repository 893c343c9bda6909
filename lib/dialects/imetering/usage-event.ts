import { Numeral } from '../../core/decimal.ts';
import { type EventRefusal, type EventRefusalCode, glimpse } from '../../core/event-refusal.ts';
import type { UsageEventDraft } from '../../core/usage-event.ts';
import { draftFromCloudEvent } from './cloud-event.ts';

type Fields = Readonly<Record<string, unknown>>;

/** The names of each field, ours first; the code that refuses two of them that disagree. */
const names = {
  id: { aliases: ['id', 'uniqueId'], code: 'id.invalid' },
  meterId: { aliases: ['meterId', 'meterApiName'], code: 'meter.not-found' },
  customerId: { aliases: ['customerId', 'tenantId'], code: 'customer.missing' },
  value: { aliases: ['value', 'meterValue'], code: 'value.invalid' },
  time: { aliases: ['time', 'meterTimeInMillis'], code: 'time.out-of-bounds' },
} as const satisfies Record<string, { aliases: readonly string[]; code: EventRefusalCode }>;

const known = new Set<string>([...Object.values(names).flatMap(({ aliases }) => aliases), 'dimensions']);

/**
 * An event as the core reads it, from any of the forms we accept: our own fields and their aliases; SBT's convention
 * (`meterApiName` or `meterValue` present), where every other key is a dimension; a structured CloudEvent.
 */
export function draftFrom(event: Fields): UsageEventDraft {
  if ('specversion' in event) return draftFromCloudEvent(event);
  const draft: { -readonly [Field in keyof UsageEventDraft]: UsageEventDraft[Field] } = {};
  for (const [field, { aliases, code }] of Object.entries(names)) {
    const [first, second] = aliases.filter((alias) => present(event[alias]));
    if (first === undefined) continue;
    if (second !== undefined && !alike(event[first], event[second])) {
      const message = `${second}: ${glimpse(event[second])} differs from ${first}, which says ${glimpse(event[first])}`;
      draft.refused ??= { code, message };
    }
    draft[field as keyof typeof names] = event[first];
  }
  const others = Object.keys(event).filter((key) => !known.has(key));
  const byConvention = present(event['meterApiName']) || present(event['meterValue']);
  draft.dimensions = byConvention ? withOthers(event, others, draft) : event['dimensions'];
  if (!byConvention && others.length > 0) draft.refused ??= unknownField(others[0] ?? '');
  return draft;
}

const present = (value: unknown): boolean => value !== undefined && value !== null;

const alike = (a: unknown, b: unknown): boolean =>
  a instanceof Numeral && b instanceof Numeral ? a.text === b.text : a === b;

/** Silence would count the event under the wrong group. */
const unknownField = (name: string): EventRefusal => ({
  code: 'dimension.invalid',
  message: `${name.slice(0, 60).toWellFormed()}: is not a field of a usage event; dimensions go under "dimensions"`,
});

function withOthers(event: Fields, others: readonly string[], draft: { refused?: EventRefusal }): unknown {
  const stated = event['dimensions'] ?? {};
  // What is no object is refused by the core, in its words.
  if (typeof stated !== 'object' || Array.isArray(stated) || stated instanceof Numeral) return stated;
  const given = others.filter((key) => present(event[key]));
  const inside = new Map<string, unknown>(Object.entries(stated).filter(([, value]) => present(value)));
  const twice = given.find((key) => inside.has(key));
  if (twice !== undefined) {
    draft.refused ??= { code: 'dimension.invalid', message: `${glimpse(twice)} is given twice` };
  }
  return Object.fromEntries([...given.map((key) => [key, event[key]] as const), ...inside]);
}
