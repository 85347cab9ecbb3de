import { readFile } from 'node:fs/promises';
import { defineCommand } from '../command.ts';
import { answered } from '../outcome.ts';
import { packageFile } from '../package-file.ts';

export const completion = defineCommand({
  arguments: {
    shell: { help: 'bash, zsh or fish.', choices: ['bash', 'zsh', 'fish'] },
  },
  options: {},
  notes: ['Completes commands, options, models, versions, stages and proposals of the registry you are in.'],
  examples: [
    { words: 'completion bash > ~/.local/share/bash-completion/completions/mergeline', does: 'for bash' },
    { words: 'completion zsh > ~/.zfunc/_mergeline', does: 'for zsh, where ~/.zfunc is in fpath' },
    { words: 'completion fish > ~/.config/fish/completions/mergeline.fish', does: 'for fish' },
  ],
  async run({ shell }) {
    const script = await readFile(packageFile(`cli/completion/mergeline.${shell}`), 'utf8');
    return answered({ shell, script }, () => script);
  },
});
