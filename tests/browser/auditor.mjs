// An auditor replays Famille K. on three days and under two beliefs.

import { browse, given } from './browse.mjs';

await browse(async (reader) => {
  await reader.signIn(given.token);
  await reader.isAccessible();
  await reader.open(given.household);

  const onDay = async (day, ...texts) => {
    await reader.type('Situation au', day);
    await reader.press('Afficher');
    await reader.reads(...texts);
  };
  await onDay('2010-02-28', 'Au 28 février 2010');
  await onDay('2010-12-31', 'Au 31 décembre 2010');
  await reader.picture('household');

  await reader.type('Situation au', '2011-03-31');
  await reader.type('Telle que connue le', '2011-04-04');
  await reader.press('Afficher');
  await reader.isAccessible();
});
