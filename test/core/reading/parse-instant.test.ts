import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findInstant, parseInstant, type Standpoint } from '../../../core/reading/parse-instant.ts';

const past: Standpoint = { now: '2026-03-15T10:30:00Z', towards: 'past' };
const future: Standpoint = { ...past, towards: 'future' };

describe('an instant', () => {
  it.each([
    ['2026-03-01', '2026-03-01T23:59:59Z'],
    ['2024-02-29', '2024-02-29T23:59:59Z'],
    ['2026-02', '2026-02-28T23:59:59Z'],
    ['2026-12', '2026-12-31T23:59:59Z'],
    ['2026-03-01T12:00:00Z', '2026-03-01T12:00:00Z'],
    ['2026-03-01T12:00', '2026-03-01T12:00:00Z'],
    ['2026-03-01T12:00:00.999Z', '2026-03-01T12:00:00Z'],
    ['2026-03-01T00:30:00+02:00', '2026-02-28T22:30:00Z'],
    ['2026-03-01T23:30:00-0500', '2026-03-02T04:30:00Z'],
    ['2026-03-01 12:00:00 +0100', '2026-03-01T11:00:00Z'],
    ['2026-03-01 12:00 UTC', '2026-03-01T12:00:00Z'],
    ['now', '2026-03-15T10:30:00Z'],
    ['today', '2026-03-15T23:59:59Z'],
    ['yesterday', '2026-03-14T23:59:59Z'],
    ['tomorrow', '2026-03-16T23:59:59Z'],
    ['-3d', '2026-03-12T10:30:00Z'],
    ['3d ago', '2026-03-12T10:30:00Z'],
    ['3 days ago', '2026-03-12T10:30:00Z'],
    ['2.weeks.ago', '2026-03-01T10:30:00Z'],
    ['1 hour ago', '2026-03-15T09:30:00Z'],
    ['-1d 12h', '2026-03-13T22:30:00Z'],
    ['90 minutes ago', '2026-03-15T09:00:00Z'],
    ['+36h', '2026-03-16T22:30:00Z'],
    ['in 2 weeks', '2026-03-29T10:30:00Z'],
  ])('is what %s names, whichever way one looks', (text, expected) => {
    expect(parseInstant(text, past)).toBe(expected);
    expect(parseInstant(text, future)).toBe(expected);
  });

  it.each([
    ['7d', '2026-03-22T10:30:00Z'],
    ['2w', '2026-03-29T10:30:00Z'],
    ['36 hours', '2026-03-16T22:30:00Z'],
  ])('is ahead where %s has no sign, and only for who looks ahead', (text, expected) => {
    expect(parseInstant(text, future)).toBe(expected);
    expect(findInstant(text, past)).toBeUndefined();
  });

  it.each(['2026-02-30', '2026-13-01', '2026-00', '2026-03-01T25:00', '-999999w', '0000-01-01', '2026-02-30T10:00Z'])(
    'is none of the calendar in %s',
    (text) => {
      expect(() => findInstant(text, past)).toThrow(expect.objectContaining({ code: 'NAME_INVALID' }));
    },
  );

  it.each([
    '',
    'main',
    'v1.0',
    'HEAD~2',
    'c0ffee',
    '20260301',
    '2026',
    'ago',
    '3 ago',
    '-d',
    '-3x',
    'in',
    '- 3d',
    '-3d ago',
    'constructor',
    '2026-03-01T',
    '2026-3-1',
    '1d-ago',
    'yesterday ',
  ])('is not what %j is written as', (text) => {
    expect(findInstant(text, past)).toBeUndefined();
    expect(() => parseInstant(text, past)).toThrow(/is no date/);
  });

  it('is read back from what it was written as, in any zone', () => {
    const times = fc.date({ min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(times, fc.integer({ min: -14 * 60, max: 14 * 60 }), (time, minutes) => {
        const local = new Date(time.getTime() + minutes * 60_000).toISOString().slice(0, 19);
        const [hours, rest] = [Math.floor(Math.abs(minutes) / 60), Math.abs(minutes) % 60];
        const zone = `${minutes < 0 ? '-' : '+'}${String(hours).padStart(2, '0')}:${String(rest).padStart(2, '0')}`;
        expect(parseInstant(`${local}${zone}`, past)).toBe(`${time.toISOString().slice(0, 19)}Z`);
      }),
    );
  });

  it('takes no long time to refuse', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[-+0-9a-z .]{0,300}$/), (text) => {
        try {
          expect(findInstant(text, future) ?? '2').toMatch(/^\d/);
        } catch (error) {
          expect(error).toMatchObject({ code: 'NAME_INVALID' });
        }
      }),
    );
    expect(findInstant(`${'1d '.repeat(50_000)}x`, future)).toBeUndefined();
  });
});
