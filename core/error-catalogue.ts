/** What the exit code of a failed command tells: docs/cli.md, "Exit codes". */
const broke = 1;
const wrongRequest = 2;
const policySaysNo = 3;
const notFound = 4;
const conflict = 5;
const integrity = 6;
const remote = 7;

/**
 * Every error code there is. A code is permanent: it may gain words, it is never renamed or reused.
 * docs/errors.md is generated from this table.
 */
export const errorCatalogue = {
  INTERNAL: { exit: broke, meaning: 'Something unforeseen happened: a bug, or a machine that failed.' },
  STORAGE_FAILED: { exit: broke, meaning: 'The disk is full, read-only or failing; nothing half-written was left.' },

  USAGE: { exit: wrongRequest, meaning: 'The command line is not of the form that the command takes.' },
  NAME_INVALID: {
    exit: wrongRequest,
    meaning: 'A model, stage, version or reference is not written as the rules say.',
  },
  FILE_INVALID: {
    exit: wrongRequest,
    meaning: 'A file of the registry breaks its schema or the layout; every fault is listed.',
  },
  INPUT_INVALID: { exit: wrongRequest, meaning: 'A value or an input file that was given cannot be used.' },
  MODEL_UNREADABLE: { exit: wrongRequest, meaning: 'The model file is empty, truncated or of no recognised format.' },
  MODEL_DENIED: { exit: wrongRequest, meaning: 'The model file names code that could harm whoever loads it.' },
  MODEL_UNSUPPORTED: { exit: wrongRequest, meaning: 'The model was understood but cannot be converted or served.' },
  MODEL_FAILED: {
    exit: wrongRequest,
    meaning: 'The model took too long or too much memory, crashed, or gave answers that fit no rows.',
  },
  CREDENTIAL_FOUND: { exit: wrongRequest, meaning: 'What was given holds something that looks like a credential.' },
  NOT_A_REGISTRY: { exit: wrongRequest, meaning: 'There is no registry at the given address.' },
  REPOSITORY_UNSUPPORTED: {
    exit: wrongRequest,
    meaning: 'The Git repository is shallow, mid-merge or uses a format that is not supported.',
  },
  REMOTE_UNDECIDED: { exit: wrongRequest, meaning: 'A fresh clone does not say whether writes go to its remote.' },

  GATE_FAILED: { exit: policySaysNo, meaning: 'A gate of the stage failed; the verdicts say which and why.' },
  APPROVAL_MISSING: { exit: policySaysNo, meaning: 'The proposal still waits for people or time.' },
  NOT_ALLOWED: { exit: policySaysNo, meaning: 'The policy does not let this person do this.' },
  IMMUTABLE: { exit: policySaysNo, meaning: 'A registered version, evaluation or record is never changed or deleted.' },
  STAGE_HELD: { exit: policySaysNo, meaning: 'The version holds a stage, so it cannot be withdrawn from use.' },

  NOT_FOUND: { exit: notFound, meaning: 'There is no such model, version, stage, proposal or artifact.' },
  ERASED: { exit: notFound, meaning: 'The version was erased; its tombstone says by whom and why.' },

  ALREADY_EXISTS: { exit: conflict, meaning: 'It exists already, with other content.' },
  CONFLICT: { exit: conflict, meaning: 'Another writer moved what this change depends on.' },
  BUSY: { exit: conflict, meaning: 'Another process holds a lock that did not become free in time.' },

  DIGEST_MISMATCH: { exit: integrity, meaning: 'Bytes do not match the digest that names them.' },
  REPOSITORY_CORRUPT: { exit: integrity, meaning: 'A Git object or a stored artifact is damaged.' },

  REMOTE_FAILED: { exit: remote, meaning: 'A remote is unreachable, refuses the credentials or keeps failing.' },
} as const satisfies Record<string, { exit: number; meaning: string }>;

export type ErrorCode = keyof typeof errorCatalogue;
