export { MeterhouseStack, type MeterhouseStackProps } from './constructs/meterhouse-stack.ts';
export {
  type AsyncFunction,
  Metering,
  type MeteringProps,
  type SyncFunction,
} from './constructs/metering.ts';
export { MeteringApi, type MeteringApiProps } from './constructs/metering-api.ts';
export { MeteringEvents, type MeteringEventsProps } from './constructs/metering-events.ts';
export {
  MeteringFunction,
  type MeteringFunctionOptions,
  type MeteringFunctionProps,
  openDoors,
} from './constructs/metering-function.ts';
export { MeteringStores, type MeteringStoresProps } from './constructs/metering-stores.ts';
