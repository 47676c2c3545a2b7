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
not-loopback = { $address } serait visible d’autres machines : ajoutez --sign-in pour que personne n’obtienne de réponse sans jeton (parcours token create), ou --oidc-issuer, ou prenez une adresse locale comme 127.0.0.1:8080
oidc-address = { $address } n’est pas digne de foi : l’adresse d’un émetteur et celle de ses clés commencent par https, sauf sur cette machine
oidc-audience = --oidc-audience doit dire comment les jetons nomment ce serveur, sans quoi ceux de tout autre programme l’ouvriraient
oidc-signatures = --oidc-algorithms doit nommer au moins une façon de signer
oidc-pointer = { $text } n’est pas un pointeur JSON : attendu /realm_access/roles, par exemple
oidc-certificates = cette machine n’a pas de certificats d’autorités (paquet ca-certificates, ou SSL_CERT_FILE) : l’émetteur d’identités ne peut être reconnu
trusted-none = { $path } ne contient aucun document : attendu des fichiers .graphql dans un dossier, ou un objet JSON d’empreintes et de textes
trusted-list = { $path } n’est pas un objet JSON dont chaque membre est le texte d’un document sous son SHA-256
trusted-digest = le document { $id } a un autre SHA-256, { $digest } : il a été modifié, ou son identifiant est d’une autre sorte
trusted-refused = le document { $name } ne pourrait jamais être exécuté : { $detail }
origins-without-sign-in = --allow-origin laisse des pages d’ailleurs interroger : ajoutez --sign-in ou --oidc-issuer, pour qu’aucune n’obtienne de réponse sans jeton
fault-start = le programme ne peut pas démarrer
fault-unpack = les données de démonstration ne peuvent pas être déposées dans le dossier temporaire
fault-output = le résultat ne peut pas être écrit sur la sortie standard
fault-temporary = un dossier temporaire ne peut pas être créé
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
serving-signed-in = à l’écoute de qui s’identifie ; Ctrl-C pour arrêter
demo-kept = la base { $database } contient déjà { $events } événements : elle est reprise telle quelle
demo-filled = la base { $database } a reçu { $events } événements de deux programmes (personnes fictives)
demo-port = le port { $port } est pris : un autre a été choisi
demo-refused = la base refuse les données de démonstration ({ $rule })
demo-pages = les pages : ménages, échéances, frises
demo-household = un parcours : la Famille K. au 31 décembre 2010
demo-queries = une page pour essayer des requêtes
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
permit-work = autorise à travailler
permit-no-work = n’autorise pas à travailler
planned-end = fin prévue : { $date }
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
bench-bound-means = rapport : la médiane, rapportée à la borne à ne pas dépasser ; ! : elle est dépassée

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
verify-sum = la somme gardée des événements jusqu’ici, à laquelle on reconnaît des listes complètes, n’est pas la leur
verify-sum-missing = la somme des événements jusqu’ici manque
verify-sum-beyond = une somme porte sur { $count } événements, que la base ne contient pas
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
verify-unwrapping = comparaison des clés
verify-keys-wrong = Le registre est intact, les clés des données personnelles ne le sont pas
verify-keys = { $keys } clés de scellement comparées aux événements
verify-keys-unchecked = les clés de scellement ne sont pas ici : elles n’ont pas été comparées aux événements
verify-wraps-unchecked = les clés de scellement n’ont pas été ouvertes par la clé maîtresse ({ $detail })
verify-key-at = à la position { $position } : { $said }
verify-key-missing = la clé de { $subject } ({ $class }) manque
verify-key-altered = la clé de { $subject } ({ $class }) a été modifiée, ou est celle de quelqu’un d’autre
verify-key-state = la clé de { $subject } ({ $class }) a été mise dans un état qu’aucun effacement n’explique
verify-key-holder = la clé de { $subject } ({ $class }) se trouve sous un autre nom ou une autre classe
verify-key-destroyed = la clé de { $subject } ({ $class }) est détruite, mais aucun effacement n’est enregistré : quelqu’un l’a détruite, ou le registre date d’avant un effacement, que « parcours erase » enregistre à nouveau
verify-key-not-destroyed = la clé de { $subject } ({ $class }) est encore là, alors qu’un effacement qui la détruit est enregistré : « parcours erase » la détruit à nouveau
verify-keys-of-others = les clés de scellement ne sont pas celles de ce registre, ou ne sont plus connues comme telles
verify-keys-pepper = la clé qui cache les noms des hébergeants a été modifiée ; la clé maîtresse ouvre les autres
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
backup-left-archive = n’y est pas : { $path }, qui se reconstruit
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
facts-kept = { $folder } : les tables de faits jusqu’à la position { $position } ({ $events } événements) ; paquets écrits : { $written } sur { $buckets }
facts-written = { $folder } : les tables de faits jusqu’à la position { $position } ({ $events } événements), à gros grain
facts-digest = empreinte des événements { $digest }
facts-no-folder = où garder les tables de faits d’un registre sur serveur ? Nommez un dossier par PARCOURS_FACTS_FOLDER, ou écrivez-les ailleurs par --out
facts-exist = { $folder } existe déjà : rien n’a été écrit
facts-not-ours = { $folder } contient d’autres fichiers : rien n’a été écrit
facts-erasing = des personnes sont en train d’être effacées : des tables gardées maintenant pourraient en parler ; recommencez
fault-facts = les tables de faits n’ont pas été construites
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
token-once = jeton { $id } créé : il n’est montré que cette fois, et s’envoie par « Authorization: Bearer … »
token-none = aucun jeton n’a été créé
token-unknown = il n’y a pas de jeton { $id }
token-revoked = jeton { $id } révoqué
token-is-revoked = révoqué
token-is-expired = expiré
token-id = jeton
token-organisation = organisme
token-role = rôle
token-expires = valable avant le
token-label = pour
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

# Rapport

report-title = Rapport de { $programme } du { $from } au { $to }
report-rules = Règles { $rules }, empreinte { $digest }
report-known = Tel que connu le { $instant }
report-proof = Complet : { $events } événements jusqu’à la position { $position }, somme { $digest }
report-secrecy-auditor = Pour l’audit : aucun nombre n’est masqué, à ne pas diffuser tel quel
report-secrecy-partner = Pour les partenaires : les nombres de moins de { $threshold } et ceux qui les révéleraient sont masqués
report-secrecy-public = Pour le public : les nombres de moins de { $threshold } et ceux qui les révéleraient sont masqués
report-line = ligne
report-value = valeur
report-exact = valeur exacte
report-numerator = numérateur
report-denominator = dénominateur
report-left-out = écartés
report-why = pourquoi masqué
report-id = code
report-section = partie
report-indicator = indicateur
report-arguments = arguments
report-definition = définition
report-unit = unité
report-measure = mesure
report-programme = dispositif
report-from = du
report-to = au
report-rule-set = règles
report-digest = empreinte des règles
report-known-at = connu le
report-position = position
report-events = événements
report-events-digest = somme des événements
report-command = commande
report-sheet = Rapport
report-sheet-passports = Passeports
report-hidden = masqué
report-nothing = rien
report-more-than = plus de { $share } %
report-less-than = moins de { $share } %
report-hidden-because = { $number } : { $why }
report-number-kept = valeur
report-number-base = dénominateur
report-number-left-out = écartés
report-why-primary = moins de { $threshold }
report-why-untold = protège un petit nombre de personnes
report-why-complement = { $of } révélerait un reste de moins de { $threshold }
report-why-secondary = révélerait { $told }, avec { $with }
report-few = un nombre de moins de { $threshold }
report-written = { $path } : { $lines } lignes
report-exists = { $path } existe déjà ; --force le remplace
report-no-line = le rapport n’a pas de ligne { $line }
report-no-programme = le dispositif { $programme } n’est pas dans cette base, ou ne l’était pas encore à cet instant
report-future = { $instant } est à venir : personne ne sait ce qui sera connu alors
report-no-report = le jeu de règles { $set } n’a pas de rapport (report.toml)
report-changes = --set ne peut pas être appliqué : { $why }
report-too-fine = ces lignes découpent le public en { $atoms } groupes, trop pour savoir ce qui peut être diffusé ; demandez un rapport avec moins de lignes
report-period = la période commence le { $from } et finit le { $to }, avant
fault-workbook = le classeur n’a pas pu être écrit

# Publication

publish-standing = publication
publish-new = nouveau
publish-new-series = nouvelle série : d’autres périodes le sont sous d’autres règles
publish-restated = nouvelle version ; celle de la position { $position } reste
publish-same = déjà publié à la position { $position }
publish-hidden = Non publiés :
publish-doubtful = Chiffres antérieurs dont il n’est pas certain qu’ils aient été publiés tels quels :
publish-doubt-rules-not-published = ses règles n’ont pas été publiées avant lui : non compté dans ce qui est déjà connu
publish-doubt-no-such-figure = ses règles n’ont pas de tel chiffre : non compté dans ce qui est déjà connu
publish-doubt-other-numbers = d’autres nombres sont trouvés ; ce qu’il faudrait masquer avec lui ou sans lui est masqué
publish-doubt-too-few = de moins de personnes qu’on n’en publie jamais ; ce qu’il faudrait masquer avec lui ou sans lui est masqué
publish-trial = Essai : rien n’est enregistré. --confirm publie ces chiffres.
publish-done = { $figures } chiffres publiés, positions { $first } à { $last }
publish-nothing = Rien à publier : tout l’est déjà
publish-changed = un chiffre publié nomme une version des règles : publiez un jeu de règles avec ces valeurs au lieu de --set
publish-not-public = tout le monde peut lire ce qui est publié : c’est pour le public, pas --secrecy { $secrecy }
publish-threshold = le jeu de règles { $set } fixe le seuil de secret (RP22) à { $threshold } : rien n’est publié en dessous de { $least }
publish-rules = le jeu de règles { $set } n’est pas publié : « parcours rules publish { $set } » le fixe d’abord
publish-published = { $figure } est déjà publié pour cette période (position { $position }) ; --restate en publie une nouvelle version, l’ancienne reste
publish-other-rules = { $figure } est publié pour d’autres périodes sous { $set } ; --splice commence une nouvelle série après elles, --restate les publie toutes sous ces règles
publish-not-after = { $figure } est publié sous { $set } jusqu’au { $to } : une nouvelle série commence par une période qui finit après
publish-not-over = la série est publiée jusqu’au { $to }, qui n’était pas passé le { $known_at } : rien n’est republié tel qu’on le savait alors
publish-unknown = { $figure }, publié à la position { $position } sous { $set }, ne peut pas être refait ici : ce que de nouveaux chiffres révéleraient à côté de lui n’est pas connu
publish-not-computed = { $figure } ne peut pas être calculé : « parcours report » en dit la raison
publish-unfit = { $figure } n’a pas de code qui puisse être enregistré
publish-refused = la publication est refusée : { $why }
publish-overtaken = quelque chose a été enregistré dans { $stream } pendant le calcul des chiffres et pourrait révéler avec eux ce que ni l’un ni l’autre ne révèle : rien n’est publié, recommencez
published-verdict = vérification
published-series = série
published-total = { $same } chiffres publiés sur { $all } sont les mêmes
published-same = le même
published-rules-missing = le jeu de règles manque
published-rules-not-published = ses règles n’ont pas été publiées avant lui : rien ne dit ce qu’elles étaient
published-rules-differ = les règles ne sont plus celles qui ont été publiées : empreinte { $found } au lieu de { $published }
published-line-missing = le jeu de règles n’a plus cette ligne
published-events-missing = les événements connus alors manquent
published-erased = une autre valeur depuis que des données ont été effacées : { $found }
published-differs = une autre valeur : { $found }
published-restated = nouvelle version à la position { $position }
published-broken = série rompue : { $rules } avant
rules-published = publié le
rules-altered = le jeu de règles { $set } n’est pas celui qui a été publié : son empreinte est { $found }, et { $published } est publiée. Une version publiée ne change pas : copiez le dossier sous la version suivante.
rules-unfit = { $value } ne peut pas être enregistré ({ $what })

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
archive-writing = archivage
archive-done = { $folder } : { $segments } blocs jusqu’à la position { $position } ; écrits : { $written }
archive-none = aucun bloc n’est encore complet : il faut 65 536 événements
archive-not-there = il n’y a pas encore d’archives : parcours archive les écrit
archive-no-folder = où sont les archives d’un registre sur serveur ? Nommez un dossier par PARCOURS_ARCHIVE_FOLDER
archive-not-of-tree = les événements des positions { $first } à { $last } ne sont pas conformes : rien n’en a été archivé (parcours verify dit ce qui ne va pas)
fault-archive = les archives ne peuvent pas être utilisées
verify-archiving = comparaison des archives
verify-archive = { $segments } blocs des archives comparés au registre
verify-archive-bad = { $segment } : { $detail } ; supprimez-le, il sera réécrit
verify-archive-wrong = Le registre est intact, ses archives ne le sont pas

# Ce qui ne peut pas être lu sur la ligne de commande
misuse-unknown-argument = { $argument } n’existe pas
misuse-unknown-verb = la commande { $argument } n’existe pas
misuse-no-value = il manque une valeur à { $argument }
misuse-value = « { $value } » n’est pas admis pour { $argument }
misuse-missing = il manque { $argument }
misuse-conflict = { $argument } ne va pas avec { $other }
misuse-no-verb = il manque une commande
misuse-why = {" "}({ $why })
misuse-possible = {""} ; valeurs admises : { $hint }
misuse-suggestion = {""} ; vouliez-vous dire { $hint } ?
misuse-usage = Utilisation : { $usage }
misuse-help = Pour en savoir plus : --help
