/**
 * The card that a model begins with, in the sections of M. Mitchell et al., "Model Cards for Model Reporting", FAT* 2019.
 * What stands in comments asks the author and is no text: a gate that wants the section finds it empty.
 */
export const cardTemplate = `# {{model}}

## Model details

<!-- mergeline:begin facts -->
<!-- mergeline:end facts -->

## Intended use

<!-- mergeline:begin intended-use -->
<!-- mergeline:end intended-use -->

<!-- Who is to use it, for which decisions, and what it must not be used for? -->

## Limits

<!-- mergeline:begin limits -->
<!-- mergeline:end limits -->

<!-- For which people, inputs and circumstances is it known to be worse, or was it never tried? -->

## Inputs and outputs

<!-- mergeline:begin inputs-and-outputs -->
<!-- mergeline:end inputs-and-outputs -->

## Training data

<!-- mergeline:begin training-data -->
<!-- mergeline:end training-data -->

<!-- Where do the data come from, whom do they leave out, and who may use them? -->

## Evaluation

<!-- mergeline:begin evaluation -->
<!-- mergeline:end evaluation -->

<!-- Why these data and these metrics? How does it do for the groups that matter? -->

## Ethical considerations

<!-- Whom can a wrong answer harm, and what is done against that? -->

## Caveats and recommendations

<!-- What should whoever uses it know that stands nowhere above? -->
`;

/** A registry's own template, where it has one. */
export const cardTemplatePath = '.mergeline/model-card.md';
