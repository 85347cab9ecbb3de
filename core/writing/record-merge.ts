import { encode } from '../../registry-schema/codec.ts';
import { mergePath } from '../../registry-schema/record-layout.ts';
import type { RegistryContext } from '../context.ts';
import type { MergeRecord } from '../domain/records.ts';
import { addRecord } from './add-record.ts';

/** Keeps who merged a proposal, on which approvals and verdicts; what was recorded of the commit before stays. */
export async function recordMerge(merge: Omit<MergeRecord, 'at'>, context: RegistryContext): Promise<void> {
  const at = context.clock.now();
  await addRecord(
    {
      path: mergePath(merge.commit),
      subject: `record the merge of proposal ${merge.proposal}`,
      encode: () => encode('MergeRecord', { ...merge, at }),
    },
    context,
  );
}
