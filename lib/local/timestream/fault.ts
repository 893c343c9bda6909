/** The service's errors with the status each travels under, as the SDK models them. */
const statuses = {
  ConflictException: 409,
  InternalServerException: 500,
  QueryExecutionException: 400,
  RejectedRecordsException: 419,
  ResourceNotFoundException: 404,
  SerializationException: 400,
  UnknownOperationException: 400,
  ValidationException: 400,
} as const;

export type FaultType = keyof typeof statuses;

/** An error in the service's words: the SDK turns `type` into its exception of that name, with `members` on it. */
export class ServiceFault extends Error {
  override readonly name = 'ServiceFault';
  readonly type: FaultType;
  readonly status: number;
  readonly members: Readonly<Record<string, unknown>>;

  constructor(
    type: FaultType,
    message: string,
    members: Readonly<Record<string, unknown>> = {},
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.type = type;
    this.status = statuses[type];
    this.members = members;
  }
}

export const invalid = (message: string): ServiceFault => new ServiceFault('ValidationException', message);
