/** Keys within React: one registry over the document, commands for as long as a screen stands. */

import type { ReactNode } from 'react';
import { createContext, useContext, useEffect, useRef, useSyncExternalStore } from 'react';
import { readChosenKeys } from './chosen.ts';
import type { KeyCommand } from './registry.ts';
import { KeyRegistry } from './registry.ts';
import { shownStroke } from './stroke.ts';

const Context = createContext(new KeyRegistry());

interface KeysProps {
  readonly children: ReactNode;
  /** What the person chose before. */
  readonly hasPlainKeys: boolean;
}

/** Listens on the document. */
export function KeysProvider({ children, hasPlainKeys }: KeysProps) {
  const registry = useContext(Context);
  useEffect(() => {
    registry.hasPlainKeys = hasPlainKeys;
    registry.choose(readChosenKeys());
  }, [registry, hasPlainKeys]);
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      if (event.defaultPrevented) return;
      const isText = event.target instanceof Element && isEditable(event.target);
      const isCovered = document.querySelector('dialog:modal') !== null;
      if (registry.press(event, { isText, isCovered }, performance.now())) event.preventDefault();
    };
    const begin = (): void => {
      registry.isComposing = true;
    };
    const end = (): void => {
      setTimeout(() => {
        registry.isComposing = false;
      });
    };
    document.addEventListener('keydown', press);
    document.addEventListener('compositionstart', begin);
    document.addEventListener('compositionend', end);
    return () => {
      document.removeEventListener('keydown', press);
      document.removeEventListener('compositionstart', begin);
      document.removeEventListener('compositionend', end);
    };
  }, [registry]);
  return children;
}

const TEXT_INPUTS = 'input:not([type=checkbox]):not([type=radio]):not([type=button])';

function isEditable(element: Element): boolean {
  return element.closest(`${TEXT_INPUTS}, textarea, select, [contenteditable='true']`) !== null;
}

/** Offers commands while the component stands; `run` always sees the latest render. */
export function useKeys(commands: readonly KeyCommand[]): void {
  const registry = useContext(Context);
  const latest = useRef(commands);
  latest.current = commands;
  const signature = commands.map(({ id, keys, label }) => `${id} ${keys} ${label}`).join('|');
  // biome-ignore lint/correctness/useExhaustiveDependencies: the signature says when they differ
  useEffect(
    () =>
      registry.add(
        latest.current.map((command, index) => ({
          ...command,
          run: () => latest.current[index]?.run(),
        })),
      ),
    [registry, signature],
  );
}

/** Everything that can be done here now. */
export function useCommands(): readonly KeyCommand[] {
  const registry = useContext(Context);
  return useSyncExternalStore(registry.subscribe, () => registry.commands);
}

export function useKeyRegistry(): KeyRegistry {
  return useContext(Context);
}

const IS_APPLE = /Mac|iPhone|iPad/.test(navigator.platform);

/** A key as the person's keyboard names it. */
export function Key({ stroke }: { readonly stroke: string }) {
  // biome-ignore lint/a11y/noAriaHiddenOnFocusable: a kbd takes no focus
  return <kbd aria-hidden="true">{shownStroke(stroke, IS_APPLE)}</kbd>;
}
