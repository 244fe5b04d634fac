/** How long a flow and its steps took so far, once enough have ended. */

import { useQuery } from '@tanstack/react-query';
import type { FlowPace } from '../../protocol/index.ts';
import { useSignedIn } from '../remote/person.tsx';

const NOTHING: FlowPace = { steps: [] };

export function usePace(flow: string | undefined): FlowPace {
  const { client } = useSignedIn();
  const { data } = useQuery({
    queryKey: ['pace', flow],
    queryFn: () => client.pace(flow ?? ''),
    enabled: flow !== undefined,
    staleTime: 600_000,
    retry: false,
  });
  return data ?? NOTHING;
}
