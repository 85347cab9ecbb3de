import { lines } from './page.ts';

/** One line, and what hangs below it. */
export interface TreeNode {
  readonly text: string;
  readonly children?: readonly TreeNode[];
}

/** As `tree` of the shell draws it. */
export function drawTree({ text, children = [] }: TreeNode): string {
  return lines(text, ...children.map((child, at) => drawBranch(child, at === children.length - 1)));
}

function drawBranch(node: TreeNode, isLast: boolean): string {
  const [first = '', ...rest] = drawTree(node).split('\n');
  return lines(`${isLast ? '└─' : '├─'} ${first}`, ...rest.map((line) => `${isLast ? '  ' : '│ '} ${line}`));
}
