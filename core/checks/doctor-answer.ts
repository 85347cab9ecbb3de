export interface DoctorAnswer {
  readonly checks: readonly {
    readonly group: 'repository' | 'policy' | 'models' | 'stages' | 'proposals' | 'you';
    /** What was looked at: `files`, or what it is about: `iris@production`. */
    readonly check: string;
    readonly state: 'ok' | 'warning' | 'problem';
    readonly message: string;
    readonly hint?: string;
  }[];
}
