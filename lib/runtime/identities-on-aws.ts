import { secretAdminKey } from '../adapters/secrets-manager/admin-key.ts';
import { secretsManagerClient } from '../adapters/secrets-manager/client.ts';
import type { Identities } from '../core/ports/index.ts';
import { required, type Settings } from '../settings.ts';
import { systemClock } from './clock.ts';
import { once } from './once.ts';

/** The identities that the settings name, made when first asked for. */
export const identitiesOnAws = (settings: Settings): (() => Identities) =>
  once(() =>
    secretAdminKey(
      secretsManagerClient(settings.SECRETS_MANAGER_ENDPOINT),
      required(settings, 'ADMIN_KEY_SECRET'),
      systemClock,
    ),
  );
