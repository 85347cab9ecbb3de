import { isMeantBy, parseActor } from '../domain/actor.ts';
import type { Pointer, PointerImage } from '../domain/records.ts';
import { mayBreakGlass } from '../pointers/may-break-glass.ts';
import type { Candidacy } from './candidacy.ts';
import { fail, type Judgement, pass } from './judgement.ts';

/** Always judged: the proposed pointer says exactly what the registry knows, and the candidate's bytes are right. */
export function judgeIntegrity(candidacy: Candidacy): Judgement {
  const faults = [
    ...faultsOfSuccession(candidacy),
    ...faultsOfContent(candidacy),
    ...faultsOfTypedHold(candidacy),
    ...faultsOfBrokenGlass(candidacy),
    ...candidacy.integrityFaults,
  ];
  if (faults.length > 0) return fail(faults.join(' '));
  const { pointer } = candidacy;
  if (pointer.change === 'hold') return pass(`Only the hold changes, in generation ${pointer.generation}.`);
  return pass(
    pointer.version === null
      ? `The pointer is emptied, in generation ${pointer.generation}.`
      : `Manifest, bytes and image of ${pointer.version} are the registered ones; the pointer is generation ${pointer.generation}.`,
  );
}

/** The pointer follows the one on the base branch. */
function faultsOfSuccession({ pointer, basePointer, holder, incumbent, model, stage }: Candidacy): string[] {
  const expected = generationAfter(basePointer);
  const replaced = basePointer?.version ?? null;
  const faults: string[] = [];
  if (pointer.model !== model.name) faults.push(`The pointer is of model ${pointer.model}, not ${model.name}.`);
  if (pointer.stage !== stage.name) faults.push(`The pointer is of stage ${pointer.stage}, not ${stage.name}.`);
  if (pointer.generation !== expected) {
    faults.push(
      `The pointer's generation is ${pointer.generation} and must be ${expected}: it was made for another state of the stage. Run mergeline proposal refresh, or mergeline rollback instead of git revert.`,
    );
  }
  if (pointer.replaces !== replaced) {
    faults.push(`The pointer replaces ${nameOf(pointer.replaces)} and must replace ${nameOf(replaced)}.`);
  }
  // Leaving a holder that is damaged must stay possible; a promotion compares with it.
  if (pointer.change === 'promotion' && (incumbent?.manifest.version ?? null) !== holder) {
    faults.push(`${nameOf(holder)} holds the stage, but its manifest cannot be read.`);
  }
  return faults;
}

function generationAfter(pointer: Pointer | undefined): number {
  return (pointer?.generation ?? 0) + 1;
}

function faultsOfContent(candidacy: Candidacy): string[] {
  const { pointer } = candidacy;
  if (pointer.change === 'hold') return faultsOfHold(candidacy);
  if ((pointer.change === 'withdrawal') !== (pointer.version === null)) {
    return ['A withdrawal, and nothing else, has no version.'];
  }
  return pointer.version === null ? faultsOfEmptied(pointer) : faultsOfVersion(candidacy);
}

function faultsOfEmptied({ manifestDigest, image }: Pointer): string[] {
  return manifestDigest === null && image === null ? [] : ['A pointer without a version has no manifest and no image.'];
}

function faultsOfVersion({ pointer, candidate, expectedImage, policy, cards }: Candidacy): string[] {
  if (candidate === undefined) return [`${pointer.version} is not registered.`];
  const faults: string[] = [];
  if (candidate.manifest.model !== pointer.model || candidate.manifest.version !== pointer.version) {
    faults.push(
      `The manifest is of ${candidate.manifest.model}@${candidate.manifest.version}, not ${pointer.version}.`,
    );
  }
  if (candidate.manifestDigest !== pointer.manifestDigest) {
    faults.push(
      `The pointer names manifest ${pointer.manifestDigest}; the registered one is ${candidate.manifestDigest}.`,
    );
  }
  const { base } = policy.serving;
  const pinned = base.name === 'none' ? 'none' : 'digest' in base ? base.digest : 'none';
  // A rollback takes the image that history records for the version, whatever the pin is now.
  if (pointer.change === 'promotion' && pointer.image && pointer.image.base !== pinned) {
    faults.push(
      `The image is built on ${pointer.image.base}; registry.yaml pins ${pinned}. Run mergeline proposal refresh.`,
    );
  }
  if (!cards.includes(pointer.card)) {
    faults.push(
      `The pointer freezes the model card ${pointer.card ?? 'none'}; the registry has ${cards.at(0) ?? 'none'}. Run mergeline proposal refresh.`,
    );
  }
  return [...faults, ...faultsOfImage(pointer, expectedImage)];
}

function faultsOfImage({ image: proposed, change }: Pointer, expected: PointerImage | null): string[] {
  if (proposed === null || expected === null) {
    if (proposed === expected) return [];
    return [
      expected === null
        ? 'The pointer names an image, but this version has none.'
        : `The pointer names no image; this version has ${expected.digest}.`,
    ];
  }
  const source = change === 'rollback' ? 'when this version held the stage it was' : 'composing this version gives';
  return (['digest', 'base', 'composer', 'platforms'] as const)
    .map((field) => [field, String(proposed[field] ?? 'none'), String(expected[field] ?? 'none')])
    .filter(([, is, due]) => is !== due)
    .map(([field, is, due]) => `The pointer's image ${field} is ${is}; ${source} ${due}.`);
}

/**
 * A hold is carried along, not brought: in somebody else's name it would keep everybody out. Breaking the glass sets one.
 * A pointer that was made for another generation carries the hold of that one, and its generation is a fault already.
 */
function faultsOfTypedHold({ pointer, basePointer }: Candidacy): string[] {
  if (pointer.generation !== generationAfter(basePointer)) return [];
  if (pointer.change === 'hold' || pointer.breakGlass !== undefined || pointer.hold === undefined) return [];
  const same = JSON.stringify(pointer.hold) === JSON.stringify(basePointer?.hold);
  return same ? [] : ['It brings a hold of its own. Run mergeline hold instead.'];
}

/** History says who broke the glass, so only their own commit can. */
function faultsOfBrokenGlass({ pointer, stage, policy, owners, committers }: Candidacy): string[] {
  const { breakGlass, hold, change } = pointer;
  if (breakGlass === undefined || change === 'hold') return [];
  const { by, reason } = breakGlass;
  const faults: string[] = [];
  if (!committers.some((name) => isMeantBy(parseActor(name), by)))
    faults.push(`It says that ${by} broke the glass, who made no commit of it.`);
  if (!mayBreakGlass(stage, by, policy.roles, owners)) faults.push(`${by} may not break the glass of ${stage.name}.`);
  if (reason.trim() === '' || hold?.by !== by || hold.reason !== reason)
    faults.push('Breaking the glass has a reason, and holds the stage for it in the same name.');
  return faults;
}

/** What a change of the hold must leave as it is. */
function faultsOfHold({ pointer, basePointer }: Candidacy): string[] {
  if (basePointer === undefined) return ['A stage that never held a version cannot be held.'];
  if (pointer.breakGlass !== undefined) return ['A hold breaks no glass.'];
  return (['version', 'manifestDigest', 'image', 'card', 'waivers'] as const)
    .filter((field) => JSON.stringify(pointer[field] ?? null) !== JSON.stringify(basePointer[field] ?? null))
    .map((field) => `A hold changes nothing but the hold, and this one changes ${field}.`);
}

function nameOf(version: string | null): string {
  return version ?? 'no version';
}
