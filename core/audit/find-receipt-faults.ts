import { isDeepStrictEqual } from 'node:util';
import { parseRecordPath, receiptPath } from '../../registry-schema/record-layout.ts';
import { type Digest, digestOf } from '../domain/digest.ts';
import type { Receipt } from '../domain/records.ts';
import type { PointerState } from '../reading/stage-history.ts';
import type { AuditFacts, PointerPast } from './facts.ts';
import { type Finding, finding, short, toldBy } from './finding.ts';
import { type ReadRecord, receiptsIn } from './recorded.ts';

/** Receipts that break their chain, say another thing than the pointer, are missing, or are signed. */
export function findReceiptFaults(facts: AuditFacts): readonly Finding[] {
  const receipts = receiptsIn(facts.recorded);
  const byPath = new Map(receipts.map((receipt) => [receipt.path, receipt]));
  return [
    ...chainFaults(receipts, facts),
    ...receipts.flatMap((receipt) => signatureRemark(receipt, facts)),
    ...facts.pointers.flatMap((past) => past.states.flatMap((state) => publicationFaults(state, past, byPath, facts))),
  ];
}

/**
 * Each receipt names the newest one of an earlier generation that stood on the records branch when it came: publications
 * that run at once may come in another order than their generations.
 */
function chainFaults(receipts: readonly ReadRecord<Receipt>[], facts: AuditFacts): Finding[] {
  const expected = linksExpected(facts);
  return receipts.flatMap(({ path, value }) => {
    const link = expected.get(path) ?? null;
    if (value.previous === link) return [];
    const what = `The receipt of ${value.model}@${value.stage} generation ${value.generation} names ${value.previous ?? 'none'} as the one before it, but that was ${link ?? 'none'}.`;
    const hint = `See how it came with: git log ${facts.recorded.branch} -- receipts/${value.model}/${value.stage}`;
    return [finding('receipt-chain-broken', { ...subjectOf(value), what, hint })];
  });
}

function linksExpected({ recorded }: AuditFacts): ReadonlyMap<string, Digest | null> {
  const links = new Map<string, Digest | null>();
  const made = new Map<string, { generation: number; digest: Digest }[]>();
  for (const { changes } of recorded.entries.toReversed()) {
    for (const { path, before, after } of changes) {
      const place = parseRecordPath(path);
      const bytes = recorded.objects.bytes(after);
      if (place?.kind !== 'Receipt' || before !== undefined || bytes === undefined || links.has(path)) continue;
      const key = `${place.model} ${place.stage}`;
      const earlier = made.get(key) ?? [];
      links.set(path, newestBefore(place.generation, earlier));
      made.set(key, [...earlier, { generation: place.generation, digest: digestOf(bytes) }]);
    }
  }
  return links;
}

function newestBefore(
  generation: number,
  made: readonly { readonly generation: number; readonly digest: Digest }[],
): Digest | null {
  const earlier = made.filter((it) => it.generation < generation);
  return earlier.toSorted((a, b) => a.generation - b.generation).at(-1)?.digest ?? null;
}

function publicationFaults(
  state: PointerState,
  { passed, states }: PointerPast,
  receipts: ReadonlyMap<string, ReadRecord<Receipt>>,
  { ages }: AuditFacts,
): Finding[] {
  const { pointer, entry } = state;
  const { model, stage, version, generation } = pointer;
  const receipt = receipts.get(receiptPath(model, stage, generation))?.value;
  const told = { model, stage, version, generation, ...toldBy(entry) };
  if (receipt === undefined) {
    // What came next may have come before this one could be published.
    if (!passed.has(state) || state !== states[0]) return [];
    const what = `${model}@${stage} generation ${generation} passed, and no receipt says that it was published.`;
    return [finding('not-published', { ...told, what, hint: `Publish it with: mergeline publish ${model}@${stage}` })];
  }
  if (receipt.commit !== entry.commit.oid || !ages.has(receipt.commit)) return [];
  const other = differencesOf(receipt, state);
  if (other.length === 0) return [];
  const what = `The receipt of ${model}@${stage} generation ${generation} says another ${other.join(' and ')} than the pointer that commit ${short(entry.commit.oid)} brought.`;
  const hint = `Compare it with: git show ${short(entry.commit.oid)}:models/${model}/stages/${stage}.yaml`;
  return [finding('receipt-differs', { ...told, at: receipt.at, who: receipt.publishedBy, what, hint })];
}

function differencesOf(receipt: Receipt, { pointer }: PointerState): readonly string[] {
  const said = { version: receipt.version, manifest: receipt.manifestDigest, image: receipt.image?.digest ?? null };
  const meant = { version: pointer.version, manifest: pointer.manifestDigest, image: pointer.image?.digest ?? null };
  return (['version', 'manifest', 'image'] as const).filter((field) => !isDeepStrictEqual(said[field], meant[field]));
}

function signatureRemark({ path, value }: ReadRecord<Receipt>, { recorded }: AuditFacts): Finding[] {
  if (value.signature === undefined) return [];
  const what = `The receipt of ${value.model}@${value.stage} generation ${value.generation} is signed, and this release cannot verify signatures of receipts.`;
  return [
    finding('signature-unchecked', {
      ...subjectOf(value),
      what,
      hint: `See it with: git show ${recorded.branch}:${path}`,
    }),
  ];
}

function subjectOf({ model, stage, version, generation, at, publishedBy: who }: Receipt) {
  return { model, stage, version, generation, at, who };
}
