type Json = unknown;
/** Whether a value at one place of an event will do; `undefined` stands for an absent one. */
type Matcher = (value: Json) => boolean;

/**
 * The part of EventBridge's pattern language that rules here may use: exact values, `prefix`, `suffix`, `exists`,
 * `anything-but`, `numeric`, `equals-ignore-case` and `$or`, at any depth. Fails on every other operator, so that a rule
 * cannot mean one thing here and another in the cloud.
 */
export const eventMatcher = (pattern: Json): Matcher => objectMatcher(pattern, 'pattern');

const isObject = (value: Json): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function objectMatcher(pattern: Json, path: string): Matcher {
  if (!isObject(pattern) || Object.keys(pattern).length === 0) throw new Error(`${path} must be an object`);
  const fields = Object.entries(pattern).map(([name, expected]): Matcher => {
    const place = `${path}.${name}`;
    if (name === '$or') return alternatives(expected, place);
    const matches = Array.isArray(expected) ? leafMatcher(expected, place) : objectMatcher(expected, place);
    return (event) => matches(isObject(event) && Object.hasOwn(event, name) ? event[name] : undefined);
  });
  const all: Matcher = (event) => fields.every((matches) => matches(event));
  return (event) => (Array.isArray(event) ? event.some(all) : all(event));
}

function alternatives(patterns: Json, path: string): Matcher {
  if (!Array.isArray(patterns) || patterns.length < 2) throw new Error(`${path} needs at least two patterns`);
  const matchers = patterns.map((pattern, index) => objectMatcher(pattern, `${path}.${index}`));
  return (event) => matchers.some((matches) => matches(event));
}

function leafMatcher(conditions: readonly Json[], path: string): Matcher {
  if (conditions.length === 0) throw new Error(`${path} lists nothing`);
  const matchers = conditions.map((condition) => conditionMatcher(condition, path));
  return (value) => matchers.some((matches) => matches(value));
}

function conditionMatcher(condition: Json, path: string): Matcher {
  if (!isObject(condition)) return anyOf(scalar(condition, path));
  const [[operator, operand] = ['', undefined], ...others] = Object.entries(condition);
  const make = Object.hasOwn(operators, operator) ? operators[operator] : undefined;
  if (make === undefined || others.length > 0) {
    throw new Error(`${path}: ${JSON.stringify(condition)} is not an operator of this pattern language`);
  }
  return make(operand, `${path}.${operator}`);
}

const operators: Readonly<Record<string, (operand: Json, path: string) => Matcher>> = {
  prefix: (operand, path) => anyOf(startsWith(operand, path)),
  suffix: (operand, path) => anyOf(endsWith(operand, path)),
  'equals-ignore-case': (operand, path) => anyOf(equalsIgnoringCase(operand, path)),
  numeric: (operand, path) => anyOf(within(operand, path)),
  'anything-but': (operand, path) => {
    const excluded = excludes(operand, path);
    return anyOf((value) => isLeaf(value) && !excluded(value));
  },
  exists: (operand, path) => {
    if (typeof operand !== 'boolean') throw new Error(`${path} must be true or false`);
    return (value) => isLeaf(value) === operand;
  },
};

/** Only ends of a path exist for a pattern: a value, or a list. */
const isLeaf = (value: Json): boolean => value !== undefined && !isObject(value);

/** A list in the event will do when one of its members does. */
const anyOf =
  (matches: Matcher): Matcher =>
  (value) =>
    Array.isArray(value) ? value.some(matches) : value !== undefined && matches(value);

function scalar(expected: Json, path: string): Matcher {
  if (typeof expected === 'object' && expected !== null) throw new Error(`${path} lists a list`);
  return (value) => value === expected;
}

const startsWith = (operand: Json, path: string): Matcher => {
  const start = text(operand, path);
  return (value) => typeof value === 'string' && value.startsWith(start);
};
const endsWith = (operand: Json, path: string): Matcher => {
  const end = text(operand, path);
  return (value) => typeof value === 'string' && value.endsWith(end);
};
const equalsIgnoringCase = (operand: Json, path: string): Matcher => {
  const expected = text(operand, path).toLowerCase();
  return (value) => typeof value === 'string' && value.toLowerCase() === expected;
};

function text(operand: Json, path: string): string {
  if (typeof operand !== 'string' || operand === '') throw new Error(`${path} must be text`);
  return operand;
}

const textOperators: Readonly<Record<string, (operand: Json, path: string) => Matcher>> = {
  prefix: startsWith,
  suffix: endsWith,
  'equals-ignore-case': equalsIgnoringCase,
};

/** What `anything-but` leaves out: values, or texts of a kind. */
function excludes(operand: Json, path: string): Matcher {
  if (!isObject(operand)) {
    const values = (Array.isArray(operand) ? operand : [operand]).map((value) => scalar(value, path));
    return (value) => values.some((matches) => matches(value));
  }
  const [[operator, texts] = ['', undefined], ...others] = Object.entries(operand);
  const make = Object.hasOwn(textOperators, operator) ? textOperators[operator] : undefined;
  if (make === undefined || others.length > 0) {
    throw new Error(`${path}: ${JSON.stringify(operand)} is not an operator of this pattern language`);
  }
  const matchers = (Array.isArray(texts) ? texts : [texts]).map((one) => make(one, path));
  return (value) => matchers.some((matches) => matches(value));
}

const comparisons: Readonly<Record<string, (value: number, bound: number) => boolean>> = {
  '=': (value, bound) => value === bound,
  '<': (value, bound) => value < bound,
  '<=': (value, bound) => value <= bound,
  '>': (value, bound) => value > bound,
  '>=': (value, bound) => value >= bound,
};

function within(operand: Json, path: string): Matcher {
  if (!Array.isArray(operand) || (operand.length !== 2 && operand.length !== 4)) {
    throw new Error(`${path} must hold one or two comparisons`);
  }
  const matchers: Matcher[] = [];
  for (let index = 0; index < operand.length; index += 2) {
    const [sign, bound] = [operand[index], operand[index + 1]];
    const compare =
      typeof sign === 'string' && Object.hasOwn(comparisons, sign) ? comparisons[sign] : undefined;
    if (compare === undefined || typeof bound !== 'number') {
      throw new Error(`${path}: ${JSON.stringify(operand)} is no comparison`);
    }
    matchers.push((value) => typeof value === 'number' && compare(value, bound));
  }
  return (value) => matchers.every((matches) => matches(value));
}
