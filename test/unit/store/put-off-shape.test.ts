import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { asPreferences } from '../../../src/store/stored-shape.ts';

describe('the question that was put off, as it is kept with the account', () => {
  it('is whole, or none; the other preferences stay', () => {
    for (const putOff of [undefined, { about: 'recover' }, { about: 'save', closedAt: 1 }]) {
      const preferences = { privateReceipts: true, putOff };
      assert.equal(asPreferences(preferences), preferences);
    }
    for (const damaged of [null, 'text', {}, { about: 1 }, { about: 'save', closedAt: 'x' }]) {
      assert.deepEqual(asPreferences({ privateReceipts: true, putOff: damaged }), { privateReceipts: true });
    }
  });
});

describe('whether a sign-out loses keys, as it is kept with the account', () => {
  it('is a flag, or the preferences are as good as none', () => {
    const preferences = { privateReceipts: true, unsaved: true };
    assert.equal(asPreferences(preferences), preferences);
    assert.equal(asPreferences({ ...preferences, unsaved: 'yes' }), undefined);
  });
});
