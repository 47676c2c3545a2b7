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
failure-not-signed-title = Not signed yet
failure-not-signed-text = No signed checkpoint covers this household yet.
failure-not-signed-advice = The next one is signed within minutes, if the installation has a signing key.
failure-unavailable-title = Unavailable for the moment
failure-unavailable-text = The ledger cannot answer now.
failure-unavailable-advice = Try again in a moment. Nothing is lost.
failure-failed-title = Something went wrong
failure-failed-text = The page could not be prepared; the cause is in the log of the server.
failure-failed-advice = Try again; if it happens again, tell whoever runs Parcours.

# Integrity
nav-integrity = Integrity
instant = { $day } at { $time }
integrity-title = Integrity
integrity-about = Nothing that is recorded can be changed without being noticed. Here is how to check.
verified-title = Verification
verified-none = The ledger has not been verified yet since the program was started.
verified-running = Verification under way: { $n } facts read of { $of }.
verified-failed = The verification of { $at } could not come to its end; the log of the program tells why.
verified-right = Everything is intact as of { $at }. Facts read again: { $n }; signed checkpoints: { $signed }; entries of the access log: { $read }.
verified-altered = The ledger was altered: the verification of { $at } stops at position { $position }. The command “parcours verify” tells what is wrong.
verified-altered-access = The access log was altered: the verification of { $at } stops at entry { $number }.
verify = Verify now
verify-look = How far is it?
signed-title = Last signed checkpoint
signed-told = Signed on { $at }, it covers { $n } facts.
signed-since = { $plural ->
    [one] { $n } fact was recorded since.
   *[other] { $n } facts were recorded since.
}
signed-root = Root of the tree:
signed-keep = Keep this text elsewhere, printed or in an e-mail: it will let you prove later that nothing has changed.
signed-note = Signed checkpoint
signed-none = No checkpoint was signed yet. The first is signed within minutes of the first fact.
lists-title = Lists and figures
lists-about = Each is computed from the ledger; “complete” means that no fact is missing and none counts twice.
lists-name = List
lists-position = Up to
lists-lag = Behind
lists-state = State
list-name-household-list = Households
list-name-deadlines = Deadlines
list-name-programme-occupancy = Programme occupancy
list-name-access = Access
list-state-running = complete
list-state-paused = paused
list-state-building = being built
list-incomplete = incomplete
list-stopped = stopped at position { $position }
accesses-title = Access log
accesses-about = Who has read personal data, the newest first.
accesses-none = Nobody has read personal data yet.
accesses-number = No.
accesses-at = When
accesses-reader = Who
accesses-household = Household
accesses-via = By
accesses-reason = Reason
accesses-no-reason = no reason
accesses-pages = Pages of the log
accesses-newest = Newest
accesses-older = Older
everybody-read = everybody
via-graphql = page or program
via-audit-bundle = audit bundle
via-replay = command “replay”
via-facts = files for analysis
via-export = export

# Proofs
proof-link = proof no. { $position }
proof-title = Proof of fact no. { $position }
proof-told = The fact recorded at position { $position } is part of the ledger of { $size } facts that was signed on { $at }.
proof-path = From the fact to the root
proof-path-about = Each hash is hashed with the next one; the last is the root that was signed.
proof-leaf = The fact:
proof-root = The signed root:
proof-text = The proof
proof-text-about = For a program that checks proofs in the C2SP tlog-proof format.
proof-none = No signed checkpoint covers a fact at this position yet.
bundle = Download the audit bundle
bundle-about = the whole pathway with its proofs, to be verified offline; the reading is logged

# The reason of an auditor
reason = Reason for access
reason-label = To see personal data, say why
reason-hint = The reason goes into the access log; it holds for eight hours.
reason-tell = Give this reason
reason-told = You see personal data for this reason: { $reason }
reason-end = Stop seeing them
