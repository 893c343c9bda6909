import { App } from 'aws-cdk-lib';
import { MeterhouseStack } from '../lib/constructs/meterhouse-stack.ts';

new MeterhouseStack(new App(), 'Meterhouse');
