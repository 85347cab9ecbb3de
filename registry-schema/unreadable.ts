/** Stands for a value that could not be read and was reported already. */
export const unreadable = Symbol('unreadable');
