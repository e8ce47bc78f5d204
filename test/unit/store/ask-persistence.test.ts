import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import { askPersistence } from '../../../src/store/ask-persistence.ts';

const names = ['navigator', 'localStorage'] as const;
const before = names.map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)] as const);

function browser(persisted: boolean): string[] {
  const kept = new Map<string, string>();
  const calls: string[] = [];
  const storage = {
    persisted: async () => persisted,
    persist: async () => calls.push('persist') > 0,
  };
  const localStorage = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
  };
  Object.defineProperty(globalThis, 'navigator', { value: { storage }, configurable: true });
  Object.defineProperty(globalThis, 'localStorage', { value: localStorage, configurable: true });
  return calls;
}

afterEach(() => {
  for (const [name, descriptor] of before) {
    if (descriptor === undefined) Reflect.deleteProperty(globalThis, name);
    else Object.defineProperty(globalThis, name, descriptor);
  }
});

test('asks once for what is stored to be kept', async () => {
  const calls = browser(false);
  await askPersistence();
  await askPersistence();
  assert.deepEqual(calls, ['persist']);
});

test('asks nothing where it is kept already', async () => {
  const calls = browser(true);
  await askPersistence();
  assert.deepEqual(calls, []);
});
