/** `ann, ben`, `team: botany`; a dash for nothing. */
export function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.map(valueText).join(', ') || '-';
  if (typeof value !== 'object' || value === null) return value === null ? '-' : String(value).replace(/\s+/g, ' ');
  if ('title' in value && 'url' in value) return `${value.title}: ${value.url}`;
  return valueText(Object.entries(value).map(([name, inner]) => `${name}: ${inner}`));
}
