/** The person who is signed in, and what everything below asks the server with. */

import { createContext, useContext } from 'react';
import type { Client, Me } from '../../protocol/index.ts';
import type { Device } from './device.ts';

export interface SignedIn {
  readonly client: Client;
  readonly me: Me;
  /** What is kept for them and nobody else. */
  readonly device: Device;
  readonly signOut: () => void;
}

const Context = createContext<SignedIn | undefined>(undefined);

export const SignedInProvider = Context;

export function useSignedIn(): SignedIn {
  const signedIn = useContext(Context);
  if (!signedIn) throw new Error('nobody is signed in');
  return signedIn;
}
