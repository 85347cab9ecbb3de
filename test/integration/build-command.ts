import { execFileSync } from 'node:child_process';

/** Tests that run the command start `cli/mergeline.cjs`, which runs `dist`: it is brought up to date once, before any of them. */
export function setup(): void {
  execFileSync('npm', ['run', '--silent', 'build'], { stdio: ['ignore', 'inherit', 'inherit'] });
}
