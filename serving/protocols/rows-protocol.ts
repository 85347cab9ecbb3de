import { parseRowsJson } from '../../core/domain/row.ts';
import { jsonAnswer } from '../http/answer.ts';
import type { Protocol } from './protocol.ts';

/**
 * The registry's own form: `POST /models/<model>/predict` with rows, `[[5.1, 3.5, 1.4, 0.2]]`. It answers what the
 * command `predict` answers, and errors in the shape of every command: docs/cli.md, "Output".
 */
export const rowsProtocol: Protocol = {
  prefix: '/',

  routes(models, executor) {
    return models.map((served) => ({
      method: 'POST',
      path: `/models/${served.model}/predict`,
      async answer({ body = '' }) {
        const { model, version, manifestDigest } = served;
        const predictions = await executor.predict(served, parseRowsJson(body));
        return jsonAnswer({ model, version, manifestDigest, ...predictions });
      },
    }));
  },

  refuse({ status, headers, code, message, hint, details }) {
    return jsonAnswer({ error: { code, message, hint, details } }, status, headers);
  },
};
