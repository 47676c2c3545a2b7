# Ce que dit un fait, après son libellé.

details-permit-valid = valable du { $from } au { $to }
details-permit-valid-unlimited = valable à partir du { $from }, sans limite de durée
details-full-time = temps plein
details-part-time = temps partiel
details-weekly-hours = { $hours } h par semaine
details-planned-end = fin prévue : { $date }
details-towards = vers le ménage { $household }
details-erased = effacé
details-assessed-ready = prêt
details-assessed-not_yet = pas encore
details-assessed-not_adapted = non adapté
details-assessed-pass = réussi
details-assessed-fail = non réussi
details-assessed-yes = oui
details-assessed-no = non
