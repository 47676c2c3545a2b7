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
failure-not-signed-title = Pas encore signé
failure-not-signed-text = Aucun point de contrôle signé ne couvre encore ce ménage.
failure-not-signed-advice = Le prochain est signé dans les minutes qui viennent, si l’installation a une clé de signature.
failure-unavailable-title = Momentanément indisponible
failure-unavailable-text = Le registre ne peut pas répondre maintenant.
failure-unavailable-advice = Réessayez dans un instant. Rien n’est perdu.
failure-failed-title = Une erreur est survenue
failure-failed-text = La page n’a pas pu être préparée ; la cause est notée dans le journal du serveur.
failure-failed-advice = Réessayez ; si cela se répète, prévenez la personne qui administre Parcours.

# Intégrité
nav-integrity = Intégrité
instant = { $day } à { $time }
integrity-title = Intégrité
integrity-about = Rien de ce qui est enregistré ne peut être modifié sans que cela se voie. Voici de quoi le vérifier.
verified-title = Vérification
verified-none = Le registre n’a pas encore été vérifié depuis le démarrage.
verified-running = Vérification en cours : { $n } faits relus sur { $of }.
verified-failed = La vérification du { $at } n’a pas pu aller à son terme ; le journal du programme dit pourquoi.
verified-right = Tout est intact le { $at }. Faits relus : { $n } ; points de contrôle signés : { $signed } ; lignes du journal des accès : { $read }.
verified-altered = Le registre a été altéré : la vérification du { $at } s’arrête à la position { $position }. La commande « parcours verify » dit ce qui ne va pas.
verified-altered-access = Le journal des accès a été altéré : la vérification du { $at } s’arrête à la ligne { $number }.
verify = Vérifier maintenant
verify-look = Où en est-on ?
signed-title = Dernier point de contrôle signé
signed-told = Signé le { $at }, il couvre { $n } faits.
signed-since = { $plural ->
    [one] { $n } fait a été enregistré depuis.
   *[other] { $n } faits ont été enregistrés depuis.
}
signed-root = Racine de l’arbre :
signed-keep = Gardez ce texte ailleurs, imprimé ou dans un courriel : il permettra de prouver plus tard que rien n’a changé.
signed-note = Point de contrôle signé
signed-none = Aucun point de contrôle n’est encore signé. Le premier l’est dans les minutes qui suivent le premier fait.
lists-title = Listes et chiffres
lists-about = Chacun est calculé à partir du registre ; « complet » veut dire qu’aucun fait n’y manque et qu’aucun n’y compte deux fois.
lists-name = Liste
lists-position = À jour jusqu’à
lists-lag = Retard
lists-state = État
list-name-household-list = Ménages
list-name-deadlines = Échéances
list-name-programme-occupancy = Occupation des dispositifs
list-name-access = Accès
list-state-running = complet
list-state-paused = en pause
list-state-building = en construction
list-incomplete = incomplet
list-stopped = arrêté à la position { $position }
accesses-title = Journal des accès
accesses-about = Qui a lu des données personnelles, le plus récent d’abord.
accesses-none = Personne n’a encore lu de données personnelles.
accesses-number = N°
accesses-at = Quand
accesses-reader = Qui
accesses-household = Ménage
accesses-via = Par
accesses-reason = Motif
accesses-no-reason = sans motif
accesses-pages = Pages du journal
accesses-newest = Les plus récentes
accesses-older = Plus anciennes
everybody-read = tous
via-graphql = page ou programme
via-audit-bundle = dossier d’audit
via-replay = commande « replay »
via-facts = fichiers pour l’analyse
via-export = export

# Les preuves
proof-link = preuve n° { $position }
proof-title = Preuve du fait n° { $position }
proof-told = Le fait enregistré à la position { $position } fait partie du registre de { $size } faits qui a été signé le { $at }.
proof-path = Du fait à la racine
proof-path-about = Chaque empreinte est hachée avec la suivante ; la dernière est la racine qui a été signée.
proof-leaf = Le fait :
proof-root = La racine signée :
proof-text = La preuve
proof-text-about = À donner à un programme qui vérifie les preuves au format C2SP tlog-proof.
proof-none = Aucun point de contrôle signé ne couvre encore de fait à cette position.
bundle = Télécharger le dossier d’audit
bundle-about = tout le parcours avec ses preuves, vérifiable hors ligne ; la lecture est journalisée

# Le motif d’un auditeur
reason = Motif de consultation
reason-label = Pour voir les données personnelles, indiquez pourquoi
reason-hint = Le motif est inscrit au journal des accès ; il vaut huit heures.
reason-tell = Indiquer ce motif
reason-told = Vous voyez les données personnelles pour ce motif : { $reason }
reason-end = Ne plus les voir
