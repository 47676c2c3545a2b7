// A partner records a lease that slides, is refused an impossible one, and corrects a date.

import assert from 'node:assert/strict';

import { browse, given } from './browse.mjs';

await browse(async (reader) => {
  await reader.signIn(given.token);
  await reader.picture('households');
  await reader.open(given.household);
  // Somebody has the file open, and is told what is recorded meanwhile.
  const colleague = await reader.page.context().newPage();
  await colleague.goto(given.household);

  /** Chooses a fact, fills its form in with `fill`, and reads it over; the form is looked at on its way. */
  const prepare = async (fact, fill) => {
    await reader.follow('Enregistrer un fait');
    await reader.follow(fact);
    await fill();
    await reader.isAccessible();
    await reader.press('Voir avant d’enregistrer');
    await reader.isAccessible();
  };
  const save = async () => {
    const asked = reader.page.getByRole('button', { name: 'Enregistrer', exact: true });
    assert.equal(await asked.count(), 1, await reader.text());
    await reader.enter(asked);
    assert.doesNotMatch(reader.page.url(), /\/record\/|\/events\//);
  };

  await prepare('sortie des lieux', async () => {
    await reader.type('Date de sortie', '31 mars 2011');
    await reader.choose(/^Motif/, 'objectif');
  });
  await save();
  const told = colleague.getByRole('status').filter({ hasText: 'sortie des lieux' });
  await told.getByRole('link', { name: 'Afficher le dossier à jour' }).waitFor();
  await colleague.close();

  await prepare('entrée dans les lieux', async () => {
    await reader.type('Date d’entrée', '1er avril 2011');
    await reader.choose(/^Type de logement/, 'bail glissant');
    for (const person of given.persons) await reader.mark(person);
    await reader.choose(/^Logement/, 'Un autre logement');
  });
  await save();

  await prepare('signature du bail', async () => {
    await reader.type('Date de signature', 'avril 2011');
    await reader.choose(/^Type(?! de)/, 'sous-location avec');
    await reader.mark(given.persons[0]);
    await reader.choose(/^Logement/, 'bail glissant');
    await reader.type(/^Association intermédiaire/, 'mep');
    await reader.type('Prend effet', '01/04/2011');
  });
  await save();

  // A lease does not slide before it is signed.
  const slide = async (day) => {
    await reader.type('Date du glissement', day);
    await reader.choose(/^Type du nouveau bail/, 'bail direct dans le parc public');
    await reader.type('Prend effet', day);
  };
  await prepare('glissement du bail', async () => slide('février 2011'));
  const field = reader.page.getByLabel('Date du glissement');
  assert.equal(await field.getAttribute('aria-invalid'), 'true');
  const described = (await field.getAttribute('aria-describedby')).split(' ');
  const reasons = await Promise.all(described.map((id) => reader.page.locator(`[id="${id}"]`).innerText()));
  assert.ok(reasons.some((reason) => /avril 2011/.test(reason)), `the reason stands elsewhere: ${reasons}`);
  await reader.picture('refused');

  await slide('mars 2012');
  await reader.press('Voir avant d’enregistrer');
  await reader.isAccessible();
  await reader.picture('preview');
  await save();
  await reader.reads('glissement du bail');

  // The day of the slide was the 12th.
  await reader.enter(reader.page.getByRole('link', { name: /Corriger : glissement du bail/ }));
  await reader.choose(/^Motif de la correction/, 'erreur de saisie');
  await reader.type('Date du glissement', '12 mars 2012');
  await reader.type('Prend effet', '12 mars 2012');
  await reader.isAccessible();
  await reader.press('Voir avant d’enregistrer');
  await save();
  await reader.reads('12 mars 2012', 'corrigé');

  // Signed out in one window, nothing of the household is left in another.
  const other = await reader.page.context().newPage();
  await other.goto(given.household);
  assert.match(await other.title(), /Ménage/);
  await reader.open('/');
  await reader.press('Se déconnecter');
  await other.waitForSelector('input[name=token]');
  assert.ok(!(await other.content()).includes(given.persons[0]));
});
