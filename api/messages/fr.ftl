# Ce que disent les pages. Les libellés des codes, des faits et les dates sont ceux du domaine.

skip = Aller au contenu
nav = Navigation principale
nav-households = Ménages
nav-queries = Requêtes GraphQL
nav-languages = Langue
footer = Parcours · chaque fait est daté, attribué, et n’est jamais modifié
crumbs = Fil d’Ariane
today = aujourd’hui
person = personne { $id }
everybody = tout le ménage
erased = effacé
days = { $n } { $plural ->
    [one] jour
   *[other] jours
}
months = { $n } mois
years = { $n } { $plural ->
    [one] an
   *[other] ans
}
members = { $n } { $plural ->
    [one] membre
   *[other] membres
}
facts = { $n } { $plural ->
    [one] fait enregistré
   *[other] faits enregistrés
}
age = { $n } { $plural ->
    [one] an
   *[other] ans
}
age-between = { $young } à { $old } ans
left-today = aujourd’hui
left-days = dans { $time }
left-late = en retard de { $time }

# La liste
list-title = Ménages
list-heading = Liste
list-shown = { $plural ->
    [one] { $n } ménage sur cette page
   *[other] { $n } ménages sur cette page
}
list-household = Ménage
list-due = Prochaine échéance
list-no-due = aucune
list-home = Logement
list-programmes = Dispositifs
list-entered = Entrée
list-last = Dernier fait
list-closed = sorti
list-hidden = Un filtre ou un tri laisse de côté les ménages dont vous ne pouvez pas voir les faits sur lesquels il repose.
list-position = La liste tient compte de tout ce qui a été enregistré jusqu’à la position { $position }.
list-empty = Aucun ménage ici
list-empty-narrow = Aucun ménage ne répond à tous ces critères.
list-empty-all = Rien n’est encore enregistré, ou rien que vous puissiez voir.
list-empty-show = Voir tous les ménages
paging = Pages de la liste
paging-first = Revenir au début
paging-next = Page suivante
attention-title = À suivre aujourd’hui
attention-none = Parmi les échéances que vous pouvez voir, aucune n’est dépassée et aucune ne tombe dans les trente jours.
attention-nothing = Rien.
attention-late = Échéances dépassées
attention-soon = Dans les trente jours
attention-more = Voir tous les ménages concernés
filter-label = Filtrer les ménages
filter-programme = Dispositif
filter-programme-all = tous
filter-state = Accompagnement
filter-due = Échéance
filter-sort = Trier par
filter-id = Début du numéro
filter-apply = Filtrer
filter-clear = Effacer les filtres
state-open = en cours
state-all = tous
state-closed = terminé
within-any = toutes
within-late = dépassée
within-30 = d’ici 30 jours
within-90 = d’ici 90 jours
sort-deadline = prochaine échéance
sort-entered = entrée la plus récente
sort-last = dernier fait
sort-id = numéro
due-permit = titre de séjour
due-right = droit
due-contract = fin de contrat
due-training = fin de formation
due-enrolment-planned-end = fin prévue dans le dispositif
due-enrolment-term = terme du dispositif
due-enrolment-max-term = terme maximal du dispositif
class-precarious = précaire
class-emergency = urgence
class-shelter = hébergement
class-transitional = transitoire
class-adapted = adapté
class-permanent = pérenne
class-institution = institution
class-unknown = inconnu

# Un ménage
household-title = Ménage { $id }
personal-hidden = Les données personnelles de ce ménage ne vous sont pas montrées : les noms sont remplacés par la place dans le ménage.
moment-label = Le moment regardé
moment-as-of = Situation au
moment-as-of-hint = le jour regardé
moment-known = Telle que connue le
moment-known-hint = vide : tout ce qui est su
moment-since = Comparée à ce qu’on savait le
moment-since-hint = vide : sans comparaison
moment-show = Afficher
moment-today = Aujourd’hui
as-of = Au { $day }
as-known = d’après ce qu’on savait le { $day }
as-known-now = d’après tout ce qui est enregistré
now-title = Au { $day }
card-home = Logement
card-work = Travail et formation
card-support = Accompagnement
card-rights = Droits et demandes
card-empty = Rien d’enregistré à cette date.
planned-end = fin prévue : { $date }
request-waits = en attente
members-title = Membres
members-none = Personne n’est membre du ménage à cette date.
member-name = Membre
member-role = Place
member-birth = Naissance
member-status = Statut
member-permit = Titre de séjour
permit-none = aucun titre enregistré
permit-until = jusqu’au { $day }
permit-unlimited = sans limite de durée
permit-no-work = n’autorise pas à travailler
due-title = Échéances ouvertes
due-none = Aucune échéance ouverte que vous puissiez voir.
due-now = Comme on les connaît aujourd’hui, quel que soit le moment regardé.

# La frise
frieze-title = Frise du parcours
frieze-description = { $plural ->
    [one] { $n } épisode, aussi donné en tableau sous la frise
   *[other] { $n } épisodes, aussi donnés en tableau sous la frise
}
frieze-empty = Rien n’était connu de ce parcours à ce moment.
frieze-hint = Survolez un élément, ou allez de l’un à l’autre avec la touche Tab : son histoire se lit ici.
frieze-table = Le même parcours en tableau
frieze-table-caption = Épisodes du parcours, par début
table-lane = Couloir
table-what = Quoi
table-who = Qui
table-from = Début
table-until = Fin
scale-even = Échelle régulière
scale-squeezed = Échelle resserrée
lane-support = Accompagnement
lane-home = Logement
lane-status = Statut et titres
lane-work = Travail
lane-training = Formation et niveau
row-support = Dispositif
row-home = Habitation
row-lease = Bail
hours = { $hours } h
since = depuis : { $date }
until = jusqu’à : { $date }
expires = terme : { $date }
goes-on = en cours
gap = Aucun titre enregistré du { $from } au { $to }
line-as-of = au { $day }
line-known = su le { $day }
month-4 = avr.
month-7 = juil.
month-10 = oct.
legend-title = Légende
legend-home-precarious = logement précaire
legend-home-emergency = hébergement d’urgence
legend-home-shelter = hébergement
legend-home-transitional = logement transitoire
legend-home-adapted = logement adapté
legend-home-permanent = logement pérenne
legend-home-institution = institution
legend-home-unknown = habitation inconnue
legend-lease = bail
legend-status = statut
legend-permit = titre de séjour
legend-work = travail : l’épaisseur suit les heures
legend-training = formation
legend-support = accompagnement
legend-other = autre
legend-vague = date approximative
legend-gap = sans titre enregistré
legend-squeezed = années calmes, resserrées

# Les croyances
changes-title = Ce qui a changé entre les deux croyances
changes-between = Ce qu’on savait le { $since }, comparé à ce qu’on savait : { $known }.
changes-none = Rien : on croyait alors ce qu’on croit maintenant.
changes-count = { $plural ->
    [one] { $n } fait cru autrement
   *[other] { $n } faits crus autrement
}
change-kind = Changement
change-fact = Fait
change-before = Avant
change-after = Après
change-recorded = Enregistrement
change-added = ajouté
change-corrected = corrigé
change-retracted = annulé
change-unknown = pas encore su
change-gone = n’est plus cru

# L’histoire
history-title = Histoire
history-none = Rien n’était encore enregistré.
history-order = Dans l’ordre où les choses sont arrivées ; chaque fait dit qui l’a enregistré, et quand.
mark-later = plus tard
mark-corrected = corrigé
mark-retracted = annulé
learnt-late = appris tard
recorded = enregistré le { $day } par { $by }, { $how }
recorded-on = enregistré le { $day }
corrected-by = Corrigé le { $day } par { $by } : { $reason }
retracted-by = Annulé le { $day } par { $by } : { $reason }
changed-fields = Champs modifiés : { $fields }
before = Auparavant : { $text }
origin-manual = saisi à la main
origin-import = lu dans un fichier
origin-partner = transmis par un partenaire
origin-migration = repris d’un autre système
actor-coordinator = coordination
actor-social-worker = travail social
actor-team-leader = chef de service

# Les erreurs
failure-back = Revenir à la liste des ménages
failure-not-found-title = Page introuvable
failure-not-found-text = Il n’y a rien à cette adresse, ou rien que vous puissiez voir.
failure-not-found-advice = Vérifiez l’adresse : le numéro d’un ménage se copie en entier.
failure-bad-date-title = Date illisible
failure-bad-date-text = L’une des dates de l’adresse n’existe pas ou n’est pas écrite comme il faut.
failure-bad-date-advice = Une date s’écrit 2010-12-31 : l’année, le mois, le jour.
failure-bad-request-title = Demande incomprise
failure-bad-request-text = L’adresse demande quelque chose que cette page ne connaît pas.
failure-bad-request-advice = Repartez de la liste, et choisissez dans les formulaires.
failure-sign-in-title = Un jeton est nécessaire
failure-sign-in-text = Parcours montre à chacun ce qu’il peut voir. La personne qui administre l’installation vous remet un jeton.
failure-sign-in-advice = Il commence par parcours_ et il est long : collez-le ici.
failure-wrong-token-title = Ce jeton n’ouvre rien
failure-wrong-token-text = Il n’est pas de cette installation, ou il a expiré, ou il a été révoqué.
failure-wrong-token-advice = Recopiez-le tel qu’il vous a été remis, ou demandez-en un autre.
sign-in-token = Votre jeton
sign-in = Se connecter
sign-out = Se déconnecter
signed-in = Connecté pour { $organisation } : { $role }
role-caseworker = travail social
role-partner = partenaire
role-analyst = analyse
role-auditor = audit
role-administrator = administration
failure-forbidden-title = Accès refusé
failure-forbidden-text = Votre rôle ne permet pas de voir cette page.
failure-forbidden-advice = Si vous devez y accéder, demandez-le à l’opérateur du dispositif.
failure-unavailable-title = Momentanément indisponible
failure-unavailable-text = Le registre ne peut pas répondre maintenant.
failure-unavailable-advice = Réessayez dans un instant. Rien n’est perdu.
failure-failed-title = Une erreur est survenue
failure-failed-text = La page n’a pas pu être préparée ; la cause est notée dans le journal du serveur.
failure-failed-advice = Réessayez ; si cela se répète, prévenez la personne qui administre Parcours.

# Dispositifs, bilans et règles
nav-programmes = Dispositifs
nav-rules = Règles
households = { $n } { $plural ->
    [one] ménage
   *[other] ménages
}
households-head = Ménages
persons = { $n } { $plural ->
    [one] personne
   *[other] personnes
}
period = du { $from } au { $to }
chart-table = Les mêmes nombres en tableau
programmes-title = Dispositifs
programmes-heading = Liste
programmes-none = Aucun dispositif n’est enregistré, ou aucun que vous puissiez voir.
programmes-caption = Ce que l’on sait aujourd’hui ; les dispositifs qui en dépendent sont comptés à part.
programmes-name = Dispositif
programmes-now = Présents aujourd’hui
programmes-capacity = Capacité
programmes-state = État
programmes-withheld = réservé à ceux qui y participent
programmes-no-capacity = aucune enregistrée
capacity = { $unit } : { $value }
capacity-taken = { $unit } : { $taken } sur { $value }
capacity-exceeded = { $unit } : { $taken } sur { $value }, capacité dépassée
level-persons = Personnes présentes
level-households = Ménages présents
level-measures = Mesures en cours
occupancy-title = Occupation
levels-title = { $what } au fil du temps
levels-about = { $now } aujourd’hui ; au plus { $most }, le { $when }.
levels-when = Au
levels-limit = Capacité
flows-title = Entrées et sorties
flows-years-title = Ménages entrés et sortis, par année
flows-months-title = Ménages entrés et sortis en { $year }, par mois
flows-year = Année
flows-month = Mois
flows-entries = Entrées
flows-exits = Sorties
flows-entered = { $n } { $plural ->
    [one] entrée
   *[other] entrées
}
flows-left = { $n } { $plural ->
    [one] sortie
   *[other] sorties
}
flows-about = Au total { $entered } et { $left }. Un ménage qui revient le jour de son départ n’est ni sorti ni entré.
short-month-1 = janv.
short-month-2 = févr.
short-month-3 = mars
short-month-4 = avr.
short-month-5 = mai
short-month-6 = juin
short-month-7 = juil.
short-month-8 = août
short-month-9 = sept.
short-month-10 = oct.
short-month-11 = nov.
short-month-12 = déc.
report-title = Bilan de l’année
report-year = Bilan de { $year }
report-choose = Année
report-rules = Règles de calcul
report-show = Afficher
report-takes = La première fois, le calcul prend quelques secondes.
report-running = L’année n’est pas finie : ces chiffres changeront encore.
report-busy = D’autres calculs sont en cours. Réessayez dans quelques secondes : rien n’est perdu.
report-withheld = Les chiffres de ce dispositif, ou d’un dispositif sensible qui en dépend, ne vous sont pas ouverts.
report-no-year = Personne n’est encore entré dans ce dispositif.
report-hidden = Les nombres de personnes inférieurs à { $least } sont masqués, et ceux qui permettraient de les retrouver.
report-figures = Chiffres du bilan
report-counted = Comptés selon : { $rules } ({ $name })
report-line = Chiffre
report-value = Valeur
report-fraction = Rapport
report-left-out = Laissés de côté
report-workbook = Télécharger le classeur (XLSX)
report-try = Essayer d’autres règles
report-print = La page s’imprime telle quelle.
report-proof = Calculé sur tous les faits enregistrés jusqu’à la position { $position } (empreinte { $digest }), dernier fait reçu :
lengths-title = Durée de séjour des ménages sortis
lengths-about = { $all } ménages, en mois entre l’entrée et la sortie.
lengths-head = Durée
length-between = de { $from } à moins de { $to } mois
length-from = { $from } mois ou plus
destinations-title = Où sont partis les ménages sortis
destinations-about = { $all } ménages, selon le logement ou la situation à la sortie.
destinations-head = Destination
printed-title = Imprimé et calculé
printed-agree = { $agree } chiffres imprimés sur { $all } sont ceux que donnent les faits.
printed-quote = Ce qui est imprimé
printed-printed = Imprimé
printed-computed = Calculé
printed-verdict = Accord
printed-period = Période
printed-same = identique
printed-other = différent
printed-unknown = non comparé
printed-about = environ { $value }
printed-more-than = plus de { $value }
printed-less-than = moins de { $value }
printed-nearly = près de { $value }
figure-nothing = rien
figure-none = —
figure-hidden = masqué
figure-failed = calcul impossible
figure-more-than = plus de { $share }
figure-less-than = moins de { $share }
left-out-no-value = sans valeur
left-out-not-ended = séjour en cours
left-out-erased = effacés
left-out-age-unknown = âge inconnu
left-out-income-unknown = ressources inconnues
left-out-follow-up-missing = suivi manquant
workbook-report = Bilan
workbook-printed = Imprimé
workbook-passports = Justificatifs
workbook-section = Partie
workbook-line = Chiffre
workbook-value = Valeur
workbook-numerator = Numérateur
workbook-denominator = Dénominateur
workbook-left-out = Laissés de côté
workbook-id = Code
workbook-quote = Ce qui est imprimé
workbook-from = Du
workbook-to = Au
workbook-rules = Règles
workbook-indicator = Indicateur
workbook-unit = Unité
workbook-measure = Mesure
workbook-exact = Valeur exacte
workbook-digest = Empreinte des règles
workbook-known-at = Connu au
workbook-position = Position
workbook-events = Faits
workbook-sum = Empreinte des faits
workbook-about = Définition
rules-title = Règles de calcul
rules-about = Chaque choix que les sources laissent ouvert est un paramètre, avec sa raison.
rules-try = Essayer d’autres règles
rules-sets = Jeux de règles
rules-sets-about = Un jeu de règles publié ne change plus jamais : un changement est une nouvelle version.
rules-set = Jeu de règles
rules-base = S’appuie sur
rules-differences = Ce qu’il fait autrement
rules-digest = Empreinte
rules-parameters = Paramètres : { $set }
rules-parameters-about = Valeurs de { $name } ; les raisons sont en anglais, comme dans les fichiers de règles.
rules-parameter = Paramètre
rules-value = Valeur
rules-default = Par défaut
rules-allowed = Valeurs possibles
rules-reason = Raison et source
rules-source = Source : { $source }
rules-indicators = Indicateurs
rules-indicators-about = Ce qui est compté, et les paramètres dont cela dépend.
rules-indicator = Indicateur
rules-uses = Dépend de
try-title = Essayer d’autres règles
try-about = Changez un paramètre : les chiffres s’affichent côte à côte, avec les ménages qui changent de place et pourquoi. Rien n’est enregistré.
try-errors = Des valeurs ne conviennent pas
try-programme = Dispositif
try-year = Année du bilan
try-before = Règles de départ
try-after = Autre jeu de règles
try-own = celles de chaque chiffre
try-same = les mêmes
try-count = Comparer
try-clear = Tout remettre
try-parameters = Paramètres à changer
try-legend = Un paramètre laissé tel quel garde sa valeur
try-unchanged = inchangé
try-hint = Vaut { $value }.
try-hint-range = Vaut { $value } ; possible : { $range }.
try-refused-code = Choisissez parmi : { $allowed }.
try-refused-range = Entrez un nombre entier de { $min } à { $max }.
try-refused-wrong-type = Cette valeur n’a pas la forme attendue.
try-refused-unknown-parameter = Ce jeu de règles n’a pas ce paramètre.
try-result = Avant et après
try-nothing = Aucun chiffre ne change.
try-summary = { $changed } chiffres changent, { $same } ont été recomptés sans changement, { $untouched } ne dépendent de rien de ce qui change.
try-figure = Chiffre
try-moved = Ménages concernés
try-moved-withheld = non communiqué
try-printed = imprimé
try-report = bilan
try-who = Qui change de place, et pourquoi
try-all-figures = Revenir à tous les chiffres
try-movers = Ménages qui changent de place
try-why = Pourquoi
try-more = Voir tous les ménages
try-movers-withheld = Qui change de place en dirait trop sur des personnes : âge, titre de séjour ou ressources.
try-movers-partial = Il y en a d’autres, que vous ne pouvez pas voir ou qui dépassent cette liste.
try-step = { $name } : { $from } → { $to }
try-or = ou
try-view = définition { $view }
try-indicator = définition de l’indicateur
standing-outside = hors champ
standing-base = compté dans l’ensemble
standing-kept = retenu
