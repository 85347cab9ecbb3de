/** `either` holds numbers and texts; `version` is ordered by SemVer; `time` is kept in milliseconds. */
export type FieldType = 'text' | 'number' | 'either' | 'version' | 'time';

export interface Field {
  /** In full: `metrics.auc`, `model`. */
  readonly name: string;
  readonly type: FieldType;
}
