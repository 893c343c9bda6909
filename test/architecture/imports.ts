import { dirname, join } from 'node:path/posix';
import ts from 'typescript';
import { type Room, rooms } from './house-map.ts';

/** One import of one file. `target` is a path for our own files, else the name as it is written. */
export interface Import {
  readonly file: string;
  readonly target: string;
  readonly own: boolean;
  readonly types: boolean;
}

const COMPUTED = '(computed)';

/** Every import of a file, in whatever form: `import`, `export … from`, `import()`, `import x = require()`, `require()`. */
export function importsOf(file: string, text: string): Import[] {
  const found: Import[] = [];
  const add = (name: ts.Node | undefined, types: boolean): void => {
    const written = name && ts.isStringLiteralLike(name) ? name.text : COMPUTED;
    const own = written.startsWith('.');
    found.push({ file, target: own ? join(dirname(file), written) : written, own, types });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, onlyTypes(node));
    else if (ts.isExportDeclaration(node) && node.moduleSpecifier) add(node.moduleSpecifier, onlyTypes(node));
    else if (ts.isExternalModuleReference(node)) add(node.expression, false);
    else if (ts.isImportTypeNode(node))
      add(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, true);
    else if (ts.isCallExpression(node) && isLoading(node.expression)) add(node.arguments[0], false);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest));
  return found;
}

const isLoading = (called: ts.Expression): boolean =>
  called.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(called) && called.text === 'require');

function onlyTypes(node: ts.ImportDeclaration | ts.ExportDeclaration): boolean {
  if (ts.isExportDeclaration(node)) {
    const clause = node.exportClause;
    const each = clause && ts.isNamedExports(clause) ? clause.elements : [];
    return node.isTypeOnly || (each.length > 0 && each.every((element) => element.isTypeOnly));
  }
  const clause = node.importClause;
  if (!clause) return false;
  const bindings = clause.namedBindings;
  const each = bindings && ts.isNamedImports(bindings) ? bindings.elements : [];
  const named = clause.name === undefined && each.length > 0 && each.every((element) => element.isTypeOnly);
  return clause.phaseModifier === ts.SyntaxKind.TypeKeyword || named;
}

/** The room of a file and what it may do; `undefined` outside of the house. */
export function roomOf(file: string): { readonly name: string; readonly may: Room } | undefined {
  const fitting = Object.keys(rooms)
    .filter((name) => file === name || file.startsWith(name.endsWith('*') ? name.slice(0, -1) : `${name}/`))
    .sort((a, b) => b.length - a.length)[0];
  if (fitting === undefined) return undefined;
  const depth = fitting.split('/').length;
  const name = fitting.endsWith('*') ? file.split('/').slice(0, depth).join('/') : fitting;
  return { name, may: rooms[fitting] as Room };
}

/** What the map says against an import, if anything. */
export function objectionTo({ file, target, own, types }: Import): string | undefined {
  const from = roomOf(file);
  const complaint = `${file} imports ${types ? 'types of ' : ''}${target}`;
  if (!from) return `${complaint} from outside of every room`;
  const { may } = from;
  if (target === COMPUTED) return may.computed?.includes(file) ? undefined : complaint;
  if (!own) {
    const allowed = fits(target, may.packages) || (types && fits(target, may.packageTypes ?? []));
    return allowed ? undefined : complaint;
  }
  const to = roomOf(target)?.name;
  if (to === undefined) return `${complaint}, which is in no room`;
  const allowed = to === from.name || fits(to, may.rooms) || (types && fits(to, may.typesOf ?? []));
  return allowed ? undefined : complaint;
}

const fits = (name: string, patterns: readonly string[]): boolean =>
  patterns.some((pattern) =>
    pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern,
  );
