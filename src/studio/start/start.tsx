/** Start: find a flow, fill its form, see what will happen before it does. */

import { useParams } from '../router/router.tsx';
import { Catalogue } from './catalogue.tsx';
import { Filling } from './filling.tsx';

export function Start() {
  const { flow } = useParams('/start/:flow?') ?? {};
  return flow === undefined ? <Catalogue /> : <Filling key={flow} name={flow} />;
}
