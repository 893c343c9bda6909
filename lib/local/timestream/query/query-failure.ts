import { ServiceFault } from '../fault.ts';

/** DuckDB's complaints about what the query asks, which the service would make too. */
const faulty = ['Binder Error', 'Parser Error', 'Catalog Error'];
/** Its complaints about the values or the effort that the query turned out to need. */
const failed = ['Conversion Error', 'Invalid Input Error', 'Out of Memory Error', 'Out of Range Error'];

/** A failure of DuckDB in the service's words. */
export function queryFailure(error: unknown): ServiceFault {
  if (error instanceof ServiceFault) return error;
  const text = String(error instanceof Error ? error.message : error);
  const [first = ''] = text.replace(/^Failed to [a-z ]+: /, '').split('\n');
  const [kind = '', ...rest] = first.split(': ');
  const message = rest.join(': ');
  const options = { cause: error };
  if (faulty.includes(kind)) return new ServiceFault('ValidationException', message, {}, options);
  if (failed.includes(kind)) return new ServiceFault('QueryExecutionException', message, {}, options);
  if (kind === 'INTERRUPT Error')
    return new ServiceFault('QueryExecutionException', 'The query timed out or was cancelled.', {}, options);
  return new ServiceFault('InternalServerException', first, {}, options);
}
