/** What Git and its servers say when another writer was faster, or is at the same ref right now. */
export const lostRace =
  /stale info|fetch first|non-fast-forward|cannot lock ref|failed to (?:update|lock)|incorrect old value|but expected|already exists/i;
