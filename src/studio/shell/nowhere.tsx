/** There is nothing at this address. */

import { Empty } from '../kit/states.tsx';
import { Link } from '../router/router.tsx';
import { useTexts } from '../words/language.tsx';
import { SHELL } from './texts.ts';

export function Nowhere() {
  const t = useTexts(SHELL);
  return (
    <Empty title={t.unknown}>
      <Link to="/inbox">{t.toInbox}</Link>
    </Empty>
  );
}
