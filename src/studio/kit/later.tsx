/** Parts of the studio whose code comes when it is needed. */

import type { ComponentType, ReactNode } from 'react';
import { createElement, useEffect, useState } from 'react';
import { renewIfOutdated } from '../remote/build.ts';
import { failureOf } from '../remote/failure.ts';
import { Failed } from './states.tsx';

interface Later<Props> {
  (props: Props): ReactNode;
  /** Fetches the code before anybody shows it. */
  fetch(): Promise<void>;
}

/**
 * Shape: a way to code → its component, shown the moment it is there; until then `Meanwhile`. Not React’s
 * `lazy`: whatever has arrived it holds back until 300 ms after the last fallback.
 */
export function later<Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  Meanwhile: ComponentType = Nothing,
): Later<Props> {
  let found: ComponentType<Props> | undefined;
  let asked: Promise<void> | undefined;
  const fetch = (): Promise<void> => {
    asked ??= load().then(
      (component) => {
        found = component;
      },
      (error) => {
        asked = undefined;
        throw error;
      },
    );
    return asked;
  };
  function Awaited(props: Props) {
    const [, setFound] = useState(found !== undefined);
    const [failed, setFailed] = useState<unknown>();
    const [attempt, setAttempt] = useState(0);
    // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt asks again
    useEffect(() => {
      let isOver = false;
      fetch().then(
        // It may have come between drawing and now.
        () => isOver || setFound(true),
        async (error) => {
          // A page of a former build asks for what is not handed out any more.
          if (!(await renewIfOutdated()) && !isOver) setFailed(error);
        },
      );
      return () => {
        isOver = true;
      };
    }, [attempt]);
    if (found) return createElement(found, props);
    if (failed === undefined) return createElement(Meanwhile);
    const again = (): void => {
      setFailed(undefined);
      setAttempt(attempt + 1);
    };
    return <Failed failure={failureOf(failed)} onRetry={again} />;
  }
  return Object.assign(Awaited, { fetch });
}

function Nothing(): ReactNode {
  return null;
}
