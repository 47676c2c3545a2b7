// An auditor replays Famille K. on three days and under two beliefs, and takes the proof along.

import assert from 'node:assert/strict';

import { browse, given } from './browse.mjs';

await browse(async (reader) => {
  await reader.signIn(given.token);
  await reader.isAccessible();
  await reader.open(given.household);
  await reader.reads('Les données personnelles de ce ménage ne vous sont pas montrées');
  await reader.readsNot('Mme K.', 'Télécharger');

  await reader.type('indiquez pourquoi', 'Contrôle annuel n° 12');
  await reader.press('Indiquer ce motif');
  await reader.reads('Mme K.');
  await reader.isAccessible();

  const onDay = async (day, ...texts) => {
    await reader.type('Situation au', day);
    await reader.press('Afficher');
    const now = await reader.text('section[aria-labelledby=now]');
    for (const text of texts) assert.ok(now.includes(text), `${day} does not say “${text}”: ${now}`);
  };
  await onDay('2010-02-28', 'Hôtel', '12 h par semaine');
  await onDay('2010-12-31', 'Logement transitoire', '20 h par semaine', 'M. K. (témoignage publié) · temps plein');
  await onDay('2011-03-31', 'Logement pérenne', '20 h par semaine');
  await reader.picture('household');

  // The slider leads to the first day, and the page with it, without being loaded again.
  const slider = reader.page.getByRole('slider', { name: 'Situation au, au curseur' });
  await reader.reach(slider);
  await reader.page.evaluate(() => { window.stayed = true; });
  await reader.page.keyboard.press('Home');
  const first = await reader.page.getByLabel('Situation au').first().inputValue();
  await reader.page.waitForURL(`**as-of=${first}*`);
  const begun = await reader.text('section[aria-labelledby=now]');
  assert.ok(!begun.includes('Logement pérenne'), begun);
  assert.ok(await reader.page.evaluate(() => window.stayed), 'the page was loaded again');
  assert.match(await slider.getAttribute('aria-valuetext'), /^\d.* \d{4}$/);
  await reader.isAccessible();

  await reader.type('Situation au', '2011-03-31');
  await reader.type('Telle que connue le', '2011-04-04');
  await reader.type('Comparée à ce qu’on savait le', '2010-04-10');
  await reader.press('Afficher');
  await reader.isAccessible();

  const name = await reader.download('Télécharger le dossier d’audit', given.bundle);
  assert.match(name, /^parcours-[0-9a-f-]{36}\.ndjson$/);

  await reader.follow('preuve n°', { exact: false });
  await reader.reads('La racine signée');
  await reader.isAccessible();

  await reader.follow('Intégrité', { exact: true });
  await reader.press('Vérifier maintenant');
  for (let looks = 0; looks < 50 && !(await reader.text()).includes('Tout est intact'); looks += 1) {
    await reader.open('/integrity');
  }
  await reader.reads('Tout est intact', 'Contrôle annuel n° 12', 'dossier d’audit');
  await reader.isAccessible();
  await reader.picture('integrity');

  await reader.press('Ne plus les voir');
  await reader.open(given.household);
  await reader.readsNot('Mme K.');
  await reader.press('Se déconnecter');
  await reader.reads('Un jeton est nécessaire');
});
