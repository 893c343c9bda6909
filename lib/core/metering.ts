import { cancelUsage } from './cancel-usage.ts';
import { createMeter } from './create-meter.ts';
import { deleteMeter } from './delete-meter.ts';
import { fetchAllMeters } from './fetch-all-meters.ts';
import { fetchAllCustomers, fetchCustomer } from './fetch-customer.ts';
import { fetchMeter } from './fetch-meter.ts';
import { fetchUsage } from './fetch-usage.ts';
import { ingestUsage } from './ingest-usage.ts';
import { listUsageEvents } from './list-usage-events.ts';
import { parkRejections } from './park-rejections.ts';
import type { Ports } from './ports/index.ts';
import { dismissRejection, fetchRejection, listRejections, resubmitRejection } from './rejections.ts';
import { offboardCustomer, onboardCustomer, saveCustomer } from './save-customer.ts';
import { updateMeter } from './update-meter.ts';

/** Everything that metering can do, over one set of ports. A port is touched only by the verbs that need it. */
export const metering = (ports: Ports) => ({
  createMeter: createMeter(ports),
  fetchMeter: fetchMeter(ports),
  fetchAllMeters: fetchAllMeters(ports),
  updateMeter: updateMeter(ports),
  deleteMeter: deleteMeter(ports),
  ingestUsage: ingestUsage(ports),
  fetchUsage: fetchUsage(ports),
  listUsageEvents: listUsageEvents(ports),
  cancelUsage: cancelUsage(ports),
  onboardCustomer: onboardCustomer(ports),
  offboardCustomer: offboardCustomer(ports),
  saveCustomer: saveCustomer(ports),
  fetchCustomer: fetchCustomer(ports),
  fetchAllCustomers: fetchAllCustomers(ports),
  listRejections: listRejections(ports),
  fetchRejection: fetchRejection(ports),
  resubmitRejection: resubmitRejection(ports),
  dismissRejection: dismissRejection(ports),
  parkRejections: parkRejections(ports),
});

export type Metering = ReturnType<typeof metering>;
