import { MergelineError } from '../../core/errors.ts';
import type { HostAnswer, HostRequest } from './host-messages.ts';
import { holdLifeline } from './lifeline.ts';
import { LocalHost } from './local-host.ts';
import type { ExternalData, Tensors } from './model-host.ts';
import { refusalOf } from './refusal.ts';
import { offerToKernel } from './resident-memory.ts';

/** Elements of all outputs of one run. Whoever asked holds each as a JavaScript value, so these are some 300 MB there. */
const maximumOutput = 2 ** 25;

// A terminal interrupts the whole group. Whoever started this process decides when it ends.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => {});
holdLifeline();
offerToKernel();
const host = new LocalHost();
const externalData: ExternalData[] = [];
process.on('message', async (request: HostRequest) => process.send?.(await answerTo(request)));

async function answerTo(request: HostRequest): Promise<HostAnswer> {
  try {
    switch (request.task) {
      case 'keep':
        externalData.push(request.data);
        return { kind: 'kept' };
      case 'load':
        return { kind: 'loaded', inputs: await host.load(request.model, externalData) };
      case 'run':
        return { kind: 'ran', outputs: plain(await host.run(request.feeds)) };
    }
  } catch (error) {
    return { kind: 'refused', refusal: refusalOf(error, 'Running the model') };
  }
}

/** Onnxruntime's tensors as plain objects, which pass between processes. */
function plain(outputs: Tensors): Tensors {
  const total = [...outputs.values()].reduce((sum, { data }) => sum + data.length, 0);
  if (total > maximumOutput) {
    throw new MergelineError('MODEL_FAILED', `The model answers with ${total} values; the limit is ${maximumOutput}.`);
  }
  return new Map([...outputs].map(([name, { type, data, dims }]) => [name, { type, data, dims }]));
}
