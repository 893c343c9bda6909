import { type Fields, text } from '../fields.ts';

const RULE = { min: 3, max: 256, pattern: /^[a-zA-Z0-9_.-]+$/ };

export const databaseName = (request: Fields): string => text(request, 'DatabaseName', '', RULE);

export const tableName = (request: Fields): string => text(request, 'TableName', '', RULE);
