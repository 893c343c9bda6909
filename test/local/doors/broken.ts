export const handlers = 'not a handler';
