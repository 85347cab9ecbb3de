import { suggestName } from '../../core/domain/closest-name.ts';
import { HttpRefusal } from './http-refusal.ts';
import type { Route } from './route.ts';

/** Finds the route of a request by one look into a map. */
export class RouteTable {
  readonly #paths = new Map<string, Map<string, Route>>();

  constructor(routes: readonly Route[]) {
    for (const route of routes) {
      const methods = this.#paths.get(route.path) ?? new Map<string, Route>();
      this.#paths.set(route.path, methods.set(route.method, route));
    }
  }

  /**
   * A query is ignored, a slash at the end and percent encoding (`risk%2Ffraud`) change nothing, HEAD is answered like GET.
   * @throws HttpRefusal 404, or 405 with the methods that are allowed.
   */
  find(method: string, url: string): Route {
    const methods = this.#paths.get(url) ?? this.#paths.get(plainPath(url));
    if (methods === undefined) throw this.#unknown(method, plainPath(url));
    const route = methods.get(method === 'HEAD' ? 'GET' : method);
    if (route !== undefined) return route;
    const allowed = [...methods.keys()].join(', ');
    throw new HttpRefusal(405, 'INPUT_INVALID', `${method} is not answered here; ${allowed} is.`, {
      headers: { allow: allowed },
    });
  }

  #unknown(method: string, path: string): HttpRefusal {
    const known = [...this.#paths.keys()];
    return new HttpRefusal(404, 'NOT_FOUND', `Nothing answers ${method} ${path}.`, { hint: suggestName(path, known) });
  }
}

function plainPath(url: string): string {
  const path = url.split('?', 1)[0] ?? '';
  const trimmed = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
  try {
    return decodeURIComponent(trimmed);
  } catch {
    return trimmed;
  }
}
