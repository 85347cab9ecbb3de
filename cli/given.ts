type Defined<T> = { readonly [K in keyof T]?: Exclude<T[K], undefined> };

/** The record without the keys that hold undefined: what was not given is not passed on. */
export function given<T extends object>(values: T): Defined<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Defined<T>;
}
