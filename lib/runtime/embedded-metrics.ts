import type { Telemetry } from '../core/ports/index.ts';
import { systemClock } from './clock.ts';
import { log } from './log.ts';

const NAMES = ['received', 'accepted', 'duplicate', 'conflict', 'rejected', 'failed'] as const;

/**
 * Counts as log lines in CloudWatch's embedded metric format: one line per invocation is both the log entry and the
 * metrics of the namespace Meterhouse, by function.
 */
export const embeddedMetrics: Telemetry = {
  ingested: (count) =>
    log('info', 'usage ingested', {
      _aws: {
        Timestamp: systemClock.now(),
        CloudWatchMetrics: [
          {
            Namespace: 'Meterhouse',
            Dimensions: [['function']],
            Metrics: NAMES.map((Name) => ({ Name, Unit: 'Count' })),
          },
        ],
      },
      function: process.env['AWS_LAMBDA_FUNCTION_NAME'] ?? 'local',
      ...count,
    }),
};
