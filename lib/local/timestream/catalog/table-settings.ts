import { invalid } from '../fault.ts';
import {
  type Fields,
  optionalChoice,
  optionalFlag,
  optionalList,
  optionalStructure,
  optionalText,
  optionalWhole,
  present,
  structure,
} from '../fields.ts';
import type { PartitionKey, TableSettings } from './table.ts';

const HOURS = { min: 1, max: 8766 };
const DAYS = { min: 1, max: 73_000 };
const ENCRYPTIONS = ['SSE_S3', 'SSE_KMS'] as const;

/** The settings in a CreateTable request, with the service's defaults: 6 hours, 73,000 days, no magnetic writes. */
export function readTableSettings(request: Fields): TableSettings {
  return {
    RetentionProperties: readRetention(optionalStructure(request, 'RetentionProperties', '')),
    MagneticStoreWriteProperties: readMagnetic(
      optionalStructure(request, 'MagneticStoreWriteProperties', ''),
    ),
    Schema: { CompositePartitionKey: readPartitionKeys(optionalStructure(request, 'Schema', '')) },
  };
}

function readRetention(given: Fields | undefined): TableSettings['RetentionProperties'] {
  if (!given) return { MemoryStoreRetentionPeriodInHours: 6, MagneticStoreRetentionPeriodInDays: 73_000 };
  const place = 'RetentionProperties';
  const read = (name: string, bounds: typeof HOURS) =>
    present(optionalWhole(given, name, place, bounds), name, place);
  return {
    MemoryStoreRetentionPeriodInHours: read('MemoryStoreRetentionPeriodInHours', HOURS),
    MagneticStoreRetentionPeriodInDays: read('MagneticStoreRetentionPeriodInDays', DAYS),
  };
}

function readMagnetic(given: Fields | undefined): TableSettings['MagneticStoreWriteProperties'] {
  if (!given) return { EnableMagneticStoreWrites: false };
  const place = 'MagneticStoreWriteProperties';
  const enabled = optionalFlag(given, 'EnableMagneticStoreWrites', place);
  const location = optionalStructure(given, 'MagneticStoreRejectedDataLocation', place);
  const bucket = location && optionalStructure(location, 'S3Configuration', `${place}.Location`);
  return {
    EnableMagneticStoreWrites: present(enabled, 'EnableMagneticStoreWrites', place),
    ...(bucket && { MagneticStoreRejectedDataLocation: { S3Configuration: readBucket(bucket) } }),
  };
}

function readBucket(given: Fields): Record<string, string> {
  const place = 'S3Configuration';
  const read = {
    BucketName: optionalText(given, 'BucketName', place, { min: 3, max: 63 }),
    ObjectKeyPrefix: optionalText(given, 'ObjectKeyPrefix', place, { min: 1, max: 928 }),
    EncryptionOption: optionalChoice(given, 'EncryptionOption', place, ENCRYPTIONS),
    KmsKeyId: optionalText(given, 'KmsKeyId', place, { min: 1, max: 2048 }),
  };
  return Object.fromEntries(
    Object.entries(read).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}

function readPartitionKeys(given: Fields | undefined): readonly PartitionKey[] {
  const keys = given && optionalList(given, 'CompositePartitionKey', 'Schema', { min: 1, max: 1 });
  return keys?.map(readPartitionKey) ?? [{ Type: 'MEASURE' }];
}

function readPartitionKey(given: unknown): PartitionKey {
  const place = 'Schema.CompositePartitionKey[0]';
  const key = structure(given, place);
  const type = present(optionalChoice(key, 'Type', place, ['DIMENSION', 'MEASURE']), 'Type', place);
  const name = optionalText(key, 'Name', place, { min: 1, max: 60 });
  const enforcement = optionalChoice(key, 'EnforcementInRecord', place, ['REQUIRED', 'OPTIONAL']);
  if (type === 'MEASURE') {
    if (name !== undefined || enforcement !== undefined)
      throw invalid('A partition key of type MEASURE has neither Name nor EnforcementInRecord.');
    return { Type: type };
  }
  if (name === undefined) throw invalid('A partition key of type DIMENSION needs a Name.');
  return { Type: type, Name: name, EnforcementInRecord: enforcement ?? 'OPTIONAL' };
}
