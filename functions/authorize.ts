import { authorizerFunction } from '../lib/runtime/authorizer-function.ts';
import { identitiesOnAws } from '../lib/runtime/identities-on-aws.ts';
import { readSettings } from '../lib/settings.ts';

/** The authorizer in front of the HTTP API: names the caller by the API key. */
export const handler = authorizerFunction(identitiesOnAws(readSettings(process.env)));
