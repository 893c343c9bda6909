import { MeteringError } from '../core/metering-error.ts';

/** An answer over HTTP, before it is written. */
export interface Reply {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body: Buffer | string;
}

export const jsonReply = (statusCode: number, value: unknown): Reply => ({
  statusCode,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});

/** The words of API Gateway itself. */
export const gatewayReply = (statusCode: number, message: string): Reply =>
  jsonReply(statusCode, { message });

/** A refusal in the shape of the native dialect. */
export const refusalReply = (statusCode: number, { code, message, details }: MeteringError): Reply =>
  jsonReply(statusCode, { statusCode, code, message, details });

export const tooLarge = (limit: number): Reply =>
  refusalReply(413, new MeteringError('request.too-large', { limit }));

/** An answer in the JSON protocol that the AWS SDK speaks. */
export const awsReply = (value: unknown): Reply => ({
  statusCode: 200,
  headers: { 'content-type': 'application/x-amz-json-1.1' },
  body: JSON.stringify(value),
});

export const awsError = (type: string, message: string, statusCode = 400): Reply => ({
  statusCode,
  headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-errortype': type },
  body: JSON.stringify({ __type: type, message }),
});
