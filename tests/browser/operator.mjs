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

    // Found by name, in both languages.
    await reader.open('/');
    await reader.type('Nom', given.called);
    await Promise.all([reader.page.waitForEvent('load'), reader.page.keyboard.press('Enter')]);
    await reader.reads('1 ménage', given.leaves);
    await reader.isAccessible();
    await reader.fitsTheWindow();
    await reader.follow('English');
    await reader.reads('1 household', given.leaves);
    assert.equal(await reader.page.getByRole('textbox', { name: 'Name' }).inputValue(), given.called);
    // The address leads back here, and holds no name.
    assert.match(reader.page.url(), /\/search\?find=[0-9a-f-]{36}&lang=en$/);
    await reader.follow('Français');
    await reader.follow(given.leaves);
    assert.equal(new URL(reader.page.url()).pathname, given.household);
    await reader.page.goBack();
    await reader.reads('1 ménage', given.leaves);
    await reader.page.goForward();
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

    // It was a mistake: from the new file, everything that was recorded with it is undone.
    const there = reader.page.locator('.tie a').first();
    await reader.enter(there);
    await reader.reads('Séparé de', given.leaves);
    await reader.isAccessible();
    await reader.fitsTheWindow();
    await reader.follow(/^Annuler.*ouverture du dossier/);
    await reader.reads('Tout ceci a été enregistré ensemble', 'Scission du ménage', 'Arrivée d’un membre');
    await reader.isAccessible();
    await reader.fitsTheWindow();
    await reader.choose('Motif de l’annulation', 'e');
    await reader.press('Voir avant d’enregistrer');
    await reader.isAccessible();
    await reader.press('Enregistrer');
    await reader.reads('annulé');
    assert.equal(new URL(reader.page.url()).pathname, given.household);
    await reader.isAccessible();
  },
  { width: 360, height: 780 },
);
