import { formatInstant, shortOid } from '../../core/domain/units.ts';
import type { Moment } from '../../core/reading/moment.ts';
import { lines, type Page, paint } from '../page.ts';

/** Which state of the registry the answer is about, so that nobody takes it for the present one. */
export function presentMoment(moment: Moment, page: Page): string {
  const { commit, at, asked, namesCommit } = moment;
  return lines(
    `${label(page)} ${openingOf(moment)} commit ${shortOid(commit)} of ${formatInstant(at)}${endOf(moment)}`,
    namesCommit
      ? `${label(page)} ${asked} is taken for a date; the tag or branch of that name is refs/tags/${asked} or refs/heads/${asked}`
      : undefined,
  );
}

function label(page: Page): string {
  return paint(page, 'yellow', 'note:');
}

function openingOf({ place, instant, isAhead }: Moment): string {
  if (place === 'elsewhere') return 'this is';
  if (isAhead && place === 'present' && instant !== undefined)
    return `${secondsOf(instant)} is still to come; the registry now:`;
  return instant === undefined ? 'the registry as it stood at' : `the registry as it stood on ${secondsOf(instant)}:`;
}

function endOf({ place }: Moment): string {
  switch (place) {
    case 'passed':
      return '';
    case 'present':
      return ', the newest one';
    case 'elsewhere':
      return ', which the registry does not have in its history: it was proposed only, or the branch was forced away from it';
  }
}

/** `2026-03-31 23:59:59 UTC`: the second is what decides. */
function secondsOf(instant: string): string {
  return instant.replace('T', ' ').replace(/Z$/, ' UTC');
}
