# Dates en toutes lettres.

date-day = { $ordinal ->
    [first] 1er
   *[other] { $day }
} { $month } { $year }
date-month = { $month } { $year }
date-unknown = date inconnue

# $precision : day, month ou year ; $month : month-01 à month-12, vide pour une année.
date-by = { $precision ->
    [day] au plus tard le { $words }
   *[month] au plus tard en { $words }
}
date-from = { $precision ->
    [day] à partir du { $words }
   *[month] { $month ->
        [month-04] à partir d’{ $words }
        [month-08] à partir d’{ $words }
        [month-10] à partir d’{ $words }
       *[other] à partir de { $words }
    }
}
date-between = { $precision ->
    [day] entre le { $words }
   *[month] entre { $words }
} { $lastPrecision ->
    [day] et le { $lastWords }
   *[month] et { $lastWords }
}

month-01 = janvier
month-02 = février
month-03 = mars
month-04 = avril
month-05 = mai
month-06 = juin
month-07 = juillet
month-08 = août
month-09 = septembre
month-10 = octobre
month-11 = novembre
month-12 = décembre
