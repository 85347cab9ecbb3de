/** A whole HTTP answer: nothing here is streamed. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const json = { 'content-type': 'application/json' };

/** NaN and infinities, which JSON cannot hold, become null. */
export function jsonAnswer(value: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { ...json, ...headers }, body: JSON.stringify(value) };
}
