# Pourquoi un ménage est compté ou non dans un chiffre.

standing-outside = hors champ
standing-base = dans la base
standing-kept = compté

explain-kept = Le ménage { $household } est compté.
explain-base = Le ménage { $household } est dans la base, mais n’est pas compté.
explain-outside = Le ménage { $household } est hors champ.
explain-changes = Il le serait davantage si une seule chose changeait :
explain-no-change = Aucun des changements essayés n’y suffirait seul : d’autres fins de période, des arguments en moins, d’autres valeurs des paramètres, ce qui était connu auparavant.
explain-without = sans l’argument { $name }
explain-from = la période commençait plus tôt
explain-to = la période finissait le { $day }
explain-known = on s’en tenait à ce qui était connu le { $instant }
explain-always = la période allait du début au { $day }
explain-nothing-read = Le chiffre ne lit aucun fait de ce ménage.
