import { MergelineError } from '../../../core/errors.ts';
import { zoneOf } from './network-zone.ts';

/**
 * Whether a registry may send us to this address: for a token, to upload or to fetch bytes. What it says is not trusted, or it
 * could make this machine ask others on its network: https or the registry's own host, and no numbered address that is nearer
 * than the registry's own.
 * @param from the address that named the target.
 * @throws MergelineError `REMOTE_FAILED`
 */
export function checkTarget(target: URL, from: URL): void {
  const isPlainAsBefore = target.protocol === 'http:' && from.protocol === 'http:' && target.hostname === from.hostname;
  if (target.protocol !== 'https:' && !isPlainAsBefore) throw refused(target, from, 'which is not https');
  if (target.username !== '' || target.password !== '') throw refused(target, from, 'with a user name in it');
  const zone = zoneOf(target.hostname);
  if (zone === 'public' || target.hostname === from.hostname) return;
  if (zone === 'link-local' || zone !== zoneOf(from.hostname)) throw refused(target, from, `which is ${zone}`);
}

function refused(target: URL, from: URL, fact: string): MergelineError {
  return new MergelineError('REMOTE_FAILED', `${from.host} sends us to ${target.protocol}//${target.host}, ${fact}.`, {
    hint: 'Nothing was sent there. Ask whoever runs the registry.',
  });
}
