import { MeteringError } from '../../core/metering-error.ts';
import type { Route } from '../../http/route.ts';
import { route } from '../../http/route.ts';

/** Tells a path that is not there from a method that it does not take. */
export const unrouted = (routes: readonly string[]): Route =>
  route({
    on: '$default',
    open: true,
    decode: ({ method, path }): never => {
      const allowed = routes
        .map((each) => each.split(' '))
        .filter(([, template = '']) => template.startsWith('/') && matches(template, path))
        .map(([allowedMethod = '']) => allowedMethod);
      if (allowed.length === 0) throw new MeteringError('route.not-found', { path: path.slice(0, 200) });
      throw new MeteringError('route.method', { path: path.slice(0, 200), method, allowed });
    },
    run: async (_, nothing) => nothing,
    encode: (nothing) => nothing,
  });

function matches(template: string, path: string): boolean {
  const wanted = template.split('/');
  const seen = path.split('/');
  return (
    wanted.length === seen.length &&
    wanted.every((part, i) => (part.startsWith('{') ? seen[i] !== '' : part === seen[i]))
  );
}
