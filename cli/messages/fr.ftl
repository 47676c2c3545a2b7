# Ce que la ligne de commande dit aux personnes. Une phrase, sans majuscule ni point final, sauf les titres.
# $n : un nombre ; $plural : one ou other, comme la langue compte.

# Erreurs
error = erreur :
because = { $sentence } : { $cause }
interrupted = interrompu ; ce qui n’était pas validé est défait
unknown-household = le ménage { $household } est inconnu de cette base
not-empty = la base contient déjà { $events } événements : les dates d’enregistrement d’une source ne se reprennent que dans une base vide
database-address = l’adresse de la base est inutilisable, attendu sqlite:CHEMIN ou postgres://… ({ $detail })
not-loopback = { $address } serait visible d’autres machines : il n’y a pas encore d’identification, seule une adresse locale comme 127.0.0.1:8080 est admise
fault-start = le programme ne peut pas démarrer
fault-unpack = les données de démonstration ne peuvent pas être déposées dans le dossier temporaire
fault-output = le résultat ne peut pas être écrit sur la sortie standard
fault-read = le fichier { $path } ne peut pas être lu
fault-write = le fichier { $path } ne peut pas être écrit
fault-listen = { $address } ne peut pas être écouté
fault-busy = la base est occupée : un autre programme y écrit depuis { $seconds } s
fault-ledger = la base a fait défaut
fault-not-a-database = { $location } n’est pas une base SQLite
fault-foreign = { $location } appartient à un autre programme ; rien n’y a été touché
fault-newer = { $location } a été écrite par une version plus récente de ce programme ; rien n’y a été touché
fault-unreachable = la base { $location } ne peut pas être ouverte
fault-silent = la base { $location } ne répond pas
fault-full = la base ou son disque est plein, rien n’a été écrit
fault-locked = un autre programme verrouille la base depuis trop longtemps
fault-commit-unknown = la connexion s’est perdue au moment de valider : recommencez, ce qui a été écrit sera reconnu

# import
import-accepted = lignes acceptées
import-ignored = lignes déjà connues
import-warnings = faits avec avertissement
import-refused = refus
import-positions = Positions { $first } à { $last }
import-dry-run = À l’essai : rien n’a été écrit
import-nothing-written = rien n’a été écrit, car des lignes sont refusées (--partial écrit les autres)
import-more-refused = seuls les { $shown } premiers refus sur { $all } sont listés
import-checking = vérification
import-writing = écriture

# demo, serve
serving = à l’écoute ; Ctrl-C pour arrêter
demo-kept = la base { $database } contient déjà { $events } événements : elle est reprise telle quelle
demo-filled = la base { $database } a reçu { $events } événements de deux programmes (personnes fictives)
demo-port = le port { $port } est pris : un autre a été choisi
demo-refused = la base refuse les données de démonstration ({ $rule })
demo-pages = GraphiQL, pour essayer des requêtes
demo-endpoint = point d’accès GraphQL
demo-try = À essayer dans un autre terminal
demo-programmes = les dispositifs
demo-replay = la famille K. au 31 décembre 2010
demo-history = son histoire
demo-same = le même rejeu en ligne de commande

# replay
household = Ménage { $household }
as-of = au { $day }, { $known }
known-now = tel que connu aujourd’hui
known-at = tel que connu à l’instant { $instant }
place = (position { $position }, version { $version })
nothing-yet = Rien n’est connu de ce ménage à cette date.
person = personne
everybody = tout le ménage
members = Membres
status = Statut
permits = Titres de séjour
enrolments = Dispositifs
home = Logement
leases = Baux
contracts = Emploi
trainings = Formations
rights = Droits
requests = Demandes en cours
pairings = Binômes
consents = Consentements
age = { $n } { $plural ->
    [one] an
   *[other] ans
}
age-baby = moins d’un an
age-between = { $young } à { $old } ans
age-unknown = âge inconnu
months = { $n } mois
days-left = { $n } { $plural ->
    [one] jour
   *[other] jours
}
permit-until = jusqu’au { $day } (encore { $left })
permit-unlimited = sans limite de durée
permit-work = autorise à travailler
permit-no-work = n’autorise pas à travailler
full-time = temps plein
part-time = temps partiel
weekly-hours = { $hours } h par semaine
planned-end = fin prévue : { $date }
towards = vers le ménage { $household }
history = Histoire (› après le { $day }, ~ corrigé, ✗ annulé)
learnt = (appris le { $day })
corrected = corrigé le { $day }, { $reason } :
retracted = annulé le { $day }, { $reason }
permanent-reached = { $months } de l’entrée ({ $entry }) au logement pérenne ({ $reached })
permanent-not-yet = Pas encore de logement pérenne, { $months } après l’entrée ({ $entry })
home-now = Logement actuel : { $class }
class-precarious = précaire
class-emergency = urgence
class-shelter = hébergement
class-transitional = transitoire
class-adapted = adapté
class-permanent = pérenne
class-institution = institution
class-unknown = inconnu

# bench
bench-not-empty = { $location } n’est pas vide : bench ne travaille que dans une base qui ne contient rien, et n’y laisse rien
fault-bench = la mesure a échoué
fault-bench-connections = seules { $opened } connexions sur { $writers } ont pu être ouvertes : demandez moins de --writers, ou que le serveur en accepte davantage
bench-measuring = mesure
bench-name = quoi
bench-unit = unité
bench-median = médiane
bench-min = min
bench-max = max
bench-ratio = rapport
bench-ratio-means = rapport : la médiane, rapportée au débit brut de la même exécution

# verify
verify-hashing = vérification
verify-right = Rien n’a été altéré
verify-wrong = Le registre a été altéré
verify-first-bad = à la position { $position } : { $reason }
verify-events = { $events } événements vérifiés, tête à la position { $head }
verify-checkpoints = { $checkpoints } points de contrôle vérifiés
verify-root = racine { $root }
verify-missing = l’événement manque
verify-unreadable = l’événement ne peut pas être lu ({ $detail })
verify-leaf-hash = l’événement ou son empreinte a été modifié
verify-recorded-at = l’événement a été enregistré avant celui qui le précède
verify-version = l’événement porte la version { $found } dans { $stream }, attendu { $expected }
verify-tile = un événement jusqu’à la position { $last } a été modifié avec son empreinte, ou bien la tuile { $index } du niveau { $level }
verify-tile-missing = la tuile { $index } du niveau { $level }, sur les événements jusqu’à { $last }, manque
verify-tile-beyond = la tuile { $index } du niveau { $level } porte sur des événements que la base n’a pas
verify-stream-head = la tête de { $stream } ne désigne pas son dernier événement
verify-ledger-head = la tête de la base ne désigne pas le dernier événement
verify-checkpoint = le point de contrôle a été modifié ({ $detail })
verify-checkpoint-key = le point de contrôle n’est signé par aucune clé connue, mais par { $signers } (--key en fait connaître)
verify-checkpoint-root = les événements signés jusqu’ici ne sont plus les mêmes ; ceux jusqu’à la position { $since } le sont
verify-checkpoint-beyond = des événements manquent à partir d’ici : { $size } avaient été signés
verify-note = { $path } n’est pas un point de contrôle auquel se fier ({ $detail })
verify-no-key-file = une base sur un serveur n’a pas de clé de signature à côté d’elle : PARCOURS_SIGNING_KEY_FILE doit nommer le fichier qui la contient ou la recevra
verify-key-lost = la clé de signature { $path } manque alors que la base contient des points de contrôle : rien n’est signé avec une nouvelle clé
fault-signing-key = la clé de signature est inutilisable
fault-checkpoint = rien n’a été signé
