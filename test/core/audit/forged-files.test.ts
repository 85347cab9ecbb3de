import { describe, expect, it } from 'vitest';
import type { Version } from '../../../core/domain/version.ts';
import { irisProduction, pointerOf, pointerText } from '../support/scenes.ts';
import { AuditedScene, iris, manifest, production } from './audited-scene.ts';

const scene = new AuditedScene();
const { edit, found } = scene;

describe('what is made once', () => {
  it('is named when it was edited, with who did it and how to bring it back', async () => {
    await edit(manifest, (it) => `${it}# better\n`);
    expect(await found('manifest-rewritten')).toMatchObject([
      {
        severity: 'integrity',
        model: iris,
        version: '1.0.0',
        who: 'eve',
        hint: expect.stringContaining('git checkout'),
      },
    ]);
  });

  it('is named when it was deleted and when it was made again', async () => {
    const before = await scene.registry.read(manifest);
    await scene.registry.edit({ [manifest]: null }, 'eve');
    expect(await found('manifest-rewritten')).toMatchObject([{ what: expect.stringContaining('deleted') }]);
    await scene.registry.edit({ [manifest]: `${before}# again\n` }, 'eve');
    expect(await found('manifest-rewritten')).toMatchObject([{ what: expect.stringContaining('changed') }]);
  });

  it('is a notice once it was brought back', async () => {
    const before = (await scene.registry.read(manifest)) ?? '';
    await scene.registry.edit({ [manifest]: `${before}# other\n` }, 'eve');
    await scene.registry.edit({ [manifest]: before }, 'ann');
    expect(await found('manifest-rewritten')).toEqual([]);
    expect(await found('restored')).toMatchObject([{ severity: 'notice', version: '1.0.0', who: 'eve' }]);
  });
});

describe('pointers', () => {
  it('that were moved by hand are named, also after they were moved on', async () => {
    const pointer = await pointerOf(scene.registry);
    const next = { ...pointer, generation: 2, version: '1.0.1' as Version, replaces: pointer.version };
    await scene.registry.edit({ [irisProduction]: pointerText(next) }, 'eve');
    expect(await found('pointer-unjudged')).toMatchObject([
      { severity: 'policy', stage: production, version: '1.0.1', generation: 2, who: 'eve' },
    ]);
    expect(await found('manifest-differs')).toMatchObject([{ generation: 2, severity: 'integrity' }]);
    await scene.registry.edit({ [irisProduction]: pointerText({ ...pointer, generation: 3 }) }, 'eve');
    expect(await found('pointer-unjudged')).toHaveLength(2);
  });

  it('that were deleted and made again are named, for that and for their generation', async () => {
    const pointer = await pointerOf(scene.registry);
    await scene.registry.edit({ [irisProduction]: null }, 'eve');
    expect(await found('pointer-deleted')).toMatchObject([{ stage: production, who: 'eve' }]);
    await scene.registry.edit({ [irisProduction]: pointerText({ ...pointer, reason: 'other' }) }, 'eve');
    expect(await found('generation-jump')).toMatchObject([
      { generation: 1, hint: expect.stringContaining('rollback') },
    ]);
    expect(await found('pointer-unjudged')).toHaveLength(1);
  });

  it('that cannot be read are named, and hide nothing else', async () => {
    await scene.registry.edit({ [irisProduction]: 'version: [' }, 'eve');
    await scene.registry.edit({ 'models/iris/model.yaml': 'owners: 7' }, 'eve');
    await edit(manifest, (it) => `${it}# other\n`);
    expect(await found('file-unreadable')).toMatchObject([{ stage: production, who: 'eve' }]);
    expect(await found('manifest-rewritten')).toHaveLength(1);
  });
});
