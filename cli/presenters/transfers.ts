import type { Transfers } from '../../core/domain/transfers.ts';
import { count, formatBytes } from '../../core/domain/units.ts';

/** `3 blobs sent (1.1 GB), 2 found there, 1 mounted` */
export function transfersText({ uploaded, verified, mounted, bytes }: Transfers): string {
  const parts = [
    `${count(uploaded, 'blob')} sent${bytes === 0 ? '' : ` (${formatBytes(bytes)})`}`,
    ...(verified === 0 ? [] : [`${verified} found there`]),
    ...(mounted === 0 ? [] : [`${mounted} mounted`]),
  ];
  return parts.join(', ');
}
