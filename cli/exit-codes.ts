/** docs/cli.md, "Exit codes": of answers that are no errors. */
export const itBroke = 1;
export const fileInvalid = 2;
export const policySaysNo = 3;
export const integrityBroken = 6;
