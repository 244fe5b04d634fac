/** Forms that are begun, and flows used last: kept on the device at once, on the server a moment later. */

import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';
import type { JsonObject } from '../../kernel/index.ts';
import type { Client, StartDraftBody } from '../../protocol/index.ts';
import type { Device } from '../remote/device.ts';
import { useSignedIn } from '../remote/person.tsx';
import type { Choices } from './foretold.tsx';

const FORM = 'start.';
const RECENT = 'recent';
const RECENT_MAX = 4;
/** Quiet time after the last key before the server is told. */
const PAUSE_MS = 600;

/** A form as it was left. */
export interface Begun {
  readonly form: JsonObject;
  readonly choices: Choices;
  /** In which field one was. */
  readonly field?: string;
}

interface OnDevice extends Begun {
  readonly atMs: number;
  /** Whether the server has it, too. */
  readonly isSent: boolean;
}

const NOTHING: Begun = { form: {}, choices: {} };

function onDevice(device: Device, flow: string): OnDevice | undefined {
  try {
    const found = JSON.parse(device.kept(FORM + flow) ?? 'null') as OnDevice | null;
    return found?.form ? found : undefined;
  } catch {
    return undefined;
  }
}

/** The form as it was left, here or on another device: what was typed last counts. */
export function useBegun(flow: string): Begun | undefined {
  const { client, device } = useSignedIn();
  const { data, isError } = useQuery({
    queryKey: ['start-draft', flow],
    queryFn: () => read(client, device, flow),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    retry: false,
  });
  if (isError) return onDevice(device, flow) ?? NOTHING;
  return data;
}

async function read(client: Client, device: Device, flow: string): Promise<Begun> {
  const here = onDevice(device, flow);
  const there = await client.startDraft(flow);
  // What was sent and is gone was submitted or thrown away elsewhere.
  if (!there) return here && !here.isSent ? here : NOTHING;
  if (here && !here.isSent && here.atMs > there.atMs) return here;
  const { form, choices = {}, field } = there;
  return { form: form as JsonObject, choices, ...(field === undefined ? {} : { field }) };
}

/** `device`: the server has not heard of it yet. `page`: nor has the device room for it. */
export type Keeping = 'nothing' | 'page' | 'device' | 'server';

/** Keeps what one types; tells how safe it is, and forgets it. */
export function useKeeping(flow: string) {
  const { client, device } = useSignedIn();
  const [keeping, setKeeping] = useState<Keeping>('nothing');
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const latest = useRef<Begun>(undefined);
  const underWay = useRef<Promise<void>>(undefined);
  const send = useCallback(async () => {
    clearTimeout(timer.current);
    const begun = latest.current;
    if (!begun) return;
    latest.current = undefined;
    try {
      underWay.current = client.saveStart(flow, bodyOf(begun));
      await underWay.current;
      if (latest.current) return;
      keepHere(device, flow, { ...begun, atMs: Date.now(), isSent: true });
      setKeeping('server');
    } catch {
      latest.current ??= begun;
    }
  }, [client, device, flow]);
  useEffect(() => {
    const again = (): void => void send();
    addEventListener('online', again);
    document.addEventListener('visibilitychange', again);
    return () => {
      removeEventListener('online', again);
      document.removeEventListener('visibilitychange', again);
      again();
    };
  }, [send]);
  const save = useCallback(
    (begun: Begun) => {
      latest.current = begun;
      keepHere(device, flow, { ...begun, atMs: Date.now(), isSent: false });
      setKeeping(device.isFull() ? 'page' : 'device');
      clearTimeout(timer.current);
      timer.current = setTimeout(send, PAUSE_MS);
    },
    [device, flow, send],
  );
  const forget = useCallback(async () => {
    clearTimeout(timer.current);
    latest.current = undefined;
    device.keep(FORM + flow, undefined);
    setKeeping('nothing');
    // What is on its way would otherwise come behind the removal.
    await underWay.current?.catch(() => undefined);
    await client.removeStart(flow).catch(() => undefined);
  }, [client, device, flow]);
  return { keeping, save, forget };
}

function bodyOf({ form, choices, field }: Begun): StartDraftBody {
  const named = Object.entries(choices).map(
    ([step, people]) => [step, [...people]] as [string, string[]],
  );
  return {
    form,
    ...(named.length > 0 ? { choices: Object.fromEntries(named) } : {}),
    ...(field === undefined ? {} : { field }),
  };
}

function keepHere(device: Device, flow: string, begun: OnDevice): void {
  device.keep(FORM + flow, JSON.stringify(begun));
}

/** Names of flows, the one used last first. */
export function recentFlows(device: Device): readonly string[] {
  try {
    return JSON.parse(device.kept(RECENT) ?? '[]') as readonly string[];
  } catch {
    return [];
  }
}

export function rememberFlow(device: Device, flow: string): void {
  const others = recentFlows(device).filter((name) => name !== flow);
  device.keep(RECENT, JSON.stringify([flow, ...others].slice(0, RECENT_MAX)));
}
