import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query';
import { request } from '../server/request.js';

/** A change that staff ask for: sent once, then what it concerns is asked for again, whether it was done or refused. */
export function useOperation<Body>(
  method: 'POST' | 'PUT' | 'DELETE',
  path: string | ((body: Body) => string),
  concerns: readonly QueryKey[],
) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: Body) => {
      const place = typeof path === 'string' ? path : path(body);
      return request<unknown>(method, place, method === 'DELETE' ? undefined : body);
    },
    onSettled: () => Promise.all(concerns.map((queryKey) => queries.invalidateQueries({ queryKey }))),
  });
}
