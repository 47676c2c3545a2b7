// A social worker opens the file of a family that has just arrived, in English and on a telephone.

import assert from 'node:assert/strict';

import { browse, given } from './browse.mjs';

await browse(
  async (reader) => {
    await reader.signIn(given.token);
    await reader.follow('New household');
    await reader.isAccessible();
    await reader.fitsTheWindow();
    await reader.type('Date on which the file is opened', 'March 2024');
    await reader.type(/^Name and file numbers/, 'Mrs Diallo');
    await reader.type('Birth', '1988');
    await reader.press('Add a member');
    await reader.isAccessible();
    // The fields of the second member follow those of the first.
    const second = (label) => reader.page.getByLabel(label).nth(1);
    await reader.reach(second(/^Name and file numbers/));
    await reader.page.keyboard.type('Awa');
    await reader.reach(second('Place in the household'));
    await reader.page.keyboard.type('child');
    await reader.reach(second('Birth'));
    await reader.page.keyboard.type('12/05/2019');
    await reader.picture('new-household');
    await reader.press('See it before recording');
    await reader.reads('Mrs Diallo', 'March 2024', '12 May 2019');
    await reader.isAccessible();
    await reader.fitsTheWindow();
    await reader.press('Record');
    assert.match(reader.page.url(), /\/households\/[0-9a-f-]{36}/);
    await reader.reads('Mrs Diallo', 'Awa', 'child');
  },
  { locale: 'en-GB', scheme: 'dark', width: 360, height: 780 },
);
