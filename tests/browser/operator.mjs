// An operator sets a capacity from the page of the programme, and divides a household; the language is changed on the way.

import assert from 'node:assert/strict';

import { browse, given } from './browse.mjs';

await browse(
  async (reader) => {
    await reader.signIn(given.token);
    await reader.open(given.programme);
    await reader.follow('Enregistrer un fait');
    await reader.isAccessible();
    await reader.follow('capacité fixée');
    await reader.type('À partir de quand', 'janvier 2012');
    await reader.choose('Ce qui est compté', 'place');
    await reader.type('Combien', 'quarante');
    await reader.choose('À quel titre', 'financ');
    await reader.press('Voir avant d’enregistrer');
    await reader.reads('Il faut ici un nombre');
    // What was typed is read in the other language, and so is what is wrong with it.
    await reader.press('English');
    await reader.isAccessible();
    await reader.fitsTheWindow();
    assert.equal(await reader.page.getByLabel('How many').inputValue(), 'quarante');
    assert.equal(await reader.page.getByLabel('From when on').inputValue(), 'janvier 2012');
    await reader.press('Français');
    await reader.type('Combien', '40');
    // Enter in a field looks at the fact, it does not change the language.
    await Promise.all([reader.page.waitForEvent('load'), reader.page.keyboard.press('Enter')]);
    await reader.reads('janvier 2012', '40');
    await reader.isAccessible();
    await reader.press('Enregistrer');
    await reader.reads('C’est enregistré : capacité fixée', '40, place');
    await reader.isAccessible();
    await reader.fitsTheWindow();

    await reader.open(given.household);
    await reader.follow('Enregistrer un fait');
    await reader.follow('scission du ménage');
    await reader.type('Date de la séparation', '1er juin 2012');
    await reader.choose(/^Motif/, 's');
    await reader.choose(/^Plateforme/, 'reste, et continue');
    await reader.choose(/^hôtel/, 'reste dans');
    await reader.choose(given.leaves, 'personne');
    await reader.isAccessible();
    await reader.fitsTheWindow();
    await reader.press('Voir avant d’enregistrer');
    await reader.reads(given.leaves, 'personne de référence', 'reste, et continue aussi dans le nouveau ménage');
    await reader.isAccessible();
    await reader.press('Enregistrer');
    await reader.reads('C’est enregistré : scission du ménage', 'séparation');
  },
  { width: 360, height: 780 },
);
