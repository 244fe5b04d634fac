import { describe, expect, test } from 'vitest';
import { KeyRegistry } from './registry.ts';
import type { KeyEventLike } from './stroke.ts';
import { shownStroke, strokeOf } from './stroke.ts';

const PAGE = { isText: false, isCovered: false };
const FIELD = { isText: true, isCovered: false };

function key(name: string, more: Partial<KeyEventLike> = {}): KeyEventLike {
  const off = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };
  return { key: name, keyCode: 0, isComposing: false, ...off, ...more };
}

function listening(...keys: string[]) {
  const registry = new KeyRegistry();
  const done: string[] = [];
  const commands = keys.map((each) => ({
    id: each,
    keys: [each],
    label: each,
    group: 'test',
    run: () => done.push(each),
  }));
  registry.add(commands);
  return { registry, done };
}

describe('keys', () => {
  test('a key that is not meant now is left to do what it does by itself', () => {
    const registry = new KeyRegistry();
    let isMeant = false;
    let runs = 0;
    const run = () => (runs += 1);
    const [label, group] = ['Last', 'test'];
    registry.add([{ id: 'last', keys: ['End'], label, group, isMeant: () => isMeant, run }]);
    expect(registry.press(key('End'), PAGE, 0)).toBe(false);
    isMeant = true;
    expect(registry.press(key('End'), PAGE, 0)).toBe(true);
    expect(runs).toBe(1);
  });

  test('I6 no key fires while an input method composes, by either sign of it', () => {
    const { registry, done } = listening('1', 'mod+Enter');
    registry.press(key('1', { isComposing: true }), PAGE, 0);
    registry.press(key('1', { keyCode: 229 }), PAGE, 0);
    registry.press(key('Process'), PAGE, 0);
    registry.press(key('Enter', { ctrlKey: true, keyCode: 229 }), PAGE, 0);
    registry.isComposing = true;
    registry.press(key('Enter', { ctrlKey: true }), PAGE, 0);
    expect(done).toEqual([]);
    registry.isComposing = false;
    registry.press(key('1'), PAGE, 0);
    expect(done).toEqual(['1']);
  });
  test('a single key does nothing where text is typed; one with ⌘ or Ctrl does', () => {
    const { registry, done } = listening('J', 'mod+Enter');
    expect(registry.press(key('j'), FIELD, 0)).toBe(false);
    registry.press(key('Enter', { metaKey: true }), FIELD, 0);
    expect(done).toEqual(['mod+Enter']);
  });
  test('two strokes in a row are one command, if the second comes in time', () => {
    const { registry, done } = listening('G I');
    registry.press(key('g'), PAGE, 0);
    registry.press(key('i'), PAGE, 5_000);
    expect(done).toEqual([]);
    registry.press(key('g'), PAGE, 6_000);
    registry.press(key('i'), PAGE, 6_100);
    expect(done).toEqual(['G I']);
  });
  test('what was added last goes first, and what is taken away does nothing', () => {
    const { registry, done } = listening('1');
    const over = { id: 'o', keys: ['1'], label: 'o', group: 'g', run: () => done.push('over') };
    const remove = registry.add([over]);
    registry.press(key('1'), PAGE, 0);
    remove();
    registry.press(key('1'), PAGE, 0);
    expect(done).toEqual(['over', '1']);
  });
  test('nothing of the page fires under a modal, and single keys can be switched off', () => {
    const { registry, done } = listening('1', 'mod+K');
    registry.press(key('1'), { isText: false, isCovered: true }, 0);
    registry.hasPlainKeys = false;
    registry.press(key('1'), PAGE, 0);
    registry.press(key('k', { ctrlKey: true }), PAGE, 0);
    expect(done).toEqual(['mod+K']);
  });
  test('I9 a command listens to the key that was chosen for it, and to that alone', () => {
    const { registry, done } = listening('1', '2');
    registry.choose({ '1': ['9'] });
    registry.press(key('1'), PAGE, 0);
    registry.press(key('2'), PAGE, 0);
    registry.press(key('9'), PAGE, 0);
    expect(done).toEqual(['2', '1']);
    expect(registry.commands.find(({ id }) => id === '1')?.keys).toEqual(['9']);
  });
  test('a stroke is named by what it types, and shown with the signs of the system', () => {
    expect(strokeOf(key('?', { shiftKey: true }))).toBe('?');
    expect(strokeOf(key('j', { shiftKey: true }))).toBe('Shift+J');
    expect(shownStroke('mod+Enter', true)).toBe('⌘⏎');
    expect(shownStroke('G I', false)).toBe('G I');
  });
});
