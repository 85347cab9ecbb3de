/** What a found version has of its own. */
const withVersion: ReadonlySet<string> = new Set([
  'model',
  'namespace',
  'version',
  'version_text',
  'created',
  'created_by',
  'stage',
  'status',
  'owner',
  'framework',
  'framework_version',
  'task',
  'dataset',
  'metrics',
  'params',
  'tags',
  'licence',
  'description',
]);

/** Those of the fields that a query names which come beside what every answer has. */
export function fieldsBeside(mentioned: readonly string[]): readonly string[] {
  return mentioned.filter((field) => !withVersion.has(field.split('.')[0] ?? '') && !field.startsWith('mlflow.'));
}
