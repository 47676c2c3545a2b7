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

# Recording a fact
choose-title = Record a fact
choose-about = Choose what happened. Nothing is recorded before you have read it over.
choose-correct = A mistake in a fact that is already recorded? Correct or retract it from the history of the household.
record-lane-home = Housing
record-lane-work = Work and resources
record-lane-training = Training and level
record-lane-papers = Permits, status and rights
record-lane-support = Support and requests
record-lane-household = The household and its members
record-title = Record: { $fact }
correct-title = Correct: { $fact }
correct-about = The fact as it was recorded stays in the history, with your correction and its reason. If it is the world that has changed, record a new fact instead.
correction-reason = Reason for the correction
retract-title = Retract: { $fact }
retract-about = For a fact that did not happen. It stays in the history, marked as retracted; a retraction is final.
retraction-reason = Reason for the retraction
about-occupancy-started = The household, or part of it, moves in somewhere, a hotel included.
about-occupancy-ended = The household, or part of it, leaves a place where it lived.
about-lease-signed = A lease, a sublease or another title to live somewhere is signed.
about-lease-transferred = The sliding lease becomes a lease in the household’s own name.
about-lease-ended = A lease ends, other than by sliding.
about-lease-incident-recorded = Arrears, damage or trouble with neighbours.
about-contract-signed = A member of the household signs a job contract.
about-contract-amended = The hours, the kind or the planned end of a contract change.
about-contract-ended = A job contract ends.
about-resources-declared = What the household has each month.
about-training-started = A member begins a training, in French or for a trade.
about-training-ended = A training ends or is broken off.
about-assessment-recorded = A level, a test or an assessment.
about-permit-issued = A residence permit is issued or renewed.
about-legal-status-recorded = Protection granted, or regularisation, for instance.
about-right-opened = A right begins: income support, health cover, right to housing…
about-right-closed = A right ends.
about-permit-ended = A permit is withdrawn or replaced before the end of its validity.
about-enrolment-started = The household enters a programme: a measure begins.
about-enrolment-ended = The household, or part of it, leaves a programme.
about-request-submitted = A request is made: a place, a permit, a home, a right, an aid…
about-request-decided = A request is answered.
about-pairing-started = A member is paired with a sponsor, an employee or a mentor.
about-pairing-ended = A pairing ends.
about-member-joined = A person joins the household: birth, reunification, union, return…
about-member-left = A person leaves the household.
about-consent-given = A person accepts a use of their data.
about-consent-withdrawn = A person takes back their consent.
about-personal-data-erased = Erasure for good: what is erased can never be read again.

# Forms
form-preview = See it before recording
form-cancel = Give up
form-next = In the next step you read the fact over and see the frieze as it would be. Nothing is recorded yet.
form-wrong-title = To mend:
form-wrong = { $plural ->
    [one] { $n } thing to mend
   *[other] { $n } things to mend
}
meanwhile-title = The file has changed while you were typing
meanwhile-text = What you typed is kept, and nothing of it is recorded yet. This was recorded meanwhile: check that your fact still holds, then go on.
meanwhile-hidden = What was recorded meanwhile is not shown to you.
optional = (optional)
one-more = Add a line
understood = Understood: { $date }
date-hint = As precisely as you know it: 12/03/2009 (day first), March 2009, 2009, or: between March 2009 and June 2009
occurred = Date of the fact
occurred-occupancy-started = Date of moving in
occurred-occupancy-ended = Date of moving out
occurred-lease-signed = Date of signature
occurred-lease-transferred = Date of the slide
occurred-lease-ended = Date of the end of the lease
occurred-contract-signed = Date of signature
occurred-contract-amended = Date of the amendment
occurred-contract-ended = Date of the end of the contract
occurred-training-started = Date of the start of the training
occurred-training-ended = Date of the end of the training
occurred-permit-issued = Date of issue
occurred-legal-status-recorded = Date of recognition of the status
occurred-enrolment-started = Date of entry into the programme
occurred-enrolment-ended = Date of leaving the programme
occurred-request-submitted = Date of the request
occurred-request-decided = Date of the decision
occurred-member-joined = Date of joining the household
occurred-member-left = Date of leaving the household
occurred-household-opened = Date on which the file is opened
choice-none = Choose
choice-unsaid = not said
choice-nothing = Nothing of that kind in this file
choice-open = Going on
choice-over = Over
choice-left = { $name } (left on { $day })
choice-new-person = A new person
choice-new-dwelling = Another home
choice-new-host = Another person or family
choice-new-counterpart = Another person
level-below = below { $level }
yes = yes
no = no
wrong-date = This date is not understood. Write 12/03/2009 (day first), March 2009 or 2009, for instance.
wrong-day = The exact day is needed here: 12/03/2009.
wrong-length = This is too long: 500 characters at most.
wrong-text = This text has characters that cannot be written.
wrong-choice = Choose from the list.
wrong-number = A number is needed here: 35 or 17.5.
wrong-required = Fill this in.
wrong-form = This value does not have the expected form.
field-unchanged = Erased, or hidden from you: stays as it is.

# Fields
organisation = Organisation that records
organisation-hint = Its code: small letters, digits and hyphens
field-opened-by = Organisation that opens the file
field-opened-by-hint = Its code: small letters, digits and hyphens
field-person = Person
field-member-joined-person = Who joins
field-member-left-person = Who leaves
field-persons = Persons
field-enrolment-ended-persons-hint = Nothing ticked: everybody leaves.
field-occupancy-ended-persons-hint = Nothing ticked: everybody moves out.
field-holders = Holders
field-signatories = Signatories
field-lease-transferred-signatories-hint = Nothing ticked: those of the sublease.
field-birth = Birth
field-birth-hint = Date, month or year: 12/03/1985 (day first), March 1985, 1985
field-sex = Sex
field-role = Place in the household
field-reason = Reason
field-arrival-route = How the person came to France
field-nationality = Nationality
field-nationality-hint = Three-letter code: AFG, GIN, SYR…
field-identity = Name and file numbers
field-identity-hint = Kept sealed; never shown in a statistic
field-status = Status
field-authority = Authority
field-permit = Residence permit
field-renews = Permit renewed
field-permit-kind = Kind of permit
field-valid-from = Valid from
field-valid-to = Valid until
field-valid-from-hint = The exact day: 12/03/2009 (day first)
field-valid-to-hint = The exact day: 12/03/2009 (day first)
field-work-authorised = Allows work
field-prefecture = Department of the prefecture
field-prefecture-hint = Its number: 69, 2A, 974
field-request = Request
field-request-submitted-kind = What is asked for
field-programme = Programme
field-request-submitted-programme-hint = Required for a place, an aid or a consultation
field-request-submitted-permit-kind-hint = Required when a permit is asked for
field-request-submitted-right-kind-hint = Required when a right is asked for
field-right-kind = Right asked for
field-object = What the aid is for
field-amount-eur = Amount, in euros
field-request-decided-amount-eur-hint = Required when an aid is granted
field-referrer = Organisation that refers
field-referrer-hint = Its code: small letters, digits and hyphens
field-outcome = Result
field-request-decided-outcome = Decision
field-enrolment = Measure or programme behind it
field-cohort = Cohort
field-cohort-hint = A short code: tours-1
field-planned-end-on = Planned end
field-planned-end-on-hint = The exact day: 12/03/2009 (day first)
field-contract-signed-planned-end-on-hint = Required for a fixed term. The day, the month, or “from March 2009” if it is not known
field-contract-amended-planned-end-on-hint = The day, the month or the year
field-funding = Funding
field-funding-hint = A short code: bop104
field-origin-kind = Home just before
field-origin-kind-hint = Only if no recorded stay tells it
field-destination = Destination
field-destination-commune = Commune of destination
field-destination-commune-hint = INSEE code: 51454
field-channel = How the home was found
field-occupancy = Stay
field-lease-signed-occupancy = Home that it covers
field-enrolment-ended-occupancy = Stay they go to, if it is recorded
field-enrolment-ended-lease = Lease they go to, if it is recorded
field-kind = Kind
field-occupancy-started-kind = Kind of home or shelter
field-occupancy-started-persons = Who moves in
field-dwelling = Home
field-dwelling-hint = Required for a sublease
field-commune = Commune
field-commune-hint = INSEE code: 51454
field-places = Places used
field-places-hint = If it is not the number of persons
field-host = Who hosts
field-host-hint = Required for citizen hosting
field-lease = Lease
field-landlord-kind = Kind of landlord
field-intermediary = Association in between
field-intermediary-hint = Its code; required for a sublease or a management mandate
field-starts-on = Takes effect
field-starts-on-hint = The day, the month or the year
field-monthly-charge-eur = Rent or fee a month, in euros
field-new-kind = Kind of the new lease
field-settled-on = Settled on
field-settled-on-hint = The exact day: 12/03/2009 (day first)
field-right = Right
field-total-eur = Net total a month, in euros
field-sources = Resources, one by one
field-sources-hint = They must add up to the total
field-source = Where the money comes from
field-contract = Contract
field-weekly-hours = Hours a week
field-full-time = Full time
field-sector = Sector
field-employer-kind = Kind of employer
field-training = Training
field-provider = Training organisation
field-provider-hint = Its code: small letters, digits and hyphens
field-planned-hours = Planned hours in all
field-hours-per-week = Hours a week
field-target-level = Level aimed at
field-paid = Paid training
field-hours-attended = Hours attended in all
field-assessment-recorded-kind = What is assessed
field-value = Result
field-value-hint = In the group of what is assessed
field-passed = Threshold of the programme reached
field-certificate = Certificate
field-assessment-recorded-lease-hint = Required for the readiness to take over the lease
field-pairing = Pairing
field-counterpart = With whom, outside the household
field-consent = Consent
field-purpose = Use accepted
field-recipient = Organisation that receives them
field-recipient-hint = Its code; required for sharing with a partner
field-basis = Basis
field-level = What is erased
field-residue = What stays, for statistics
field-age-band = Age band
field-age-band-hint = Such as 25-59
field-department = Department
field-department-hint = Its number: 69, 2A, 974
field-route = How the person came

# Reading over before recording
preview-title = To read over
preview-told = What you are about to record
preview-not-yet = Nothing is recorded yet.
preview-late = This fact is old: figures that are already settled do not change, those of today will count it.
preview-warnings = To check
preview-warnings-text = This is no refusal: the fact will be recorded, and this warning with it.
preview-save = Record
preview-edit = Change
preview-frieze = The frieze as it would be
preview-frieze-text = What is new or changed is outlined.
change-changed = changed
saved-recorded = Recorded: { $fact }.
saved-corrected = The correction is recorded: { $fact }.
saved-retracted = The retraction is recorded: { $fact }.
saved-see = See it in the history
history-correct = Correct
history-retract = Retract

# A new household
open-title = New household
open-about = Open the file and say who is in it. You can complete everything later, fact by fact.
open-member = Member { $n }
open-one-more = Add a member
open-programme = Entry into a programme

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
