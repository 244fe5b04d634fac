/** The person who is signed in, and what everything below asks the server with. */

import { createContext, useContext } from 'react';
import type { Client, Me } from '../../protocol/index.ts';

export interface SignedIn {
  readonly client: Client;
  readonly me: Me;
  readonly signOut: () => void;
}

const Context = createContext<SignedIn | undefined>(undefined);

export const SignedInProvider = Context;

export function useSignedIn(): SignedIn {
  const signedIn = useContext(Context);
  if (!signedIn) throw new Error('nobody is signed in');
  return signedIn;
}
