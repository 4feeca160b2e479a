import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';
import { request } from '../server/request.js';

/** A change that staff ask for: sent once, then what it concerns is asked for again, whether it was done or refused. */
export function useOperation<Body, Answer = unknown>(
  method: 'POST' | 'PUT' | 'DELETE',
  path: string | ((body: Body) => string),
  concerns: readonly QueryKey[],
  /** What of it is sent, if the path takes some of it. */
  sent: (body: Body) => unknown = (body) => body,
) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Body) => {
      const place = typeof path === 'string' ? path : path(body);
      return request<Answer>(method, place, method === 'DELETE' ? undefined : sent(body));
    },
    onSettled: () => Promise.all(concerns.map((queryKey) => queries.invalidateQueries({ queryKey }))),
  });
}
