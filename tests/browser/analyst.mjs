// An analyst moves the rule of durable jobs, and reads who moved and why.

import { browse, given } from './browse.mjs';

await browse(
  async (reader) => {
    // What is counted for the first time takes longer than a page.
    reader.page.setDefaultTimeout(240_000);
    await reader.signIn(given.token);
    await reader.follow('Dispositifs');
    await reader.isAccessible();
    await reader.follow('Plateforme des régularisés', { exact: false });
    await reader.choose(/^Année/, '2010');
    await reader.press('Afficher');
    await reader.reads('Bilan de 2010', '81 %', 'Imprimé et calculé');
    await reader.isAccessible();
    await reader.picture('programme');

    await reader.follow('Règles', { exact: true });
    await reader.isAccessible();
    await reader.follow('Essayer d’autres règles');
    await reader.choose('Dispositif', 'Plateforme des régularisés');
    await reader.type('Année du bilan', '2010');
    await reader.choose(/RP06.set/, 'sans terme seulement');
    await reader.press('Comparer');
    await reader.reads('Avant et après', '81 %', '67 %', '4 ménages', 'sans terme, ou six mois et plus (D-DARES) → définition : sans terme seulement (D-STRICT)');
    await reader.isAccessible();
    await reader.picture('rules');

    await reader.enter(reader.page.getByRole('link', { name: '4 ménages' }).first());
    await reader.reads('Qui change de place, et pourquoi', '1be4ef8e');
    await reader.follow('1be4ef8e');
    await reader.reads('Ménage 1be4ef8e', 'données personnelles de ce ménage ne vous sont pas montrées');
  },
  { height: 1100 },
);
