# Dates in words.

date-day = { $day } { $month } { $year }
date-month = { $month } { $year }
date-unknown = unknown date

date-by = by { $words }
date-from = from { $words }
date-between = between { $words } and { $lastWords }

month-01 = January
month-02 = February
month-03 = March
month-04 = April
month-05 = May
month-06 = June
month-07 = July
month-08 = August
month-09 = September
month-10 = October
month-11 = November
month-12 = December
