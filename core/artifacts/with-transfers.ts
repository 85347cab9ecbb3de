import type { RegistryContext } from '../context.ts';
import { noTransfers, type Transfers, transfersSince } from '../domain/transfers.ts';

/** The answer, with what it moved between here and OCI registries where it asked one. */
export async function withTransfers<T extends object>(
  { transfers }: Pick<RegistryContext, 'transfers'>,
  answer: () => Promise<T>,
): Promise<T & { readonly transfers?: Transfers }> {
  const before = transfers?.() ?? noTransfers;
  const given = await answer();
  const moved = transfersSince(before, transfers?.() ?? noTransfers);
  return Object.values(moved).every((count) => count === 0) ? given : { ...given, transfers: moved };
}
