import { MemoryBaseStore } from '../../adapters/memory/memory-base-store.ts';
import { OciLayout } from '../../adapters/oci/oci-layout.ts';
import { OciLayoutBaseStore } from '../../adapters/oci/oci-layout-base-store.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { describeBaseStore } from './base-store.contract.ts';

describeBaseStore('memory', async () => {
  const bases = new MemoryBaseStore();
  return { bases, reopen: () => bases };
});

describeBaseStore('an OCI layout', async () => {
  const folder = await temporaryFolder();
  const open = () => new OciLayoutBaseStore(new OciLayout(folder));
  return { bases: open(), reopen: open };
});
