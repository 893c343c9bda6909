/**
 * Texts as the series keeps them: no control characters, `!` and `~` only as the first of two characters, and in the
 * order of UTF-16 code units although the service orders by UTF-8 bytes. So every order in this adapter is JavaScript's,
 * and `!` followed by something else than a code is free to separate texts.
 */
const CODES = '0123456789ABCDEFGHIJKLMNOPQRSTUVWX';
/** U+E000–U+FFFF move to the end of Unicode, behind the characters that UTF-16 writes as surrogates. */
const MOVED = 0x100000;
/** What lives at the end of Unicode already moves in front of them, behind this one. */
const LAST = 0x10dfff;
const LAST_CODES = 0x4000;

const PLAIN = /^[\u{22}-\u{7d}\u{a0}-\u{d7ff}\u{10000}-\u{10dffe}]*$/u;
const SPECIAL = /[^\u{22}-\u{7d}\u{a0}-\u{d7ff}\u{10000}-\u{10dffe}]/gu;
const ESCAPED = /[!~][0-9A-X]|\u{10dfff}[\u{4000}-\u{6000}]|[\u{10e000}-\u{10ffff}]/gu;

/** Matches one whole escaped text, in the patterns of SQL. */
export const ESCAPED_PATTERN = '[^!]*(?:![0-9A-X][^!]*)*';

/** The escaped form; at most four bytes of UTF-8 for each UTF-16 code unit. The text must be well formed. */
export const escaped = (text: string): string => (PLAIN.test(text) ? text : text.replace(SPECIAL, escapeOne));

export const unescaped = (text: string): string => text.replace(ESCAPED, unescapeOne);

function escapeOne(character: string): string {
  const at = character.codePointAt(0) ?? 0;
  if (at <= 0x21) return `!${CODES[at]}`;
  if (at <= 0x9f) return `~${CODES[at - 0x7e]}`;
  if (at >= LAST) return String.fromCodePoint(LAST, at - LAST + LAST_CODES);
  return String.fromCodePoint(at + MOVED);
}

function unescapeOne(code: string): string {
  const at = code.codePointAt(0) ?? 0;
  if (at < LAST) return String.fromCodePoint(CODES.indexOf(code.charAt(1)) + (at === 0x21 ? 0 : 0x7e));
  if (at > LAST) return String.fromCodePoint(at - MOVED);
  return String.fromCodePoint((code.codePointAt(2) ?? 0) - LAST_CODES + LAST);
}
