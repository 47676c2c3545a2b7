# Why a household is counted or not in a figure.

standing-outside = outside
standing-base = in the base
standing-kept = counted

explain-kept = Household { $household } is counted.
explain-base = Household { $household } is in the base, but is not counted.
explain-outside = Household { $household } is outside.
explain-changes = It would stand better if one thing alone were changed:
explain-no-change = No single change that was tried would be enough: other ends of the window, arguments left out, other values of parameters, what was known before.
explain-without = without the argument { $name }
explain-from = the window begins earlier
explain-to = the window ends on { $day }
explain-known = as known on { $instant }
explain-always = the window goes from the beginning to { $day }
explain-nothing-read = The figure reads no fact of this household.
