/**
 * Why a pattern cannot be trusted to mean in DuckDB (RE2) what it means in the service (Java's syntax), or `undefined`.
 * What neither knows, DuckDB refuses itself.
 */
export function regularExpressionProblem(pattern: string, group: bigint): string | undefined {
  const optional = optionalGroups(pattern);
  if (typeof optional === 'string') return optional;
  // An unmatched group is NULL there and an empty text here.
  if (group > 0n && optional.has(Number(group)))
    return `group ${group} does not take part in every match, which is not emulated`;
  return undefined;
}

interface Frame {
  /** Its number, for a capturing group. */
  readonly number?: number;
  readonly inside: number[];
  alternatives: boolean;
}

/** The numbers of the groups that a match may leave out. */
function optionalGroups(pattern: string): ReadonlySet<number> | string {
  const optional = new Set<number>();
  const frames: Frame[] = [{ inside: [], alternatives: false }];
  let groups = 0;
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at];
    const frame = frames.at(-1) as Frame;
    if (character === '\\') {
      const escaped = pattern[++at] ?? '';
      if (/[A-Za-z]/.test(escaped) && !/[dDwWtnrfz]/.test(escaped)) return `\\${escaped} is not emulated`;
    } else if (character === '[') {
      const end = classEnd(pattern, at);
      if (end === undefined)
        return 'a class within a class, or \\s, \\b and the like in one, is not emulated';
      at = end;
    } else if (character === '$') return '$ is not emulated, \\z is';
    else if (character === '|') frame.alternatives = true;
    else if (character === '(') {
      const capturing = pattern[at + 1] !== '?';
      if (!capturing && pattern[at + 2] !== ':') return `(?${pattern[at + 2] ?? ''} is not emulated`;
      if (!capturing) at += 2;
      frames.push({ inside: [], alternatives: false, ...(capturing && { number: ++groups }) });
    } else if (character === ')') {
      if (frames.length === 1) return 'unmatched )';
      frames.pop();
      if (frame.alternatives) for (const number of frame.inside) optional.add(number);
      const all = frame.number === undefined ? frame.inside : [frame.number, ...frame.inside];
      if (/^(?:[?*]|\{0)/.test(pattern.slice(at + 1))) for (const number of all) optional.add(number);
      frames.at(-1)?.inside.push(...all);
    }
  }
  const [whole] = frames;
  if (whole?.alternatives) for (const number of whole.inside) optional.add(number);
  return optional;
}

function classEnd(pattern: string, start: number): number | undefined {
  let at = start + 1;
  if (pattern[at] === '^') at++;
  // A bracket that comes first is a member of the class in one dialect and its end in the other.
  if (pattern[at] === ']') return undefined;
  for (; at < pattern.length; at++) {
    if (pattern[at] === ']') return at;
    if (pattern[at] === '[' || pattern.startsWith('&&', at)) return undefined;
    if (pattern[at] === '\\' && /[A-Za-z]/.test(pattern[++at] ?? '') && !/[dDwWtnrf]/.test(pattern[at] ?? ''))
      return undefined;
  }
  return undefined;
}
