/** What a request's method and path lead to. */
export interface RouteMatch<Target> {
  readonly target: Target;
  /** The route as it is written in the table, such as `GET /meters/{meterId}`. */
  readonly routeKey: string;
  /** Decoded. */
  readonly pathParameters: Readonly<Record<string, string>>;
}

interface Route<Target> {
  readonly routeKey: string;
  readonly method: string;
  readonly segments: readonly string[];
  readonly target: Target;
}

/**
 * Finds the route of a request as the HTTP API does: the most specific path wins, fixed segments before variables
 * before `{greedy+}` ones, then the method before `ANY`; `$default` takes what is left. Paths are compared as they
 * were sent, so an encoded slash stays within its segment.
 */
export function routeTable<Target>(
  rows: readonly (readonly [routeKey: string, target: Target])[],
): (method: string, path: string) => RouteMatch<Target> | undefined {
  const routes = rows.filter(([routeKey]) => routeKey !== '$default').map(readRoute);
  routes.sort((a, b) => compare(rank(a), rank(b)));
  const fallback = rows.find(([routeKey]) => routeKey === '$default');

  return (method, path) => {
    const segments = path.split('/').slice(1);
    for (const { routeKey, target, ...route } of routes) {
      if (route.method !== 'ANY' && route.method !== method) continue;
      const pathParameters = bind(route.segments, segments);
      if (pathParameters) return { target, routeKey, pathParameters };
    }
    return fallback && { target: fallback[1], routeKey: '$default', pathParameters: {} };
  };
}

function readRoute<Target>([routeKey, target]: readonly [string, Target]): Route<Target> {
  const [method = '', path = ''] = routeKey.split(' ');
  if (method === '' || !path.startsWith('/')) throw new Error(`"${routeKey}" is no route`);
  return { routeKey, method, segments: path.split('/').slice(1), target };
}

const isVariable = (segment: string): boolean => segment.startsWith('{') && segment.endsWith('}');
const isGreedy = (segment: string): boolean => isVariable(segment) && segment.endsWith('+}');

/** Sorts as text, the most specific first. */
function rank({ segments, method }: Route<unknown>): string {
  const kinds = segments.map((segment) => (isGreedy(segment) ? '2' : isVariable(segment) ? '1' : '0'));
  return `${kinds.join('')}${method === 'ANY' ? '4' : '3'}`;
}
const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

function bind(pattern: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  const bound: Record<string, string> = {};
  for (const [index, expected] of pattern.entries()) {
    const segment = segments[index];
    if (segment === undefined) return undefined;
    if (isGreedy(expected)) {
      const rest = segments.slice(index);
      if (rest.join('') === '') return undefined;
      bound[expected.slice(1, -2)] = rest.map(decodeSegment).join('/');
      return bound;
    }
    if (isVariable(expected)) {
      if (segment === '') return undefined;
      bound[expected.slice(1, -1)] = decodeSegment(segment);
    } else if (decodeSegment(segment) !== expected) return undefined;
  }
  return pattern.length === segments.length ? bound : undefined;
}

/** Percent-decoded; what is no valid encoding stays as it was sent. */
export function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
