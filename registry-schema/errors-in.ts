import type { ErrorObject, ValidateFunction } from 'ajv';
import type { DataValidationCxt } from 'ajv/dist/types/index.js';
import { ajv } from './late-packages.ts';
import { definitionOf } from './resolve-schema.ts';
import type { Schema } from './schema.ts';

/** How the compiled validators are made too: both must say the same. That a number must be finite is part of it. */
export const ajvOptions = { messages: false, strict: false, strictNumbers: true } as const;

/** Data that is still to be checked, and the JSON pointer to where it stands. */
interface Task {
  readonly schema: Schema;
  readonly data: unknown;
  readonly at: string;
}

/** Every error that ajv finds, with the data and the schema that it is about. */
export function errorsIn(root: Schema, data: unknown): readonly ErrorObject[] {
  const tasks: Task[] = [{ schema: root, data, at: '' }];
  const errors: ErrorObject[] = [];
  for (const { schema, data, at } of tasks) {
    const context: PutOff = (reference, data, pointer) =>
      tasks.push({ schema: definitionOf(reference, root), data, at: `${at}${pointer}` });
    const validate = validatorOf(schema);
    validate.call(context, data);
    for (const error of validate.errors ?? []) errors.push({ ...error, instancePath: `${at}${error.instancePath}` });
  }
  return errors;
}

type PutOff = (reference: string, data: unknown, pointer: string) => void;

const validators = new WeakMap<Schema, ValidateFunction>();
let compiler: InstanceType<ReturnType<typeof ajv>['Ajv2020']> | undefined;

/** Compiled when the first fault is met: with all that it can tell, it is several times as large as what only answers. */
function validatorOf(schema: Schema): ValidateFunction {
  let validate = validators.get(schema);
  if (validate === undefined) {
    compiler ??= makeCompiler();
    validate = compiler.compile(schema);
    validators.set(schema, validate);
  }
  return validate;
}

/**
 * At a reference, ajv copies all the errors that it found before, which takes half a minute for a long list of broken
 * gates. So what a reference leads to is put off, and checked on its own after the rest.
 */
function makeCompiler() {
  const { Ajv2020 } = ajv();
  const options = { allErrors: true, verbose: true, passContext: true, meta: false, validateSchema: false };
  return new Ajv2020({ ...ajvOptions, ...options }).removeKeyword('$ref').addKeyword({
    keyword: '$ref',
    validate(this: PutOff, reference: string, data: unknown, _?: unknown, place?: DataValidationCxt) {
      this(reference, data, place?.instancePath ?? '');
      return true;
    },
  });
}
