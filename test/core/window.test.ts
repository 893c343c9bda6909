import { describe, expect, it } from 'vitest';
import {
  type CalendarWindow,
  isTimeZone,
  offsetSpans,
  WINDOW_SIZES,
  windowAt,
} from '../../lib/core/window.ts';

const sizes = WINDOW_SIZES.filter((size) => size !== 'NONE');
const at = (text: string): number => {
  const millis = Date.parse(text);
  if (Number.isNaN(millis)) throw new Error(`not a time: ${text}`);
  return millis;
};
const [EARLIEST, LATEST] = [at('2000-01-01T00:00:00Z'), at('2040-01-01T00:00:00Z')];
const bounds = (size: CalendarWindow, timeZone: string, text: string): string => {
  const { start, end } = windowAt(size, timeZone, at(text));
  const short = (millis: number): string => new Date(millis).toISOString().replace(/:00\.000Z$/, 'Z');
  return `${short(start)} ${short(end)}`;
};

describe('the window of an instant', () => {
  it.each<[CalendarWindow, string, string, string]>([
    ['MINUTE', 'UTC', '2026-01-01T10:20:30.400Z', '2026-01-01T10:20Z 2026-01-01T10:21Z'],
    ['HOUR', 'UTC', '2026-01-01T10:20:30.400Z', '2026-01-01T10:00Z 2026-01-01T11:00Z'],
    ['DAY', 'UTC', '2026-01-01T10:20:30.400Z', '2026-01-01T00:00Z 2026-01-02T00:00Z'],
    ['WEEK', 'UTC', '2026-01-01T10:20:30.400Z', '2025-12-29T00:00Z 2026-01-05T00:00Z'],
    ['MONTH', 'UTC', '2026-02-28T23:59:59.999Z', '2026-02-01T00:00Z 2026-03-01T00:00Z'],
    ['WEEK', 'UTC', '2026-01-05T00:00:00.000Z', '2026-01-05T00:00Z 2026-01-12T00:00Z'],
    ['WEEK', 'UTC', '2026-01-04T23:59:59.999Z', '2025-12-29T00:00Z 2026-01-05T00:00Z'],
    ['MONTH', 'UTC', '2024-02-29T12:00:00Z', '2024-02-01T00:00Z 2024-03-01T00:00Z'],
    ['MONTH', 'UTC', '2025-12-31T12:00:00Z', '2025-12-01T00:00Z 2026-01-01T00:00Z'],

    // +05:45
    ['MINUTE', 'Asia/Kathmandu', '2026-01-01T00:00:30Z', '2026-01-01T00:00Z 2026-01-01T00:01Z'],
    ['HOUR', 'Asia/Kathmandu', '2026-01-01T00:00:00Z', '2025-12-31T23:15Z 2026-01-01T00:15Z'],
    ['DAY', 'Asia/Kathmandu', '2026-01-01T00:00:00Z', '2025-12-31T18:15Z 2026-01-01T18:15Z'],
    ['WEEK', 'Asia/Kathmandu', '2026-01-04T18:15:00Z', '2026-01-04T18:15Z 2026-01-11T18:15Z'],
    ['MONTH', 'Asia/Kathmandu', '2026-01-31T18:14:59.999Z', '2025-12-31T18:15Z 2026-01-31T18:15Z'],

    // New York: 23 hours on 8 March, 25 on 1 November, when 01:00 comes twice.
    ['DAY', 'America/New_York', '2026-03-08T12:00:00Z', '2026-03-08T05:00Z 2026-03-09T04:00Z'],
    ['DAY', 'America/New_York', '2026-11-01T12:00:00Z', '2026-11-01T04:00Z 2026-11-02T05:00Z'],
    ['HOUR', 'America/New_York', '2026-03-08T06:59:00Z', '2026-03-08T06:00Z 2026-03-08T07:00Z'],
    ['HOUR', 'America/New_York', '2026-03-08T07:00:00Z', '2026-03-08T07:00Z 2026-03-08T08:00Z'],
    ['HOUR', 'America/New_York', '2026-11-01T05:30:00Z', '2026-11-01T05:00Z 2026-11-01T06:00Z'],
    ['HOUR', 'America/New_York', '2026-11-01T06:30:00Z', '2026-11-01T06:00Z 2026-11-01T07:00Z'],
    ['MINUTE', 'America/New_York', '2026-11-01T05:59:59Z', '2026-11-01T05:59Z 2026-11-01T06:00Z'],
    ['MONTH', 'America/New_York', '2026-11-15T00:00:00Z', '2026-11-01T04:00Z 2026-12-01T05:00Z'],
    ['WEEK', 'America/New_York', '2026-03-08T12:00:00Z', '2026-03-02T05:00Z 2026-03-09T04:00Z'],

    // Lord Howe moves by half an hour: an hour of the clock is cut short at each change.
    ['HOUR', 'Australia/Lord_Howe', '2026-04-04T14:45:00Z', '2026-04-04T14:00Z 2026-04-04T15:00Z'],
    ['HOUR', 'Australia/Lord_Howe', '2026-04-04T15:15:00Z', '2026-04-04T15:00Z 2026-04-04T15:30Z'],
    ['HOUR', 'Australia/Lord_Howe', '2026-04-04T15:30:00Z', '2026-04-04T15:30Z 2026-04-04T16:30Z'],
    ['HOUR', 'Australia/Lord_Howe', '2026-10-03T15:29:00Z', '2026-10-03T14:30Z 2026-10-03T15:30Z'],
    ['HOUR', 'Australia/Lord_Howe', '2026-10-03T15:45:00Z', '2026-10-03T15:30Z 2026-10-03T16:00Z'],
    ['DAY', 'Australia/Lord_Howe', '2026-04-05T00:00:00Z', '2026-04-04T13:00Z 2026-04-05T13:30Z'],
    ['DAY', 'Australia/Lord_Howe', '2026-10-04T00:00:00Z', '2026-10-03T13:30Z 2026-10-04T13:00Z'],

    // Samoa had no 30 December in 2011.
    ['DAY', 'Pacific/Apia', '2011-12-30T09:59:59.999Z', '2011-12-29T10:00Z 2011-12-30T10:00Z'],
    ['DAY', 'Pacific/Apia', '2011-12-30T10:00:00Z', '2011-12-30T10:00Z 2011-12-31T10:00Z'],
    ['HOUR', 'Pacific/Apia', '2011-12-30T10:30:00Z', '2011-12-30T10:00Z 2011-12-30T11:00Z'],
    ['WEEK', 'Pacific/Apia', '2011-12-30T10:00:00Z', '2011-12-26T10:00Z 2012-01-01T10:00Z'],
    ['MONTH', 'Pacific/Apia', '2011-12-30T10:00:00Z', '2011-12-01T10:00Z 2011-12-31T10:00Z'],

    // Clocks that change at midnight: a day that begins at one, and one whose last hour comes twice.
    ['DAY', 'America/Sao_Paulo', '2018-11-04T12:00:00Z', '2018-11-04T03:00Z 2018-11-05T02:00Z'],
    ['DAY', 'America/Sao_Paulo', '2018-02-18T02:30:00Z', '2018-02-17T02:00Z 2018-02-18T03:00Z'],
    ['HOUR', 'America/Sao_Paulo', '2018-02-18T01:30:00Z', '2018-02-18T01:00Z 2018-02-18T02:00Z'],
    ['HOUR', 'America/Sao_Paulo', '2018-02-18T02:30:00Z', '2018-02-18T02:00Z 2018-02-18T03:00Z'],
    ['MONTH', 'America/Sao_Paulo', '2018-11-30T12:00:00Z', '2018-11-01T03:00Z 2018-12-01T02:00Z'],
    ['DAY', 'Africa/Cairo', '2023-04-28T12:00:00Z', '2023-04-27T22:00Z 2023-04-28T21:00Z'],
    ['DAY', 'Africa/Cairo', '2023-10-26T12:00:00Z', '2023-10-25T21:00Z 2023-10-26T22:00Z'],
    ['HOUR', 'Africa/Cairo', '2023-10-26T21:30:00Z', '2023-10-26T21:00Z 2023-10-26T22:00Z'],

    // Clocks that go back over midnight: what repeats of the old date is of the new day, and of its month.
    ['DAY', 'America/St_Johns', '2010-11-07T02:29:59.999Z', '2010-11-06T02:30Z 2010-11-07T02:30Z'],
    ['DAY', 'America/St_Johns', '2010-11-07T02:30:59.999Z', '2010-11-07T02:30Z 2010-11-08T03:30Z'],
    ['DAY', 'America/St_Johns', '2010-11-07T02:31:00Z', '2010-11-07T02:30Z 2010-11-08T03:30Z'],
    ['DAY', 'America/St_Johns', '2010-11-07T03:30:00Z', '2010-11-07T02:30Z 2010-11-08T03:30Z'],
    ['HOUR', 'America/St_Johns', '2010-11-07T02:45:00Z', '2010-11-07T02:31Z 2010-11-07T03:30Z'],
    ['MONTH', 'America/Goose_Bay', '2009-11-01T03:30:00Z', '2009-11-01T03:00Z 2009-12-01T04:00Z'],
    ['DAY', 'Antarctica/Casey', '2010-03-04T15:30:00Z', '2010-03-04T13:00Z 2010-03-05T16:00Z'],
  ])('is right: %s in %s at %s', (size, timeZone, text, expected) => {
    expect(bounds(size, timeZone, text)).toBe(expected);
  });
});

describe('the name of a time zone', () => {
  it.each([
    'UTC',
    'utc',
    'Etc/UTC',
    'Etc/GMT+5',
    'Etc/GMT-14',
    'GMT',
    'CET',
    'EST5EDT',
    'US/Eastern',
    'Asia/Calcutta',
    'Asia/Kathmandu',
    'america/new_york',
    'America/Argentina/Buenos_Aires',
    'America/Port-au-Prince',
  ])('may be %s, and then has windows', (text) => {
    expect(isTimeZone(text)).toBe(true);
    for (const size of sizes) {
      const { start, end } = windowAt(size, text, EARLIEST);
      expect(start).toBeLessThanOrEqual(EARLIEST);
      expect(end).toBeGreaterThan(EARLIEST);
    }
    expect(offsetSpans(text, EARLIEST, LATEST).at(-1)?.to).toBe(LATEST);
  });

  it.each([
    '',
    'Mars/Olympus_Mons',
    '+05:30',
    '-08:00',
    'UTC+1',
    'Europe/Berlin ',
    ' Europe/Berlin',
    'Europe/Berlin\n',
    "Europe/Berlin'",
    "UTC'; DROP TABLE usage; --",
    '../../etc/localtime',
    'Europe',
    'A'.repeat(65),
  ])('may not be %j', (text) => {
    expect(isTimeZone(text)).toBe(false);
  });
});
