# Ce que la ligne de commande dit aux personnes. Une phrase, sans majuscule ni point final, sauf les titres.
# $n : un nombre ; $plural : one ou other, comme la langue compte.

# Erreurs
error = erreur :
because = { $sentence } : { $cause }
interrupted = interrompu ; ce qui n’était pas validé est défait
unknown-household = le ménage { $household } est inconnu de cette base
unknown-stream = le dossier { $stream } n’existe pas dans cette base
export-range = la position --from { $from } vient après --to { $to }
ledger-created = une nouvelle base, vide, a été créée : { $path }
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
import-accepted = { $plural ->
    [one] ligne acceptée
   *[other] lignes acceptées
}
import-ignored = { $plural ->
    [one] ligne déjà connue
   *[other] lignes déjà connues
}
import-warnings = { $plural ->
    [one] fait avec avertissement
   *[other] faits avec avertissement
}
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
demo-pages = une page pour essayer des requêtes
demo-endpoint = point d’accès GraphQL
demo-try = À essayer dans un autre terminal
demo-programmes = les dispositifs
demo-replay = la famille K. au 31 décembre 2010
demo-history = son histoire
demo-same = le même rejeu en ligne de commande
demo-same-server = le même rejeu en ligne de commande, PARCOURS_DATABASE étant l’adresse de la base

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
permit-valid = valable du { $from } au { $to }
permit-valid-unlimited = valable à partir du { $from }, sans limite de durée
permit-work = autorise à travailler
permit-no-work = n’autorise pas à travailler
full-time = temps plein
part-time = temps partiel
weekly-hours = { $hours } h par semaine
planned-end = fin prévue : { $date }
towards = vers le ménage { $household }
history = Histoire (› après le { $day }, ~ corrigé, ✗ annulé)
learnt = (appris le { $day })
recorded = n° { $position }, enregistré le { $day } à { $time }
actor-coordinator = coordinateur ou coordinatrice
actor-social-worker = travailleur social
actor-team-leader = chef de service
origin-manual = saisi à la main
origin-import = lu dans un fichier
origin-partner = transmis par un partenaire
origin-migration = repris d’un autre système, non constaté ici
warning = avertissement : { $codes }
warnings = avertissements : { $codes }
assessed-ready = prêt
assessed-not-yet = pas encore
assessed-not-adapted = non adapté
assessed-pass = réussi
assessed-fail = non réussi
assessed-yes = oui
assessed-no = non
corrected = corrigé le { $day }, { $reason }
before = auparavant : { $text }
changed-fields = champs modifiés, non montrés ici : { $fields }
unchanged = sans changement
retracted = annulé le { $day }, { $reason }
permanent-reached = { $months } de l’entrée ({ $entry }) au logement pérenne ({ $reached })
permanent-already = Déjà en logement pérenne à l’entrée ({ $entry })
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

# Les champs des faits, tels que les corrections les nomment
field-object = objet
field-starts-on = début prévu
field-residue = données restantes
field-activity = activité
field-amount-eur = montant
field-arrival-route = voie d’arrivée
field-authority = autorité
field-basis = fondement
field-birth = naissance
field-certificate = certification
field-channel = voie d’attribution
field-cohort = promotion
field-commune = commune
field-consent = consentement
field-continues = épisode continué
field-contract = contrat
field-counterpart = binôme
field-destination = destination
field-destination-commune = commune de destination
field-document = document
field-dwelling = logement occupé
field-employer-kind = type d’employeur
field-enrolment = prise en charge
field-episodes = épisodes
field-from-household = ménage d’origine
field-full-time = temps plein
field-funding = financement
field-holders = titulaires
field-host = hébergeant
field-hours-attended = heures suivies
field-hours-per-week = heures par semaine
field-identity = identité
field-intermediary = intermédiaire
field-into = ménage d’accueil
field-kind = nature
field-landlord-kind = type de bailleur
field-lease = bail
field-level = niveau
field-monthly-charge-eur = charge mensuelle
field-nationality = nationalité
field-new-household = nouveau ménage
field-new-kind = nature du nouveau bail
field-new-lease = nouveau bail
field-occupancy = occupation
field-opened-by = ouvert par
field-origin-kind = logement d’origine
field-outcome = issue
field-paid = rémunérée
field-pairing = binôme constitué
field-parent = parent
field-passed = seuil atteint
field-permit = titre de séjour
field-permit-kind = nature du titre
field-person = personne
field-persons = personnes
field-places = places
field-planned-end-on = fin prévue
field-planned-hours = heures prévues
field-planned-on = date prévue
field-prefecture = préfecture
field-programme = dispositif
field-provider = organisme
field-purpose = objet du consentement
field-qualifier = précision
field-reason = motif
field-recipient = destinataire
field-referrer = prescripteur
field-renews = titre renouvelé
field-request = demande
field-right = droit
field-right-kind = nature du droit
field-role = rôle
field-scope = périmètre
field-sector = secteur
field-session = séance
field-settled-on = date de règlement
field-sex = sexe
field-signatories = signataires
field-site = site
field-sources = sources de revenus
field-status = statut
field-target-level = niveau visé
field-term = durée
field-total-eur = total des ressources
field-training = formation
field-unit = unité
field-valid-from = début de validité
field-valid-to = fin de validité
field-value = valeur
field-weekly-hours = heures hebdomadaires
field-work-authorised = autorisation de travail

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
verify-guarding = comparaison des gardes
verify-guards = { $pairs } gardes comparées aux événements qui les déplacent
verify-guard-missing = l’événement déplace la garde { $key }, sous laquelle { $stream } manque
verify-guard-unmoved = { $stream } est sous la garde { $key }, mais aucun de ses événements ne la déplace
verify-guard-bare = la garde { $key } existe, mais aucun flux ne l’a déplacée

# prove, checkpoint
prove-unknown = cet événement n’existe pas dans cette base
prove-no-checkpoint = aucun point de contrôle ne couvre encore l’événement à la position { $position } : parcours verify --checkpoint en signe un
fault-prove = la preuve ne peut être faite : parcours verify dit ce qui ne va pas
checkpoint-none = rien n’a encore été signé : parcours verify --checkpoint signe un point de contrôle

# dossiers d’audit
bundle-written = { $path } contient { $events } événements, prouvés par un point de contrôle sur { $position }
bundle-no-checkpoint = aucun point de contrôle ne couvre ce ménage, et aucun ne peut être signé ici : PARCOURS_SIGNING_KEY_FILE doit nommer la clé de signature
bundle-altered = la base a été altérée : l’événement à la position { $position } ne correspond pas à ce qui a été signé (parcours verify en dit plus)
bundle-right = Le dossier est ce qui a été signé
bundle-wrong = Le dossier n’est pas digne de foi
bundle-refused = { $path } n’est pas rejoué : { $reason }
bundle-household = ménage { $household }
bundle-events = { $events } événements, dont chacun est prouvé parmi les { $position } premiers du registre { $origin }
bundle-against = en accord avec { $checkpoints } points de contrôle conservés ailleurs
bundle-key = signé par { $key }
bundle-key-unknown = signé par { $key }, une clé dont seul le dossier se porte garant : comparez-la à celle que vous connaissez, ou donnez celle-ci avec --key
bundle-streams = Flux, chacun complet jusqu’à sa version :
bundle-stream = { $stream } : { $version }
bundle-proves = Prouvé : ces événements, à l’octet près et dans cet ordre, étaient dans le registre quand le point de contrôle a été signé, et aucun ne manque entre le premier et le dernier de chaque flux.
bundle-proves-not = Non prouvé : qu’aucun événement ultérieur de ces flux n’avait alors été enregistré, qu’aucun autre flux ne parle du ménage, quand le point de contrôle a été signé, et que ce qui a été enregistré est vrai.
bundle-cut-off = il ne finit pas comme un dossier d’audit : il a été coupé, ou c’est autre chose
bundle-digest = un octet a été altéré : l’empreinte à la fin est une autre
bundle-line = la ligne { $line } n’est pas ce qu’un dossier d’audit y contient
bundle-format-version = il est en version { $version } du format : il faut une version plus récente de ce programme
bundle-opening = une ouverture ne correspond pas aux valeurs scellées de l’événement { $event }
bundle-checkpoint = son point de contrôle n’est pas digne de foi ({ $detail })
bundle-header = sa première ligne ne dit pas ce que disent son point de contrôle et ses événements
bundle-proof = l’événement à la position { $position } ne fait pas partie du registre qui a été signé
bundle-order = l’événement à la position { $position } ne suit pas celui qui le précède
bundle-missing = la version { $version } de { $stream } manque
bundle-against-other = il n’est pas en accord avec le point de contrôle sur { $size } événements
bundle-not-compared = rien n’y dit s’il est en accord avec le point de contrôle sur { $size } événements : il doit être fait avec --against

# backup, restore
copy-copying = copie
copy-nothing = { $path } ne contient rien
copy-exists = { $path } existe (--force le remplace)
copy-in-use = un autre programme a ouvert { $path } : arrêtez-le d’abord
copy-altered = la copie de { $path } ne se vérifie pas, { $bad }
backup-ledger = Registre copié dans { $path } ({ $bytes } octets)
backup-sealing-keys = Clés de scellement copiées dans { $path } ({ $bytes } octets) : à garder loin du registre
backup-unverified = non vérifié
backup-left-ledger = n’y est pas : le registre, { $path }
backup-left-sealing-keys = n’y sont pas : les clés de scellement, { $path } (parcours backup --keys CHEMIN, à garder ailleurs)
backup-left-access-log = n’y est pas : le journal des consultations, { $path } (à copier quand rien n’utilise la base)
backup-left-projections = n’y est pas : { $path }, qui se reconstruit
backup-left-facts = n’y est pas : { $path }, qui se reconstruit
backup-left-signing-key = n’y est pas : la clé de signature, { $path } (gardez-en une copie au coffre)
backup-left-master-key = n’y est pas : la clé maîtresse, { $path } (gardez-en une copie au coffre, loin des clés de scellement)
restore-ledger = Registre { $path } restauré et vérifié
restore-sealing-keys = Clés de scellement de { $path } restaurées
restore-what = rien n’est dit de ce qu’il faut restaurer : une sauvegarde du registre, --keys, ou les deux
backup-on-server = une base sur un serveur se sauvegarde avec les outils du serveur :
    pg_dump { $reach } --format=custom --schema=parcours --file={ $path } { $name }
    et les clés de scellement, à garder ailleurs :
    pg_dump { $reach } --format=custom --schema=parcours_keys --file=keys.dump { $name }
restore-on-server = une base sur un serveur se restaure avec les outils du serveur, dans une base vide :
    pg_restore { $reach } --single-transaction --exit-on-error --no-owner --dbname={ $name } { $path }
    puis se vérifie :
    parcours restore --database postgres://…/{ $name }

# projections, rebuild, households, deadlines
projection-name = projection
projection-version = version
projection-position = position
projection-lag = retard
projection-state = état
projection-complete = complète
projection-error = dernière erreur
projection-running = à jour ou en cours
projection-paused = en pause
projection-building = en construction
projection-yes = oui
projection-no = NON
projection-stopped = à la position { $position }, essayé { $attempts } fois : { $error }
projection-resumed = la projection { $name } réessaie
projection-not-paused = la projection { $name } n’est pas en pause
projection-unknown = il n’y a pas de projection { $name }
rebuild-folding = reconstruction
rebuild-done = { $events } événements relus en { $seconds } s ({ $rate } par seconde), jusqu’à la position { $position }
rebuild-digest = empreinte des lignes { $digest }
facts-kept = { $folder } : les tables de faits jusqu’à la position { $position } ({ $events } événements) ; { $written } paquets écrits sur { $buckets }
facts-written = { $folder } : les tables de faits jusqu’à la position { $position } ({ $events } événements), à gros grain
facts-digest = empreinte des événements { $digest }
facts-no-folder = où garder les tables de faits d’un registre sur serveur ? Nommez un dossier par PARCOURS_FACTS_FOLDER, ou écrivez-les ailleurs par --out
facts-exist = { $folder } existe déjà : rien n’a été écrit
rebuild-busy = la projection { $name } est en cours de reconstruction par un autre programme
fault-rebuild = rien n’a été reconstruit, l’ancienne version continue de servir
fault-not-yet = la liste n’est pas encore à jour, réessayez
list-id = ménage
list-household = ménage
list-members = membres
list-home = logement
list-programmes = dispositifs
list-entered = entrée
list-last = dernier fait
list-due = échéance
list-kind = quoi
list-about = objet
list-position = à la position { $position }
due-permit = titre de séjour
due-right = droit
due-contract = fin de contrat
due-training = fin de formation
due-enrolment-planned-end = fin prévue dans le dispositif
due-enrolment-term = terme du dispositif
due-enrolment-max-term = terme maximal du dispositif

# clés et effacement
erased = effacé
fault-no-master-key = la base contient ou contiendrait des données personnelles, qui demandent une clé maîtresse : pour une base sur un serveur, PARCOURS_MASTER_KEY_FILE doit nommer le fichier qui la contient ou la contiendra
fault-master-key-missing = le fichier de la clé maîtresse { $path } est absent : rien n’a été écrit, et les données personnelles sont illisibles tant qu’il n’est pas revenu
fault-master-key-wrong = la clé maîtresse n’est pas celle de cette base : rien n’a été écrit, et les données personnelles sont illisibles avec elle
fault-other-keys = les clés trouvées ne sont pas celles de cette base : elles ont été perdues ou sont celles d’un autre ; rien n’a été écrit
fault-master-key-malformed = { $path } ne contient pas de clé maîtresse
fault-keys = les données personnelles ne peuvent être ni scellées ni ouvertes
erase-sure = effacer pour toujours les données personnelles de { $whom } ? [o/N]
erase-not-confirmed = rien n’a été effacé
erase-incomplete = il faut une personne, --basis et --level
erase-unknown = aucun dossier de cette base ne connaît la personne { $person }
erase-refused = l’effacement est refusé : { $why }
erase-done = { $whom } : effacement fait ; { $events } événements contiennent des valeurs que personne ne peut plus lire
erase-would = { $events } événements contiennent des valeurs de { $whom } qui seraient effacées
erase-position = enregistré à la position { $position }
erase-backups = les copies des clés dans les sauvegardes sont à détruire aussi, sinon une restauration ramène les données
keys-master = clé maîtresse : { $path }
keys-no-master = aucun fichier de clé maîtresse n’est nommé
keys-none = aucune clé n’a encore été nécessaire
keys-quasi = quasi-identifiants
keys-identity = noms et numéros de dossier
keys-active = en usage
keys-fenced = en cours d’effacement
keys-destroyed = détruites
keys-rotated = { $keys } clés protégées par la nouvelle clé maîtresse
keys-name-it = désormais PARCOURS_MASTER_KEY_FILE doit nommer { $path } ; l’ancien fichier n’ouvre que les anciennes sauvegardes
keys-keep-it = { $path } contient une nouvelle clé maîtresse : gardez-en une copie en lieu sûr ; l’ancienne n’ouvre que les anciennes sauvegardes
access-none = personne n’a lu de données personnelles
verify-accesses = { $entries } entrées du journal des consultations vérifiées
verify-access-bad = l’entrée { $number } du journal des consultations manque ou a été modifiée

# figures
figures-computing = calcul
figures-id = chiffre
figures-computed = calculé
figures-printed = publié
figures-unit = unité
figures-numerator = numérateur
figures-denominator = dénominateur
figures-qualifier = au sens de
figures-rules = règles
figures-verdict = accord
figures-about = environ
figures-more-than = plus de
figures-less-than = moins de
figures-nearly = près de
figures-agrees = oui
figures-numbers = (mais les nombres que l’on déduit de la source diffèrent)
figures-absent = non : le dispositif { $programme } n’est pas dans cette base
figures-differs-nothing = non : rien n’a été trouvé
figures-differs-no-value = non : aucune unité à compter, donc pas de valeur
figures-differs-several = non : { $found } valeurs calculées
figures-differs-value = non : une autre valeur
figures-stopped-time = non : arrêté après { $seconds } s, plus longtemps qu’une requête ne peut durer ; cherchez des tables jointes sans condition
figures-stopped-memory = non : arrêté, il faut plus que les { $mebibytes } Mio de mémoire dont dispose une requête ; cherchez des tables jointes sans condition
figures-stopped-rows = non : arrêté à plus de { $rows } unités ; cherchez des tables jointes sans condition
figures-stopped-division = non : division par zéro ; écrivez x / NULLIF(y, 0), qui est alors sans valeur
figures-stopped-population = non : ce qui est sélectionné n’est pas utilisable : { $why }
figures-stopped-broken = non : le moteur de requêtes a flanché ; « parcours rules check » en dira peut-être la raison
figures-stopped-query = non : la requête a échoué : { $why }
figures-class-result = résultats
figures-class-capacity = capacités
figures-class-rule = règles
figures-class-context = contexte
figures-class-example = exemples
figures-class-claim = affirmations
figures-total = { $agree } chiffres sur { $all } concordent
figures-wrong = { $n } erreurs dans les fichiers de chiffres
figures-no-programme = aucun chiffre n’est de { $programme }
figures-no-figure = il n’y a pas de chiffre { $figure }
fault-figures = les chiffres ne peuvent pas être calculés

# rules
rules-set = règles
rules-label = nom
rules-base = fondées sur
rules-differences = différences
rules-digest = empreinte
rules-parameters = Paramètres
rules-indicators = Indicateurs
rules-indicator = code
rules-unit = unité
rules-measure = mesure
rules-uses = paramètres
rules-default = (par défaut { $default })
rules-good = { $sets } jeux de règles vérifiés : tout concorde avec les tables de faits
rules-none = { $path } ne contient aucun jeu de règles (CODE/VERSION/rules.toml)
rules-unknown = il n’y a pas de jeu de règles { $set }
rules-wrong = { $n } erreurs dans les fichiers de règles
rules-unreadable = n’est pas du TOML lisible : { $detail }
rules-unknown-key = la clé { $key } est inconnue
rules-missing-key = { $key } manque
rules-twice = { $key } figure deux fois
rules-wrong-type = { $value } n’est pas { $expected }
rules-unknown-code = { $value } n’est aucun de { $allowed }
rules-out-of-range = { $value } n’est pas entre { $min } et { $max }
rules-unknown-parameter = aucun paramètre { $parameter } n’est déclaré
rules-unknown-argument = l’indicateur { $indicator } n’a pas d’argument { $argument }
rules-missing-argument = l’indicateur { $indicator } demande l’argument { $argument }
rules-unknown-rule-set = il n’y a pas de jeu de règles { $set }
rules-unknown-indicator = le jeu de règles { $set } n’a pas d’indicateur { $indicator }
rules-other-name = n’est pas { $name }, comme le dit le nom du dossier ou du fichier
rules-cyclic-base = se fonde sur soi-même : { $path }
rules-unreadable-sql = n’est pas du SQL lisible : { $detail }
rules-not-a-select = un seul SELECT peut figurer ici, et non { $found }
rules-unknown-table = { $table } n’est ni une table de faits ni une vue
rules-unknown-column = il n’y a pas de colonne { $column } ; il y a { $columns }
rules-refused = { $detail }
rules-cyclic-views = des vues se fondent l’une sur l’autre en cercle : { $path }
rules-name-taken = { $name } est déjà le nom d’une table de faits, d’une vue ou d’une valeur
rules-unknown-placeholder = rien ne s’appelle ${ $name } ici
rules-list-as-value = ${ $name } est une liste : elle ne peut figurer que dans « x IN (${ $name }) » et « ${ $name } IS NULL »
rules-no-literal = une liste ne contient que des valeurs, et non { $member } : écrivez a = x OR a = y
rules-missing-column = la colonne { $column } manque
rules-column-type = la colonne { $column } est { $found } et non { $expected }
rules-undeclared = { $parameter } décide ici (dans { $origin }) et n’est pas dans « uses »
rules-unused = { $parameter } est dans « uses » et ne décide de rien
expected-text = un texte
expected-integer = un nombre entier
expected-whole-number = un nombre entier
expected-number = un nombre
expected-boolean = vrai ou faux
expected-table = une table
expected-value = une valeur
expected-day = un jour
expected-instant = un instant
expected-code = un code
expected-codes = des codes
expected-list-of-codes = une liste de codes
expected-list-of-texts = une liste de textes
expected-list-of-tables = une liste de tables
expected-window = une période (from et to, ou at)

# Comparaisons

compare-same = rien ne diffère : indiquez deux jeux de règles, --set ou --known-at
compare-total = { $told } chiffres changent sur { $all }
compare-alone = (seul)
compare-view = la vue { $name }
compare-indicator = la définition de l’indicateur
compare-belief = ce que l’on savait
compare-before-after = avant ↓ après →
compare-or = ou
compare-household = ménage { $household }
compare-more = … et { $n } autres : --format json les donne tous
standing-outside = hors champ
standing-base = dans la base
standing-kept = compté

# Explications

explain-refused = le chiffre ne peut pas être calculé : { $reason }
explain-unit = unité
explain-household = ménage
explain-standing = place
explain-left-out = écartée parce que
explain-value = valeur
explain-kept = Le ménage { $household } est compté.
explain-base = Le ménage { $household } est dans la base, mais n’est pas compté.
explain-outside = Le ménage { $household } est hors champ.
explain-changes = Il le serait davantage si une seule chose changeait :
explain-no-change = Aucun changement de la période, d’un argument ou d’un paramètre n’y suffirait seul.
explain-without = sans l’argument { $name }
explain-from = la période commençait plus tôt
explain-to = la période finissait le { $day }
explain-always = la période allait du début au { $day }
explain-nothing-read = Le chiffre ne lit aucun fait de ce ménage.
explain-events = Faits lus ({ $tables }), et les événements dont ils viennent :
