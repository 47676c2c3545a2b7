# What pages say. Labels of codes and facts, and dates, are those of the domain.

skip = Skip to the content
nav = Main navigation
nav-households = Households
nav-queries = GraphQL queries
nav-languages = Language
footer = Parcours · every fact is dated, attributed, and never changed
crumbs = Breadcrumb
today = today
person = person { $id }
everybody = the whole household
erased = erased
days = { $n } { $plural ->
    [one] day
   *[other] days
}
months = { $n } { $plural ->
    [one] month
   *[other] months
}
years = { $n } { $plural ->
    [one] year
   *[other] years
}
members = { $n } { $plural ->
    [one] member
   *[other] members
}
facts = { $n } { $plural ->
    [one] fact recorded
   *[other] facts recorded
}
age = { $n } { $plural ->
    [one] year old
   *[other] years old
}
age-between = { $young } to { $old } years old
left-today = today
left-days = in { $time }
left-late = { $time } late

# The list
list-title = Households
list-heading = List
list-shown = { $plural ->
    [one] { $n } household on this page
   *[other] { $n } households on this page
}
list-household = Household
list-due = Next deadline
list-no-due = none
list-home = Home
list-programmes = Programmes
list-entered = Entered
list-last = Latest fact
list-closed = left
list-hidden = A filter or an order leaves out households of which you may not see the facts that it rests on.
list-position = The list takes into account everything recorded up to position { $position }.
list-empty = No household here
list-empty-narrow = No household meets all these conditions.
list-empty-all = Nothing is recorded yet, or nothing that you may see.
list-empty-show = Show all households
paging = Pages of the list
paging-first = Back to the beginning
paging-next = Next page
attention-title = What needs attention today
attention-none = No deadline that you may see has passed, and none is due within thirty days.
attention-nothing = Nothing.
attention-late = Deadlines passed
attention-soon = Within thirty days
attention-more = Show all households concerned
filter-label = Filter households
filter-programme = Programme
filter-programme-all = all
filter-state = Support
filter-due = Deadline
filter-sort = Sort by
filter-id = Number begins with
filter-apply = Filter
filter-clear = Clear filters
state-open = under way
state-all = all
state-closed = ended
within-any = any
within-late = passed
within-30 = within 30 days
within-90 = within 90 days
sort-deadline = next deadline
sort-entered = latest entry
sort-last = latest fact
sort-id = number
due-permit = residence permit
due-right = right
due-contract = end of contract
due-training = end of training
due-enrolment-planned-end = planned end in the programme
due-enrolment-term = term of the programme
due-enrolment-max-term = longest term of the programme
class-precarious = precarious
class-emergency = emergency
class-shelter = shelter
class-transitional = transitional
class-adapted = adapted
class-permanent = permanent
class-institution = institution
class-unknown = unknown

# A household
household-title = Household { $id }
personal-hidden = The personal data of this household are not shown to you: names are replaced by the place in the household.
moment-label = The moment looked at
moment-as-of = Situation on
moment-as-of-hint = the day looked at
moment-known = As known on
moment-known-hint = empty: everything known
moment-since = Compared with what was known on
moment-since-hint = empty: no comparison
moment-show = Show
moment-today = Today
as-of = On { $day }
as-known = from what was known on { $day }
as-known-now = from everything recorded
now-title = On { $day }
card-home = Home
card-work = Work and training
card-support = Support
card-rights = Rights and requests
card-empty = Nothing recorded on that day.
planned-end = planned end: { $date }
request-waits = waiting
members-title = Members
members-none = Nobody is a member of the household on that day.
member-name = Member
member-role = Place
member-birth = Birth
member-status = Status
member-permit = Residence permit
permit-none = no permit recorded
permit-until = until { $day }
permit-unlimited = without limit
permit-no-work = does not allow work
due-title = Open deadlines
due-none = No open deadline that you may see.
due-now = As known today, whatever the moment looked at.

# The frieze
frieze-title = Pathway frieze
frieze-description = { $plural ->
    [one] { $n } episode, also given as a table below
   *[other] { $n } episodes, also given as a table below
}
frieze-empty = Nothing of this pathway was known at that moment.
frieze-hint = Point at something, or move from one thing to the next with the Tab key: its story is told here.
frieze-table = The same pathway as a table
frieze-table-caption = Episodes of the pathway, by beginning
table-lane = Lane
table-what = What
table-who = Who
table-from = From
table-until = Until
scale-even = Even scale
scale-squeezed = Squeezed scale
lane-support = Support
lane-home = Home
lane-status = Status and permits
lane-work = Work
lane-training = Training and level
row-support = Programme
row-home = Dwelling
row-lease = Lease
hours = { $hours } h
since = since: { $date }
until = until: { $date }
expires = term: { $date }
goes-on = going on
gap = No permit recorded from { $from } to { $to }
line-as-of = on { $day }
line-known = known on { $day }
month-4 = Apr
month-7 = Jul
month-10 = Oct
legend-title = Legend
legend-home-precarious = precarious home
legend-home-emergency = emergency housing
legend-home-shelter = shelter
legend-home-transitional = transitional home
legend-home-adapted = adapted home
legend-home-permanent = permanent home
legend-home-institution = institution
legend-home-unknown = unknown dwelling
legend-lease = lease
legend-status = status
legend-permit = residence permit
legend-work = work: thickness follows hours
legend-training = training
legend-support = support
legend-other = other
legend-vague = approximate date
legend-gap = no permit recorded
legend-squeezed = quiet years, squeezed

# Beliefs
changes-title = What changed between the two beliefs
changes-between = What was known on { $since }, compared with what was known: { $known }.
changes-none = Nothing: what was believed then is believed now.
changes-count = { $plural ->
    [one] { $n } fact believed otherwise
   *[other] { $n } facts believed otherwise
}
change-kind = Change
change-fact = Fact
change-before = Before
change-after = After
change-recorded = Recorded
change-added = added
change-corrected = corrected
change-retracted = retracted
change-unknown = not known yet
change-gone = not believed any more

# History
history-title = History
history-none = Nothing was recorded yet.
history-order = In the order in which things happened; each fact tells who recorded it, and when.
mark-later = later
mark-corrected = corrected
mark-retracted = retracted
learnt-late = learnt late
recorded = recorded on { $day } by { $by }, { $how }
recorded-on = recorded on { $day }
corrected-by = Corrected on { $day } by { $by }: { $reason }
retracted-by = Retracted on { $day } by { $by }: { $reason }
changed-fields = Fields changed: { $fields }
before = Before: { $text }
origin-manual = typed by hand
origin-import = read from a file
origin-partner = sent by a partner
origin-migration = taken over from another system
actor-coordinator = coordination
actor-social-worker = social work
actor-team-leader = team leader

# Failures
failure-back = Back to the list of households
failure-not-found-title = Page not found
failure-not-found-text = There is nothing at this address, or nothing that you may see.
failure-not-found-advice = Check the address: the number of a household is copied in full.
failure-bad-date-title = Unreadable date
failure-bad-date-text = One of the dates in the address does not exist, or is not written as it should be.
failure-bad-date-advice = A date is written 2010-12-31: year, month, day.
failure-bad-request-title = Request not understood
failure-bad-request-text = The address asks for something that this page does not know.
failure-bad-request-advice = Start again from the list, and choose in the forms.
failure-sign-in-title = A token is needed
failure-sign-in-text = Parcours shows each person what they may see. Whoever runs it gives you a token.
failure-sign-in-advice = It begins with parcours_ and is long: paste it here.
failure-wrong-token-title = This token opens nothing
failure-wrong-token-text = It is none of this installation, or expired, or revoked.
failure-wrong-token-advice = Copy it anew as you were given it, or ask for another one.
sign-in-token = Your token
sign-in = Sign in
sign-out = Sign out
signed-in = Signed in for { $organisation } as { $role }
role-caseworker = caseworker
role-partner = partner
role-analyst = analyst
role-auditor = auditor
role-administrator = administrator
failure-forbidden-title = Access refused
failure-forbidden-text = Your role does not allow you to see this page.
failure-forbidden-advice = If you need it, ask the operator of the programme.
failure-unavailable-title = Unavailable for the moment
failure-unavailable-text = The ledger cannot answer now.
failure-unavailable-advice = Try again in a moment. Nothing is lost.
failure-failed-title = Something went wrong
failure-failed-text = The page could not be prepared; the cause is in the log of the server.
failure-failed-advice = Try again; if it happens again, tell whoever runs Parcours.

# Programmes, reports and rules
nav-programmes = Programmes
nav-rules = Rules
households = { $n } { $plural ->
    [one] household
   *[other] households
}
households-head = Households
persons = { $n } { $plural ->
    [one] person
   *[other] persons
}
period = from { $from } to { $to }
chart-table = The same numbers as a table
programmes-title = Programmes
programmes-heading = List
programmes-none = No programme is recorded, or none that you may see.
programmes-caption = As known today; programmes below another one are counted apart.
programmes-name = Programme
programmes-now = Present today
programmes-capacity = Capacity
programmes-state = State
programmes-withheld = for those who take part in it
programmes-no-capacity = none recorded
capacity = { $unit }: { $value }
capacity-taken = { $unit }: { $taken } of { $value }
capacity-exceeded = { $unit }: { $taken } of { $value }, more than there are
level-persons = Persons present
level-households = Households present
level-measures = Enrolments under way
occupancy-title = Occupancy
levels-title = { $what } over time
levels-about = { $now } today; { $most } at most, on { $when }.
levels-when = On
levels-limit = Capacity
flows-title = Entries and exits
flows-years-title = Households that entered and left, by year
flows-months-title = Households that entered and left in { $year }, by month
flows-year = Year
flows-month = Month
flows-entries = Entries
flows-exits = Exits
flows-entered = { $n } { $plural ->
    [one] entry
   *[other] entries
}
flows-left = { $n } { $plural ->
    [one] exit
   *[other] exits
}
flows-about = { $entered } and { $left } altogether. A household that comes back on the day it leaves has neither left nor entered.
short-month-1 = Jan
short-month-2 = Feb
short-month-3 = Mar
short-month-4 = Apr
short-month-5 = May
short-month-6 = June
short-month-7 = July
short-month-8 = Aug
short-month-9 = Sept
short-month-10 = Oct
short-month-11 = Nov
short-month-12 = Dec
report-title = Report of the year
report-year = Report of { $year }
report-choose = Year
report-rules = Counted by the rules
report-show = Show
report-takes = The first time, counting takes a few seconds.
report-running = The year is not over: these figures will still change.
report-busy = Others are being counted for. Try again in a few seconds: nothing is lost.
report-withheld = The figures of this programme, or of a sensitive one below it, are not open to you.
report-no-year = Nobody has entered this programme yet.
report-hidden = Numbers of people below { $least } are hidden, and those from which they would follow.
report-figures = Figures of the report
report-counted = Counted by: { $rules } ({ $name })
report-line = Figure
report-value = Value
report-fraction = Ratio
report-left-out = Left out
report-workbook = Download the workbook (XLSX)
report-try = Try other rules
report-print = The page prints as it is.
report-proof = Counted from all facts recorded up to position { $position } (digest { $digest }), the last of them received:
lengths-title = How long households that left had stayed
lengths-about = { $all } households, by months from entry to exit.
lengths-head = Length
length-between = from { $from } to less than { $to } months
length-from = { $from } months or more
destinations-title = Where households that left went
destinations-about = { $all } households, by their home or situation at the exit.
destinations-head = Destination
printed-title = Printed and computed
printed-agree = { $agree } of { $all } printed figures are what the facts give.
printed-quote = What is printed
printed-printed = Printed
printed-computed = Computed
printed-verdict = Agreement
printed-period = Period
printed-same = the same
printed-other = another
printed-unknown = not compared
printed-about = about { $value }
printed-more-than = more than { $value }
printed-less-than = less than { $value }
printed-nearly = nearly { $value }
figure-nothing = nothing
figure-none = —
figure-hidden = hidden
figure-failed = cannot be computed
figure-more-than = more than { $share }
figure-less-than = less than { $share }
left-out-no-value = without a value
left-out-not-ended = still there
left-out-erased = erased
left-out-age-unknown = age unknown
left-out-income-unknown = income unknown
left-out-follow-up-missing = follow-up missing
workbook-report = Report
workbook-printed = Printed
workbook-passports = Passports
workbook-section = Part
workbook-line = Figure
workbook-value = Value
workbook-numerator = Numerator
workbook-denominator = Denominator
workbook-left-out = Left out
workbook-id = Code
workbook-quote = What is printed
workbook-from = From
workbook-to = To
workbook-rules = Rules
workbook-indicator = Indicator
workbook-unit = Unit
workbook-measure = Measure
workbook-exact = Exact value
workbook-digest = Digest of the rules
workbook-known-at = Known at
workbook-position = Position
workbook-events = Events
workbook-sum = Digest of the events
workbook-about = Definition
rules-title = Rules
rules-about = Every choice that the sources leave open is a parameter, with its reason.
rules-try = Try other rules
rules-sets = Rule sets
rules-sets-about = A rule set that was published never changes: a change is a new version.
rules-set = Rule set
rules-base = Based on
rules-differences = What it does otherwise
rules-digest = Digest
rules-parameters = Parameters: { $set }
rules-parameters-about = Values of { $name }.
rules-parameter = Parameter
rules-value = Value
rules-default = By default
rules-allowed = What it may be
rules-reason = Reason and source
rules-source = Source: { $source }
rules-indicators = Indicators
rules-indicators-about = What is counted, and the parameters that it rests on.
rules-indicator = Indicator
rules-uses = Rests on
try-title = Try other rules
try-about = Change a parameter: figures stand side by side, with the households that move, and why. Nothing is recorded.
try-errors = Some values do not fit
try-programme = Programme
try-year = Year of the report
try-before = Rules before
try-after = Another rule set
try-own = those of each figure
try-same = the same
try-count = Compare
try-clear = Reset all
try-parameters = Parameters to change
try-legend = A parameter that is left alone keeps its value
try-unchanged = unchanged
try-hint = Is { $value }.
try-hint-range = Is { $value }; may be { $range }.
try-refused-code = Choose one of: { $allowed }.
try-refused-range = Enter a whole number from { $min } to { $max }.
try-refused-wrong-type = This value is not of the form expected.
try-refused-unknown-parameter = This rule set has no such parameter.
try-result = Before and after
try-nothing = No figure changes.
try-summary = { $changed } figures change, { $same } were counted again and did not, { $untouched } rest on nothing that changes.
try-figure = Figure
try-moved = Households that moved
try-moved-withheld = not told
try-printed = printed
try-report = report
try-who = Who moves, and why
try-all-figures = Back to all figures
try-movers = Households that move
try-why = Why
try-more = See all households
try-movers-withheld = Who moves would tell too much of persons: their age, permits or resources.
try-movers-partial = There are others, which you may not see or for which there is no room here.
try-step = { $name }: { $from } → { $to }
try-or = or
try-view = definition { $view }
try-indicator = definition of the indicator
standing-outside = outside
standing-base = counted in the whole
standing-kept = kept
