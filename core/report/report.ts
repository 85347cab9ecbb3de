import type { Detail, ReportInput, Section } from './detail.ts';
import { differencesSection } from './differences-section.ts';
import { gatesSection } from './gates-section.ts';
import { headline } from './headline.ts';
import { imageSection } from './image-section.ts';
import { joinMarkdown, md } from './markdown.ts';
import { metricsSection } from './metrics-section.ts';
import { originSection } from './origin-section.ts';

/** Comments and descriptions on GitHub hold fewer characters than this. */
export const maximumReportLength = 65_536;

/** From everything downwards; the first that fits is taken. */
const details: readonly Detail[] = [
  { text: 4000, rows: 200 },
  { text: 1000, rows: 100 },
  { text: 300, rows: 40 },
  { text: 200, rows: 10 },
];
/** What decides, which fits however hostile the texts are. */
const shortest: Detail = { text: 80, rows: 10 };

const essential: readonly Section[] = [headline, gatesSection, imageSection];
const complete: readonly Section[] = [
  headline,
  gatesSection,
  metricsSection,
  differencesSection,
  imageSection,
  originSection,
];

/**
 * What reviewers read before they decide: the verdict, every gate with its reason, the candidate against the incumbent,
 * the exact image, and how to go back. GitHub Flavored Markdown below 65,536 characters, in which nothing from a
 * manifest or a person is active.
 */
export function renderReport(input: ReportInput): string {
  for (const detail of details) {
    const report = render(complete, input, detail);
    if (report.length < maximumReportLength) return report;
  }
  return render(essential, input, shortest);
}

function render(sections: readonly Section[], input: ReportInput, detail: Detail): string {
  const written = sections.flatMap((section) => section(input, detail) ?? []);
  const shortened = md`This report was shortened to fit. The whole answer: mergeline proposal show --json`;
  return `${joinMarkdown(detail === details[0] ? written : [...written, shortened], '\n\n').markdown}\n`;
}
