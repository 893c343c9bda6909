import { Template } from 'aws-cdk-lib/assertions';
import { MeterhouseStack, type MeterhouseStackProps } from '../../lib/constructs/meterhouse-stack.ts';
import { scratchApp } from './scratch-app.ts';

/** The template of Meterhouse standing alone. */
export const standingAlone = (
  props?: MeterhouseStackProps,
  context?: Readonly<Record<string, unknown>>,
): Template => Template.fromStack(new MeterhouseStack(scratchApp(context), 'Meterhouse', props));
