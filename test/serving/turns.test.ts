import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { Turns } from '../../serving/turns.ts';

test('turns come one by one, in their order, and others get on between them', async () => {
  const turns = new Turns();
  const events: string[] = [];
  const other = (async () => {
    for (let count = 0; count < 4; count += 1) {
      await setImmediate();
      events.push('other');
    }
  })();
  await Promise.all(['first', 'second', 'third'].map((name) => turns.next().then(() => events.push(name))));
  await other;
  expect(events.filter((event) => event !== 'other')).toEqual(['first', 'second', 'third']);
  expect(events.join(' ')).toMatch(/first other second other third/);
});
