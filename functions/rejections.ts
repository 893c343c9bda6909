import { refusal } from '../lib/dialects/imetering/refusals.ts';
import { dismissRejection, listRejections, resubmitRejection } from '../lib/dialects/imetering/rejections.ts';
import { httpFunction } from '../lib/runtime/http-function.ts';
import { meteringOnAws } from '../lib/runtime/metering-on-aws.ts';
import { readSettings } from '../lib/settings.ts';

/** GET /rejections, POST /rejections/{rejectionId}/resubmit, DELETE /rejections/{rejectionId}. */
export const handler = httpFunction(
  meteringOnAws(readSettings(process.env)),
  [dismissRejection, listRejections, resubmitRejection],
  refusal,
);
