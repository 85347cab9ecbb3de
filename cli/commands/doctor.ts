import { defineCommand } from '../command.ts';
import { fileInvalid } from '../exit-codes.ts';
import { answered } from '../outcome.ts';
import { presentDoctor } from '../presenters/doctor.ts';

export const doctor = defineCommand({
  arguments: {},
  options: {},
  notes: ['Exit code 2 when something is broken, 0 when there are only warnings.'],
  examples: [{ words: 'doctor', does: 'look at repository, stores, remote and policy' }],
  async run(_input, context) {
    const { health } = await context.registry();
    const answer = await health.doctor();
    const broken = answer.checks.some(({ state }) => state === 'problem');
    return answered(answer, presentDoctor, { exitCode: broken ? fileInvalid : 0 });
  },
});
