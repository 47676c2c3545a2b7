# Ce qui contredit une règle, sous le code de la règle ; une phrase, sans majuscule ni point final.
#
# $value : la valeur trouvée ; $pointer : son champ ; $field : le dernier nom de $pointer ;
# $other : l’autre fait en cause, et $hasOther : yes ou no.
# Quand le fait soumis n’est pas celui où la faute se voit, $field est « occurredon » et $value la date du
# fait soumis : un message qui cite une autre valeur a une variante sans elle.

# L’autre fait en cause, à la fin d’une phrase.
other-clause = { $hasOther ->
    [yes] {" "}({ $other })
   *[no] {""}
}

# La personne en cause, au début d’une phrase.
person = { $field ->
    [occurredon] une personne
   *[other] la personne { $value }
}

# L’épisode en cause, à la fin d’une phrase.
episode-clause = { $field ->
    [occurredon] {""}
   *[other] {" "}(épisode { $value })
}

S-json = la ligne n’est pas un objet JSON lisible
json-not-utf8 = pas de l’UTF-8 à l’octet { $n }
json-syntax = pas du JSON à la colonne { $n }
json-ends-early = s’arrête trop tôt, à la colonne { $n }
json-twice = une clé est répétée à la colonne { $n }
json-no-object = du JSON, mais pas un objet
json-too-long = une ligne de { $n } octets : au plus 4 Mio sont lus
S-required = le champ « { $pointer } » est obligatoire
S-unknown-field = le champ « { $pointer } » n’existe pas pour ce fait
S-format = la valeur « { $value } » du champ « { $pointer } » n’a pas la forme attendue
S-code = le code « { $value } » n’est pas admis dans le champ « { $pointer } »
S-type = le type de fait « { $value } » est inconnu
S-stream = ce fait n’a pas sa place dans ce dossier : « { $value } »
S-id-reused = l’identifiant « { $value } » a déjà servi pour un fait au contenu différent

G1-recorded-order = l’instant d’enregistrement « { $value } » précède celui de la ligne acceptée avant elle
G2-first = le dossier « { $value } » doit commencer par l’ouverture du ménage ou l’enregistrement du dispositif
G2-once = le dossier est déjà ouvert : son ouverture ne s’enregistre qu’une fois{ other-clause }
G3-future = la date ({ $value }) est postérieure au jour de l’enregistrement
G4-member = { person } { $hasOther ->
    [yes] n’est pas membre du ménage à cette date
   *[no] n’est pas connue comme membre du ménage
}{ other-clause }
G5-before-opening = ce fait précède le début de ce qu’il termine ou modifie{ other-clause }
G5-closed = ce que ce fait termine est déjà terminé{ other-clause }
G6-unknown = { $field ->
    [occurredon] ce fait laisse un autre fait renvoyer à ce qui n’existe pas
   *[other] rien de la nature attendue ne porte l’identifiant « { $value } »
}{ other-clause }
G6-id-taken = { $field ->
    [occurredon] ce fait donne à deux choses le même identifiant
   *[other] l’identifiant « { $value } » désigne déjà autre chose
}{ other-clause }

MJ-birth = l’arrivée dans le ménage précède la naissance{ other-clause }
MJ-one-household = { person } est déjà membre d’un ménage à cette date{ other-clause }
MJ-reference = le ménage a déjà une personne de référence à cette date{ other-clause }
MJ-batch = une arrivée par scission ou fusion s’enregistre dans le même lot que cette scission ou fusion{ other-clause }
ML-member = la personne n’est pas membre du ménage à cette date{ other-clause }
HS-subset = une scission fait partir au moins un membre présent et en laisse au moins un dans le ménage{ other-clause }
HS-episodes = la scission doit dire une seule fois ce que devient chaque prise en charge, occupation ou bail en cours{ episode-clause }{ other-clause }
HS-batch = la scission s’enregistre dans le même lot que l’ouverture du nouveau ménage, l’arrivée de ses membres et la suite de ce qui y passe{ other-clause }
HO-from = un ménage issu d’un autre s’ouvre dans le même lot que la scission de cet autre ménage{ other-clause }
HM-into = un ménage ne peut pas fusionner avec lui-même{ other-clause }
HM-cycle = le ménage qui absorbe celui-ci a déjà été absorbé par lui{ other-clause }
HM-stays = dans une fusion rien ne reste dans l’ancien ménage : chaque épisode passe dans l’autre ou prend fin{ other-clause }
HM-episodes = la fusion doit dire une seule fois ce que devient chaque prise en charge, occupation ou bail en cours{ episode-clause }{ other-clause }
HM-batch = la fusion s’enregistre dans le même lot que l’arrivée de chaque membre dans l’autre ménage et la suite de ce qui y passe{ other-clause }
HM-last = après la fusion du ménage, son dossier ne reçoit plus que des corrections, des annulations et des effacements{ other-clause }
EN-continues = la suite d’une prise en charge, d’une occupation ou d’un bail s’enregistre dans le même lot que la scission ou la fusion qui la prévoit{ other-clause }

PI-valid-to = ce type de titre de séjour doit avoir une fin de validité{ other-clause }
PI-valid-order = la validité du titre de séjour finit avant de commencer{ other-clause }
PI-renews = le titre renouvelé doit être un autre titre de la même personne{ other-clause }
PI-renews-order = le titre de séjour commence avant celui qu’il renouvelle{ other-clause }
RQ-kind-fields = { $field ->
    [programme] une demande de type « { $value } » doit nommer le dispositif
    [permit_kind] une demande de titre de séjour doit préciser le type de titre
    [right_kind] une demande de droit doit préciser le droit
   *[other] la demande doit porter les précisions que son type exige
}{ other-clause }
RQ-renews = seule une demande de titre de séjour peut viser un renouvellement, et le titre doit être celui d’un des demandeurs{ other-clause }
RD-final = { $field ->
    [outcome] la décision « { $value } » ne peut pas suivre la décision précédente
   *[other] une décision définitive ne peut pas être suivie d’une telle décision
}{ other-clause }
RD-amount = une aide financière acceptée doit avoir un montant{ other-clause }

EN-programme-open = { $field ->
    [programme] le dispositif « { $value } » n’est pas ouvert à cette date
   *[other] le dispositif n’est pas ouvert à cette date
}{ other-clause }
EN-twice = { person } est déjà prise en charge par ce dispositif à cette date{ other-clause }
EN-participant = { person } ne fait pas partie de cette prise en charge{ other-clause }
EN-once = { person } est déjà sortie de cette prise en charge{ other-clause }
EN-destination = { $field ->
    [destination] la destination « { $value } » ne correspond pas au logement ou au bail indiqué
   *[other] la destination de la sortie ne correspond pas au logement ou au bail indiqué
}{ other-clause }
OC-host = un hébergement citoyen doit désigner la personne ou la famille qui héberge{ other-clause }
OC-dwelling = une sous-location doit désigner le logement{ other-clause }
OC-participant = { person } n’occupe pas ces lieux{ other-clause }
OC-once = { person } a déjà quitté ces lieux{ other-clause }
LE-capable = { person } n’a pas 18 ans à cette date et ne peut pas signer de bail{ other-clause }
LE-intermediary = une sous-location ou un mandat de gestion doit nommer l’association intermédiaire{ other-clause }
LE-open = { $field ->
    [lease] ce bail a glissé, et le glissement y a mis fin
   *[other] ce bail n’est pas en cours à cette date
}{ other-clause }
LT-sliding = { $field ->
    [lease] seul un bail glissant peut glisser, celui-ci est de type « { $value } »
   *[other] seul un bail glissant peut glisser
}{ other-clause }
LT-once = ce bail a déjà glissé{ other-clause }
LT-active = ce bail n’est plus en cours à cette date{ other-clause }

RS-sum = le total des ressources n’est pas la somme des montants par source{ other-clause }
CO-hours = { $field ->
    [weekly_hours] la durée de travail doit être de plus de 0 et d’au plus 60 heures par semaine, celle-ci est de { $value }
   *[other] la durée de travail doit être de plus de 0 et d’au plus 60 heures par semaine
}{ other-clause }
CO-planned-end = un contrat à durée limitée doit avoir une fin prévue{ other-clause }
CO-planned-order = la fin prévue du contrat doit suivre son début{ other-clause }
CO-change = un avenant doit changer au moins les heures, le temps plein, le type ou la fin prévue{ other-clause }
CO-open = ce contrat de travail est déjà terminé à cette date{ other-clause }
CO-before-start = ce contrat de travail finit avant de commencer, sans être dit « jamais commencé »{ other-clause }
AS-scale = { $field ->
    [value] la valeur « { $value } » n’est pas sur l’échelle de cette évaluation
   *[other] la valeur n’est pas sur l’échelle de cette évaluation
}{ other-clause }
AS-lease = une évaluation de la capacité à reprendre le bail doit nommer ce bail{ other-clause }
AT-dates = l’activité n’a pas eu lieu à cette date{ other-clause }
CS-recipient = un consentement au partage doit nommer le partenaire destinataire{ other-clause }
ER-later = { person } a vu ses données effacées, de telles données ne s’enregistrent plus{ other-clause }

XC-target = le fait à corriger est introuvable dans ce dossier
XC-original = une correction vise le fait d’origine, et non une correction, une annulation ou un effacement{ other-clause }
XC-retracted = le fait à corriger est annulé{ other-clause }
XR-target = le fait à annuler est introuvable dans ce dossier
XR-original = une correction, une annulation ou un effacement ne peut pas être annulé{ other-clause }
XR-retracted = le fait à annuler l’est déjà{ other-clause }
XR-opening = l’ouverture du dossier ne peut pas être annulée tant que d’autres faits y restent{ other-clause }

PO-code = { $field ->
    [programme] le code « { $value } » n’est pas celui du dossier de ce dispositif
   *[other] le code n’est pas celui du dossier de ce dispositif
}{ other-clause }
PO-parent = { $field ->
    [parent] le dispositif parent « { $value } » n’existe pas ou dépend de celui-ci
   *[other] le dispositif parent n’existe pas ou dépend de celui-ci
}{ other-clause }
PS-transition = { $field ->
    [state] le dispositif ne peut pas prendre l’état « { $value } » à cette date
   *[other] le dispositif ne peut pas prendre cet état à cette date
}{ other-clause }
PS-planned-on = un dispositif en projet doit avoir une date d’ouverture prévue{ other-clause }
PS-reason = la fermeture d’un dispositif doit avoir un motif{ other-clause }
PS-closing = le dispositif ne peut pas fermer tant qu’une prise en charge y est en cours{ other-clause }
CP-open = une capacité se fixe pour un dispositif en projet, ouvert ou suspendu à cette date{ other-clause }
TS-open = des conditions se fixent pour un dispositif en projet, ouvert ou suspendu à cette date{ other-clause }
PT-once = { $field ->
    [partner] le partenaire « { $value } » a déjà ce rôle dans le dispositif à cette date
   *[other] le partenaire a déjà ce rôle dans le dispositif à cette date
}{ other-clause }
PT-open = { $field ->
    [partner] le partenaire « { $value } » n’a pas ce rôle dans le dispositif à cette date
   *[other] le partenaire n’a pas ce rôle dans le dispositif à cette date
}{ other-clause }
AH-open = le dispositif n’est pas ouvert à la date de l’activité{ other-clause }
AH-ends = l’activité finit avant de commencer{ other-clause }
FD-computed = { $field ->
    [known_at] un chiffre calculé doit dire à quel instant ses données étaient connues
    [rule] un chiffre calculé doit nommer sa règle et la version de celle-ci
   *[other] un chiffre calculé doit nommer sa règle et l’instant où ses données étaient connues
}{ other-clause }
RP-version = { $field ->
    [version] la version { $value } de la règle ne suit pas la précédente
    [supersedes] la version { $value } n’est pas la dernière version publiée de la règle
   *[other] la version de la règle ne suit pas la précédente
}{ other-clause }
RP-immutable = { $field ->
    [version] la version { $value } de la règle est déjà publiée et ne change plus
   *[other] cette version de la règle est déjà publiée et ne change plus
}{ other-clause }

# Avertissements : le fait est enregistré, le doute avec lui.
ML-reference = pendant un temps, le ménage a des membres et pas de personne de référence{ other-clause }
OC-overlap = { person } occupe déjà un autre lieu à cette date{ other-clause }
PI-usual-validity = ce titre de séjour est valable plus longtemps que d’ordinaire{ other-clause }
CO-under-16 = la personne n’a pas 16 ans au début du contrat{ other-clause }
CO-cddi-employer = un CDD d’insertion se signe avec un atelier et chantier d’insertion, une entreprise d’insertion ou une association intermédiaire{ other-clause }
EN-eligibility-age = { person } n’a pas l’âge que demandent les conditions du dispositif{ other-clause }
EN-eligibility-status = { person } n’a pas un statut que demandent les conditions du dispositif{ other-clause }
CP-exceeded = la capacité du dispositif est dépassée à cette date{ other-clause }
