import { isBuiltin } from 'node:module';
import { findCycles } from './find-cycles.ts';
import { maxLines, mayExit, packages, restrictedBuiltins, type Zone, zones } from './rules.ts';
import type { Import, SourceFile } from './source-file.ts';

/** Every breach of the rules, each as one sentence: file and line, what it does, the rule, what to do. */
export function findViolations(files: readonly SourceFile[]): readonly string[] {
  return [...files.flatMap(violationsOf), ...findCycles(files).map(describeCycle)];
}

function violationsOf(file: SourceFile): readonly string[] {
  const zone = zones.find(({ holds }) => startsWithAny(file.path, holds));
  if (!zone) return [`${file.path} lies in no zone. Give its folder a zone in test/architecture/rules.ts.`];
  return [
    ...file.imports.flatMap((one) => {
      const breach = breachOf(file, one, zone);
      return breach ? [`${file.path}:${one.line} imports ${one.specifier ?? 'a computed name'}: ${breach}`] : [];
    }),
    ...file.exits
      .filter(() => !mayExit.includes(file.path))
      .map(
        (line) => `${file.path}:${line} ends the process: only ${mayExit.join(', ')} may. Throw, or return a result.`,
      ),
    ...file.defaultExports.map((line) => `${file.path}:${line} exports a default: exports have names. Name it.`),
    ...(file.lines > maxLines
      ? [`${file.path} has ${file.lines} lines, more than ${maxLines}: it has become two things. Part them.`]
      : []),
  ];
}

function breachOf(file: SourceFile, one: Import, zone: Zone): string | undefined {
  const { specifier, target } = one;
  if (specifier === undefined) return 'nobody can tell what that is. Write the name as a literal.';
  if (target !== undefined) return breachByTarget(target, zone);
  if (isBuiltin(specifier)) return breachByBuiltin(file.path, specifier, zone);
  return breachByPackage(file.path, one, specifier);
}

function breachByTarget(target: string, zone: Zone): string | undefined {
  const allowed = [...zone.holds, ...zone.mayImport];
  if (startsWithAny(target, allowed)) return undefined;
  const others = zone.mayImport.length > 0 ? `only ${zone.mayImport.join(', ')}` : 'nothing outside itself';
  return `${zone.name} may import ${others}. Take it as an argument or a port, or move the code to where it may.`;
}

function breachByBuiltin(path: string, specifier: string, zone: Zone): string | undefined {
  if (!specifier.startsWith('node:')) return `a built-in module is written with its prefix. Write node:${specifier}.`;
  const owners = restrictedBuiltins[specifier];
  if (owners && !startsWithAny(path, owners)) {
    return `only ${owners.join(', ')} may. Put it behind a port and let an adapter do it.`;
  }
  if (zone.builtins === 'any' || zone.builtins.includes(specifier)) return undefined;
  return `${zone.name} does no I/O (it may import ${zone.builtins.join(', ') || 'no built-in module'}). Take the value as an argument, or ask a port.`;
}

function breachByPackage(path: string, { kind }: Import, specifier: string): string | undefined {
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
  const entry = packages[name];
  if (!entry) return 'no folder may import this package yet. Say in test/architecture/rules.ts which one does.';
  if (!startsWithAny(path, entry.by)) {
    return `only ${entry.by.join(', ')} may. Use the port that it implements, or wire it there.`;
  }
  if (entry.late && kind === 'static')
    return 'it is heavy. Use await import() or require() where it is needed; import type is free.';
  return undefined;
}

function startsWithAny(path: string, prefixes: readonly string[]): boolean {
  return prefixes.some((prefix) => path.startsWith(prefix));
}

function describeCycle(cycle: readonly string[]): string {
  return `${cycle.join(' → ')} → ${cycle[0]}: imports may not go in a circle. Move what both need to a third file.`;
}
