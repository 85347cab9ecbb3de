import type { VersionLineage } from '../../core/lineage/lineage.ts';

/** Of a version that came from nothing, and of which nothing came. */
export const noLineage: VersionLineage = {
  parents: [],
  parentsEnd: 'root',
  baseModel: null,
  datasets: [],
  source: { repository: null, commit: null, runUrl: null },
  evaluations: [],
  stays: [],
  children: { versions: [], total: 0 },
  fineTunes: { versions: [], total: 0 },
};
