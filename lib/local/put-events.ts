/** One entry of a PutEvents request that is fit to be an event. */
export interface Entry {
  readonly source: string;
  readonly detailType: string;
  /** The JSON text of the detail, as it was sent. */
  readonly detail: string;
  /** Milliseconds; the sender's, if it gave one. */
  readonly time?: number;
  readonly resources: readonly string[];
}

/** Why one entry is not taken, in the service's words. */
export interface EntryRefusal {
  readonly ErrorCode: string;
  readonly ErrorMessage: string;
}

/** A request that is refused whole; `type` is the service's name of the error. */
export class RequestRefused extends Error {
  override readonly name = 'RequestRefused';
  readonly type: 'ValidationException' | 'SerializationException';
  constructor(type: 'ValidationException' | 'SerializationException', message: string) {
    super(message);
    this.type = type;
  }
}

const MOST_ENTRIES = 10;
/** Bytes, of all entries of a request together. */
const LARGEST_REQUEST = 1024 * 1024;
/** Bytes that an entry's time counts for. */
const TIME_SIZE = 14;

/** The entries of a PutEvents request, each read or refused. Fails with `RequestRefused`. */
export function readPutEvents(body: string): (Entry | EntryRefusal)[] {
  const entries = parseRequest(body)['Entries'];
  if (entries === undefined || entries === null) {
    throw invalid(`Value null at 'entries' failed to satisfy constraint: Member must not be null`);
  }
  if (!Array.isArray(entries)) throw malformed('Entries must be a list');
  const wrongLength = (bound: string): RequestRefused =>
    invalid(`Value '[…]' at 'entries' failed to satisfy constraint: Member must have length ${bound}`);
  if (entries.length === 0) throw wrongLength('greater than or equal to 1');
  if (entries.length > MOST_ENTRIES) throw wrongLength(`less than or equal to ${MOST_ENTRIES}`);
  const fields = entries.map(readFields);
  const size = fields.reduce((sum, entry) => sum + sizeOf(entry), 0);
  if (size > LARGEST_REQUEST) {
    throw new RequestRefused(
      'ValidationException',
      'Total size of the entries in the request is over the limit.',
    );
  }
  return fields.map(judge);
}

const malformed = (message: string): RequestRefused => new RequestRefused('SerializationException', message);
const invalid = (message: string): RequestRefused =>
  new RequestRefused('ValidationException', `1 validation error detected: ${message}`);

function parseRequest(body: string): Record<string, unknown> {
  const request = parse(body);
  if (!isObject(request)) throw malformed('the body is not a JSON object');
  return request;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

interface Fields {
  readonly Source?: string;
  readonly DetailType?: string;
  readonly Detail?: string;
  readonly Time?: number;
  readonly Resources: readonly string[];
}

function readFields(entry: unknown): Fields {
  if (!isObject(entry)) throw malformed('an entry must be an object');
  const { Source, DetailType, Detail, Time, Resources } = entry;
  if (!isText(Source) || !isText(DetailType) || !isText(Detail)) {
    throw malformed('Source, DetailType and Detail must be text');
  }
  if (!isAbsent(Time) && !isTime(Time)) throw malformed('Time must be seconds since 1970');
  const resources = isAbsent(Resources) ? [] : Resources;
  if (!Array.isArray(resources) || !resources.every((one) => typeof one === 'string')) {
    throw malformed('Resources must be a list of texts');
  }
  return {
    ...(Source ? { Source } : {}),
    ...(DetailType ? { DetailType } : {}),
    ...(Detail ? { Detail } : {}),
    ...(isAbsent(Time) ? {} : { Time }),
    Resources: resources,
  };
}

const isAbsent = (value: unknown): value is undefined | null => value === undefined || value === null;
const isText = (value: unknown): value is string | undefined | null =>
  isAbsent(value) || typeof value === 'string';
/** Seconds that fall into the years a date can print. */
const isTime = (value: unknown): value is number =>
  typeof value === 'number' && Math.abs(value) <= 8_640_000_000_000;

function sizeOf({ Source = '', DetailType = '', Detail = '', Time, Resources }: Fields): number {
  const texts = [Source, DetailType, Detail, ...Resources];
  return texts.reduce((sum, text) => sum + Buffer.byteLength(text), Time === undefined ? 0 : TIME_SIZE);
}

function judge({ Source, DetailType, Detail, Time, Resources }: Fields): Entry | EntryRefusal {
  if (Source === undefined) return missing('Source');
  if (DetailType === undefined) return missing('DetailType');
  if (Detail === undefined) return missing('Detail');
  if (!isObject(parse(Detail))) {
    return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  }
  if (Source.startsWith('aws.')) {
    return { ErrorCode: 'NotAuthorizedForSourceException', ErrorMessage: 'Not authorized for the source.' };
  }
  return {
    source: Source,
    detailType: DetailType,
    detail: Detail,
    ...(Time === undefined ? {} : { time: Time * 1000 }),
    resources: Resources,
  };
}

const missing = (parameter: string): EntryRefusal => ({
  ErrorCode: 'InvalidArgument',
  ErrorMessage: `Parameter ${parameter} is not valid. Reason: ${parameter} is a required argument.`,
});
