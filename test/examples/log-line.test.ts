import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LONGEST_LINE, readLogLine } from '../../examples/access-log/log-line.ts';

const aLine = ({
  address = '192.0.2.1',
  user = '-',
  time = '17/May/2015:10:05:03 +0000',
  request = 'GET / HTTP/1.1',
  status = '200',
  bytes = '203023',
  tail = ' "-" "curl/8.0"',
} = {}): string => `${address} - ${user} [${time}] "${request}" ${status} ${bytes}${tail}`;

describe('a line of an access log', () => {
  it('tells who asked, when, how, with which outcome and for how much', () => {
    expect(readLogLine(aLine())).toEqual({
      address: '192.0.2.1',
      time: Date.UTC(2015, 4, 17, 10, 5, 3),
      method: 'GET',
      status: '200',
      bytes: 203023n,
    });
  });

  it.each([
    ['the common format', aLine({ tail: '' }), {}],
    ['fields behind the combined ones', aLine({ tail: ' "-" "curl" 0.004 "cdn"' }), {}],
    ['an agent that the server cut off', aLine({ tail: ' "-" "Mozilla/5.0 (comp' }), {}],
    ['another field than the combined ones', aLine({ tail: ' 0.005' }), {}],
    ['an IPv6 address', aLine({ address: '2001:db8::7' }), { address: '2001:db8::7' }],
    ['a host name', aLine({ address: 'crawl-1.example.net' }), { address: 'crawl-1.example.net' }],
    ['a user', aLine({ user: 'frank' }), {}],
    ['a user with blanks', aLine({ user: 'frank the tank' }), {}],
    ['no bytes', aLine({ bytes: '-' }), { bytes: 0n }],
    ['more bytes than a double counts', aLine({ bytes: '9007199254740993' }), { bytes: 9007199254740993n }],
    ['no status', aLine({ status: '-' }), { status: '-' }],
    ['quotes in the request', aLine({ request: String.raw`GET /\"a\" HTTP/1.1` }), { method: 'GET' }],
    ['quotes in the agent', aLine({ tail: String.raw` "-" "an \"agent\" \\"` }), {}],
    ['blanks in the path', aLine({ request: 'GET /a b HTTP/1.0' }), { method: 'GET' }],
    ['HTTP/0.9', aLine({ request: 'GET /' }), { method: 'GET' }],
    ['HTTP/2', aLine({ request: 'PROPFIND /dav HTTP/2.0' }), { method: 'PROPFIND' }],
    ['a hanging up', aLine({ request: '-' }), { method: '-' }],
    ['an empty request', aLine({ request: '' }), { method: '-' }],
    ['TLS on a plain port', aLine({ request: String.raw`\x16\x03\x01\x02` }), { method: '-' }],
    ['words', aLine({ request: 'Gh0st is here' }), { method: '-' }],
    ['a zone east', aLine({ time: '17/May/2015:12:05:03 +0200' }), { time: Date.UTC(2015, 4, 17, 10, 5, 3) }],
    ['a zone west', aLine({ time: '31/Dec/2015:20:00:00 -0430' }), { time: Date.UTC(2016, 0, 1, 0, 30) }],
    ['a leap day', aLine({ time: '29/Feb/2016:00:00:00 +0000' }), { time: Date.UTC(2016, 1, 29) }],
  ])('is read with %s', (_, line, told) => {
    expect(readLogLine(line)).toMatchObject(told);
  });

  it.each([
    ['nothing', ''],
    ['words', 'the quick brown fox'],
    ['a line that was cut off', aLine().slice(0, 60)],
    ['another unit behind the bytes', aLine({ tail: 'k' })],
    ['no such month', aLine({ time: '17/Mai/2015:10:05:03 +0000' })],
    ['no such day', aLine({ time: '30/Feb/2015:10:05:03 +0000' })],
    ['no such hour', aLine({ time: '17/May/2015:24:00:00 +0000' })],
    ['a time in another format', aLine({ time: '2015-05-17T10:05:03Z' })],
    ['a status of words', aLine({ status: 'OK' })],
    ['negative bytes', aLine({ bytes: '-1' })],
    ['more bytes than there are', aLine({ bytes: '1'.repeat(19) })],
    ['a host in front of the address', `example.com:80 ${aLine()}`],
    ['a host in front of the address and a user', `example.com:80 ${aLine({ user: 'frank' })}`],
    ['an address without end', aLine({ address: 'a'.repeat(257) })],
    ['a path without end', aLine({ request: `GET /${'a'.repeat(LONGEST_LINE)} HTTP/1.1` })],
  ])('is none with %s', (_, line) => {
    expect(readLogLine(line)).toBeUndefined();
  });

  it('is judged without a throw, whatever it is', () => {
    const pieces = fc.constantFrom(
      '"',
      '\\',
      '[',
      ']',
      ' ',
      '-',
      '1',
      'GET ',
      '17/May/2015:10:05:03 +0000',
      'ü',
    );
    const odd = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(pieces).map((each) => each.join('')),
    );
    fc.assert(
      fc.property(odd, (line) => {
        const read = readLogLine(line);
        expect(read === undefined || Number.isSafeInteger(read.time)).toBe(true);
      }),
    );
  });

  it('keeps its fields apart, whatever stands in them', () => {
    const quoted = fc
      .string({ unit: 'binary', maxLength: 50 })
      .map((text) => text.replace(/[\n\\"]/g, (character) => `\\${character === '\n' ? 'n' : character}`));
    fc.assert(
      fc.property(quoted, quoted, quoted, (request, referrer, agent) => {
        const line = aLine({ request, tail: ` "${referrer}" "${agent}"` });
        expect(readLogLine(line)).toMatchObject({ address: '192.0.2.1', status: '200', bytes: 203023n });
      }),
    );
  });

  it('takes no longer than a line, however it is made to go wrong', () => {
    const hopeless = [
      ' [17/May/2015:10:05:03 +0000] "'.repeat(2000),
      '\\"'.repeat(30_000),
      '" '.repeat(30_000),
    ];
    for (const text of hopeless) expect(readLogLine(`192.0.2.1 - - ${text}`)).toBeUndefined();
    expect(readLogLine(aLine({ request: '\\"'.repeat(30_000) }))).toMatchObject({ method: '-' });
  });
});
