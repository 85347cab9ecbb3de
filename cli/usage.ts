import { type ArgumentSpec, type Command, optionFlag } from './command.ts';

/** `mergeline pull <ref> [options]` */
export function usageOf(name: string, command: Command): string {
  const required = Object.entries(command.options).flatMap(([key, spec]) =>
    spec.required ? [`${optionFlag(key)} <${spec.value}>`] : [],
  );
  const words = Object.entries(command.arguments).map(([key, spec]) => wordOf(key, spec));
  return ['mergeline', name, ...words, ...required, '[options]'].join(' ');
}

export function wordOf(key: string, { optional, many }: ArgumentSpec): string {
  const dots = many ? '…' : '';
  return optional ? `[${key}${dots}]` : `<${key}>${dots}`;
}
