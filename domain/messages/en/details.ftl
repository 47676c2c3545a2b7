# What a fact says, after its label.

details-permit-valid = valid from { $from } to { $to }
details-permit-valid-unlimited = valid from { $from }, without limit
details-full-time = full time
details-part-time = part time
details-weekly-hours = { $hours } h a week
details-planned-end = planned end: { $date }
details-towards = towards household { $household }
details-erased = erased
details-assessed-ready = ready
details-assessed-not_yet = not yet
details-assessed-not_adapted = not suited
details-assessed-pass = passed
details-assessed-fail = failed
details-assessed-yes = yes
details-assessed-no = no
