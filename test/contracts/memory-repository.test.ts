import { MemoryRepository } from '../../adapters/memory/memory-repository.ts';
import { describeRepository } from './repository.contract.ts';

describeRepository('a repository in memory', async (root) => ({ repository: new MemoryRepository({ root }) }));
