# What is expected where a value does not have the form that it should, with an example.

misshapen = { $sentence }; expected: { $expected }

expected-id = a UUID, such as 3f2b8c1e-5d04-4a6b-9c7d-2e1f0a8b6c5d
expected-batch-size = a batch that is decided on at once: at most 10,000 lines and 64 MiB; give the others another batch
expected-words = a text that is not empty
expected-short-code = a short code of letters, digits and the signs _ . : / - without blanks, such as bop104
expected-organisation = the code of an organisation, in small letters without accents, digits and hyphens, such as habitat-est
expected-programme = the code of a programme, in small letters without accents, digits and hyphens, such as relais-69
expected-commune = the INSEE code of a commune, five characters, such as 51454 (not the postcode)
expected-department = the number of a department, such as 69, 2A or 974
expected-nationality = the three-letter code of a country, such as GIN
expected-duration = a duration, such as P18M for eighteen months
expected-level = a level of French, such as a2
expected-code = a code of the list
expected-day = an exact day, such as 2010-12-31
expected-partial-day = a date as precisely as it is known, such as 2010-12-31, 2010-12 or 2010
expected-instant = an instant with its time zone, such as 2010-12-31T08:00:00Z
expected-flag = yes or no (true or false)
expected-whole = a whole number from 0, such as 12
expected-count = a whole number from 1, such as 12
expected-number = a number, such as 17.5
expected-digits = a number of at most 15 significant digits, such as 17.5
expected-euros = an amount in euros, positive and to the cent, such as 612.40
expected-list = a list
expected-object = a JSON object
expected-once = a value that is not in the list yet
expected-some = at least one value
expected-version = version 1.0 of CloudEvents
expected-source = urn:parcours:org: and the code of an organisation
expected-subject = household/ and a UUID, programme/ and a code, or rules
