import type { TensorSpec } from '../../core/domain/manifest.ts';
import type { Answer } from '../http/answer.ts';
import type { Route } from '../http/route.ts';
import type { ServedModel } from '../models/served-model.ts';

/** `GET /`: which models are here, for a person with a browser. */
export function modelPage(models: readonly ServedModel[]): Route {
  const answer: Answer = {
    status: 200,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
      'referrer-policy': 'no-referrer',
    },
    body: pageOf(models),
  };
  return { method: 'GET', path: '/', answer: () => answer };
}

const style = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 50rem; margin: 2rem auto; padding: 0 1rem; }
h2 { margin-bottom: 0; }
code, pre { font: 0.9em/1.5 ui-monospace, monospace; overflow-wrap: anywhere; }
pre { padding: 0.75rem 1rem; border: 1px solid; border-radius: 0.5rem; overflow-x: auto; }
dt { font-weight: 600; }
dd { margin: 0 0 0.5rem; }`;

function pageOf(models: readonly ServedModel[]): string {
  const sections = models.map(sectionOf).join('') || '<p>No model is loaded.</p>';
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Models served here</title><style>${style}</style></head>
<body><main><h1>Models served here</h1>${sections}</main></body>
</html>
`;
}

function sectionOf({ model, version, manifestDigest, predictor: { signature } }: ServedModel): string {
  const { task, inputs, outputs, classes } = signature;
  const command = `curl -H 'content-type: application/json' -d '[…]' http://…/models/${model}/predict`;
  const facts: [string, string][] = [
    ['Manifest', manifestDigest === null ? 'not known to this server' : code(manifestDigest)],
    ['Task', escapeHtml(task)],
    ['Inputs', inputs.map(tensorHtml).join('<br>')],
    ['Outputs', outputs.map(tensorHtml).join('<br>')],
    ...(classes
      ? [['Classes', code(classes.map((label) => JSON.stringify(label)).join(', '))] as [string, string]]
      : []),
  ];
  const list = facts.map(([term, html]) => `<dt>${term}</dt><dd>${html}</dd>`).join('');
  return `<section><h2>${escapeHtml(model)} ${escapeHtml(version)}</h2><dl>${list}</dl><pre>${escapeHtml(command)}</pre></section>`;
}

function tensorHtml({ name, type, shape, columns }: TensorSpec): string {
  const sizes = shape.map((size) => size ?? 'any').join(' × ');
  const names = columns ? `: ${columns.map(escapeHtml).join(', ')}` : '';
  return `${code(name)} ${escapeHtml(type)} [${sizes}]${names}`;
}

function code(text: string): string {
  return `<code>${escapeHtml(text)}</code>`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? '');
}
