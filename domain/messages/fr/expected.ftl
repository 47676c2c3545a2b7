# Ce qui est attendu là où une valeur n’a pas la forme qu’il faut, avec un exemple.

misshapen = { $sentence } ; attendu : { $expected }

expected-id = un identifiant UUID, par exemple 3f2b8c1e-5d04-4a6b-9c7d-2e1f0a8b6c5d
expected-batch-size = un lot dont on décide d’un coup : au plus 10 000 lignes et 64 Mio ; donnez aux autres lignes un autre lot
expected-words = un texte, qui ne soit pas vide
expected-short-code = un code court, de lettres, de chiffres et des signes _ . : / - sans espaces, par exemple bop104
expected-organisation = le code d’une organisation, en lettres minuscules sans accents, chiffres et tirets, par exemple habitat-est
expected-programme = le code d’un dispositif, en lettres minuscules sans accents, chiffres et tirets, par exemple relais-69
expected-commune = le code INSEE d’une commune, à cinq caractères, par exemple 51454 (et non le code postal)
expected-department = le numéro d’un département, par exemple 69, 2A ou 974
expected-nationality = le code d’un pays à trois lettres, par exemple GIN
expected-duration = une durée, par exemple P18M pour dix-huit mois
expected-level = un niveau de français, par exemple a2
expected-code = un code de la liste
expected-day = un jour exact, par exemple 2010-12-31
expected-partial-day = une date aussi précise qu’elle est connue, par exemple 2010-12-31, 2010-12 ou 2010
expected-instant = un instant avec son fuseau horaire, par exemple 2010-12-31T08:00:00Z
expected-flag = oui ou non (true ou false)
expected-whole = un nombre entier à partir de 0, par exemple 12
expected-count = un nombre entier à partir de 1, par exemple 12
expected-number = un nombre, par exemple 17.5
expected-digits = un nombre d’au plus 15 chiffres significatifs, par exemple 17.5
expected-euros = un montant en euros, positif et au centime près, par exemple 612.40
expected-list = une liste
expected-object = un objet JSON
expected-once = une valeur qui n’est pas déjà dans la liste
expected-some = au moins une valeur
expected-version = la version 1.0 de CloudEvents
expected-source = urn:parcours:org: et le code d’une organisation
expected-subject = household/ et un UUID, programme/ et un code, ou rules
