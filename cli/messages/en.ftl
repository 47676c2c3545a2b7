# What the command line says to people. One sentence, no capital and no full stop, titles aside.
# $n: a number; $plural: one or other, as the language counts.

# Errors
error = error:
because = { $sentence }: { $cause }
interrupted = interrupted; what was not committed is undone
unknown-household = household { $household } is unknown to this database
unknown-stream = stream { $stream } does not exist in this database
export-range = position --from { $from } comes after --to { $to }
ledger-created = a new, empty ledger was created at { $path }
not-empty = the database already holds { $events } events: recording times of a source are only taken over into an empty one
database-address = the database address cannot be used, expected sqlite:PATH or postgres://… ({ $detail })
not-loopback = { $address } would be visible to other machines: add --sign-in so that nobody is answered without a token (parcours token create), or --oidc-issuer, or use a local address such as 127.0.0.1:8080
demo-not-loopback = { $address } would be visible to other machines, and the demonstration lets everybody see and record everything: use a local address such as 127.0.0.1:8080
oidc-address = { $address } cannot be believed: the address of an issuer and of its keys begins with https, unless it is on this machine
oidc-audience = --oidc-audience must say what the tokens call this server, else tokens for any program would open it
oidc-signatures = --oidc-algorithms must name at least one way of signing
oidc-pointer = { $text } is not a JSON pointer: expected /realm_access/roles, for instance
traces-endpoint = { $variable } must be the address of a collector of traces that begins with http:// or https://
traces-protocol = { $variable } asks for what this program does not speak: traces are sent as http/protobuf
oidc-certificates = this machine has no certificates of authorities (package ca-certificates, or SSL_CERT_FILE): the issuer of identities cannot be recognised
trusted-none = { $path } holds no document: expected .graphql files in a folder, or a JSON object of digests and texts
trusted-list = { $path } is not a JSON object of which each member is the text of a document under its SHA-256
trusted-digest = the document { $id } has another SHA-256, { $digest }: it was altered, or its identifier is of another kind
trusted-refused = document { $name } could never be executed: { $detail }
origins-without-sign-in = --allow-origin lets pages of others ask: add --sign-in or --oidc-issuer, so that none of them is answered without a token
fault-start = the program cannot start
fault-unpack = the example data cannot be put into the temporary folder
fault-output = the result cannot be written to standard output
fault-temporary = a temporary folder cannot be made
fault-read = file { $path } cannot be read
fault-write = file { $path } cannot be written
fault-listen = cannot listen on { $address }
fault-busy = the database is busy: another program has been writing to it for { $seconds } s
fault-ledger = the database failed
fault-not-a-database = { $location } is not an SQLite database
fault-foreign = { $location } belongs to another program; nothing in it was touched
fault-newer = { $location } was written by a newer version of this program; nothing in it was touched
fault-not-ready = { $location } is not ready for the role that opens it; as its owner: parcours migrate --grant ROLE
no-role = the server knows no role { $role }
unfit-role = { $role } could change events whatever it is granted, as a superuser, as the owner of the ledger or of its database, or as a member of a role that can; nothing was granted
fault-unreachable = database { $location } cannot be opened
fault-silent = database { $location } does not answer
fault-full = the database or its disk is full, nothing was written
fault-locked = another program has locked the database for too long
fault-commit-unknown = the connection was lost while committing: try again, what was written will be recognised

# import
import-accepted = { $plural ->
    [one] line accepted
   *[other] lines accepted
}
import-ignored = { $plural ->
    [one] line already known
   *[other] lines already known
}
import-warnings = { $plural ->
    [one] fact with a warning
   *[other] facts with a warning
}
import-refused = { $plural ->
    [one] refusal
   *[other] refusals
}
import-positions = Positions { $first } to { $last }
import-dry-run = Dry run: nothing was written
import-dry-run-refused = Dry run: nothing was written, and an import would write nothing either, for lines are refused (--partial would write those accepted)
import-pipe = import reads what it is given twice, to check all of it before it writes, and { $path } can only be read once: put the lines into a file
import-waiting = waiting for what another program writes into { $path }, which is read twice: to check, then to write
import-nothing-written = nothing was written, for lines are refused (--partial writes the others)
import-more-refused = only the first { $shown } refusals of { $all } are listed
import-checking = checking
import-writing = writing

# retract
retract-looking = looking for the batch
retract-unknown = nothing was recorded in batch { $batch }
retract-refused = the retraction is refused: { $why }

# demo, serve
serving = listening; Ctrl-C stops it
serving-signed-in = listening for those who sign in; Ctrl-C stops it
demo-kept = database { $database } already holds { $events } events: it is used as it is
demo-filled = database { $database } received { $events } events of two programmes (invented persons)
demo-port = port { $port } is taken: another one was chosen
demo-refused = the database refuses the example data ({ $rule })
demo-pages = the pages: households, deadlines, friezes
demo-household = a pathway: Famille K. on 31 December 2010
demo-queries = a page to try queries
demo-endpoint = GraphQL endpoint
demo-try = To try in another terminal
demo-programmes = the programmes
demo-replay = Famille K. on 31 December 2010
demo-history = its history
demo-same = the same replay on the command line
demo-same-server = the same replay on the command line, PARCOURS_DATABASE being the address of the database

# replay
household = Household { $household }
as-of = on { $day }, { $known }
known-now = as known today
known-at = as known at { $instant }
place = (position { $position }, version { $version })
nothing-yet = Nothing is known of this household on that day.
person = person
everybody = the whole household
members = Members
status = Status
permits = Residence permits
enrolments = Programmes
home = Home
leases = Leases
contracts = Work
trainings = Trainings
rights = Rights
requests = Open requests
pairings = Pairings
consents = Consents
age = { $n } { $plural ->
    [one] year
   *[other] years
}
age-baby = under one year
age-between = { $young } to { $old } years
age-unknown = age unknown
months = { $n } { $plural ->
    [one] month
   *[other] months
}
days-left = { $n } { $plural ->
    [one] day
   *[other] days
}
permit-until = until { $day } ({ $left } left)
permit-unlimited = without limit
permit-work = allows work
permit-no-work = does not allow work
planned-end = planned end: { $date }
history = History (› after { $day }, ~ corrected, ✗ retracted)
learnt = (learnt on { $day })
recorded = no. { $position }, recorded on { $day } at { $time }
actor-coordinator = coordinator
actor-social-worker = social worker
actor-team-leader = team leader
origin-manual = typed by hand
origin-import = read from a file
origin-partner = sent by a partner
origin-migration = taken over from another system, not witnessed here
warning = warning: { $codes }
warnings = warnings: { $codes }
corrected = corrected on { $day }, { $reason }
before = before: { $text }
changed-fields = fields changed, not shown here: { $fields }
unchanged = without change
retracted = retracted on { $day }, { $reason }
permanent-reached = { $months } from entry ({ $entry }) to permanent housing ({ $reached })
permanent-already = Already in permanent housing at entry ({ $entry })
permanent-not-yet = No permanent housing yet, { $months } after entry ({ $entry })
home-now = Current home: { $class }
class-precarious = precarious
class-emergency = emergency
class-shelter = shelter
class-transitional = transitional
class-adapted = adapted
class-permanent = permanent
class-institution = institution
class-unknown = unknown

# bench
bench-not-empty = { $location } is not empty: bench works only in a database with nothing in it, and leaves nothing there
fault-bench = the benchmark failed
fault-bench-connections = only { $opened } of { $writers } connections could be opened: ask for fewer --writers, or let the server accept more connections
bench-measuring = measuring
bench-name = what
bench-unit = unit
bench-median = median
bench-min = min
bench-max = max
bench-ratio = ratio
bench-ratio-means = ratio: the median beside the raw rate of the same run
bench-bound-means = ratio: the median beside what it is to stay below; !: it does not

# verify
verify-hashing = verifying
verify-right = Nothing was altered
verify-wrong = The ledger was altered
verify-first-bad = at position { $position }: { $reason }
verify-events = { $events } events verified, head at position { $head }
verify-checkpoints = { $checkpoints } checkpoints verified
verify-root = root { $root }
verify-missing = the event is missing
verify-unreadable = the event cannot be read ({ $detail })
verify-leaf-hash = the event or its hash was altered
verify-recorded-at = the event was recorded before the one that precedes it
verify-version = the event has version { $found } in { $stream }, expected { $expected }
verify-tile = an event up to position { $last } was altered together with its hash, or else tile { $index } of level { $level }
verify-tile-missing = tile { $index } of level { $level }, over the events up to { $last }, is missing
verify-tile-beyond = tile { $index } of level { $level } is over events that the database does not hold
verify-sum = the sum kept of the events up to here, by which lists are found complete, is not theirs
verify-sum-missing = the sum of the events up to here is missing
verify-sum-beyond = a sum is kept of { $count } events, which the database does not hold
verify-sum-impossible = what is kept as the sum of { $count } events cannot be one
verify-stream-head = the head of { $stream } does not name its last event
verify-ledger-head = the head of the database does not name the last event
verify-checkpoint = the checkpoint was altered ({ $detail })
verify-checkpoint-key = the checkpoint is signed by no known key but by { $signers } (--key makes one known)
verify-checkpoint-root = the events signed up to here are no longer the same; those up to position { $since } are
verify-checkpoint-beyond = events are missing from here on: { $size } had been signed
verify-note = { $path } is no checkpoint to rely on ({ $detail })
verify-no-key-file = a database on a server has no signing key beside it: PARCOURS_SIGNING_KEY_FILE must name the file that holds it or will
verify-key-lost = signing key { $path } is missing although the database holds checkpoints: nothing is signed with a new key
fault-signing-key = the signing key cannot be used
fault-checkpoint = nothing was signed
verify-unwrapping = comparing keys
verify-keys-wrong = The ledger is whole, the keys of personal data are not
verify-keys = { $keys } sealing keys compared with the events
verify-keys-unchecked = the sealing keys are not here: they were not compared with the events
verify-wraps-unchecked = whether the sealing keys are what the master key wrapped was not looked at ({ $detail })
verify-key-at = at position { $position }: { $said }
verify-key-missing = the key of { $subject } ({ $class }) is missing
verify-key-altered = the key of { $subject } ({ $class }) was altered, or is that of somebody else
verify-key-state = the key of { $subject } ({ $class }) was put into a state that no erasure explains
verify-key-holder = the key of { $subject } ({ $class }) stands under another name or class
verify-key-destroyed = the key of { $subject } ({ $class }) is destroyed, but no erasure is recorded that did so: somebody destroyed it, or the ledger dates from before an erasure, which “parcours erase” records again
verify-key-not-destroyed = the key of { $subject } ({ $class }) is there, although an erasure that destroys it is recorded: “parcours erase” destroys it again
verify-keys-of-others = the sealing keys are not those of this ledger, or are no longer known as such
verify-keys-pepper = the key that hides names of hosts was altered; the master key opens the others
verify-guarding = comparing guards
verify-guards = { $pairs } guards compared with the events that move them
verify-guard-missing = the event moves guard { $key }, under which { $stream } is missing
verify-guard-unmoved = { $stream } is under guard { $key }, but no event of it moves that guard
verify-guard-bare = guard { $key } exists, but no stream has moved it

# prove, checkpoint
prove-unknown = there is no such event in this database
prove-no-checkpoint = no checkpoint covers the event at position { $position } yet: parcours verify --checkpoint signs one
fault-prove = the proof cannot be made: parcours verify tells what is wrong
checkpoint-none = nothing was signed yet: parcours verify --checkpoint signs a checkpoint

# audit bundles
bundle-written = { $path } holds { $events } events, proved by a checkpoint over { $position }
bundle-no-checkpoint = no checkpoint covers this household, and none can be signed here: PARCOURS_SIGNING_KEY_FILE must name the signing key
bundle-altered = the ledger was altered: the event at position { $position } does not fit what was signed (parcours verify tells more)
bundle-right = The bundle is what was signed
bundle-wrong = The bundle is not to be believed
bundle-refused = { $path } is not replayed: { $reason }
bundle-household = household { $household }
bundle-events = { $events } events, each proved to be among the first { $position } of ledger { $origin }
bundle-against = agrees with { $checkpoints } checkpoints kept elsewhere
bundle-key = signed by { $key }
bundle-key-unknown = signed by { $key }, a key that only the bundle itself vouches for: compare it with the one you know, or give that with --key
bundle-streams = Streams, each complete up to its version:
bundle-stream = { $stream }: { $version }
bundle-proves = Proved: these events, to the byte and in this order, were in the ledger when the checkpoint was signed, and none is missing between the first and the last of each stream.
bundle-proves-not = Not proved: that no later event of these streams had been recorded by then, that no other stream tells of the household, when the checkpoint was signed, and that what was recorded is true.
bundle-cut-off = it does not end as an audit bundle does: it was cut off, or is something else
bundle-digest = a byte was altered: the digest at its end is another
bundle-line = line { $line } is not what an audit bundle has there
bundle-format-version = it has version { $version } of the format: a newer version of this program is needed
bundle-opening = an opening does not fit the sealed values of event { $event }
bundle-checkpoint = its checkpoint is not to be believed ({ $detail })
bundle-header = its first line does not say what its checkpoint and its events say
bundle-proof = the event at position { $position } is not part of the ledger that was signed
bundle-order = the event at position { $position } does not come after the one before it
bundle-missing = version { $version } of { $stream } is missing
bundle-against-other = it does not agree with the checkpoint over { $size } events
bundle-not-compared = nothing in it tells whether it agrees with the checkpoint over { $size } events: it must be made with --against

# backup, restore
copy-copying = copying
copy-nothing = { $path } holds nothing
copy-exists = { $path } exists (--force replaces it)
copy-in-use = another program has { $path } open: stop it first
copy-altered = the copy of { $path } does not verify, { $bad }
backup-ledger = Ledger copied to { $path } ({ $bytes } bytes)
backup-sealing-keys = Sealing keys copied to { $path } ({ $bytes } bytes): keep them apart from the ledger
backup-unverified = not verified
backup-left-ledger = not in it: the ledger, { $path }
backup-left-sealing-keys = not in it: the sealing keys, { $path } (parcours backup --keys PATH, kept elsewhere)
backup-left-access-log = not in it: the log of who read what, { $path } (copy it while nothing uses the ledger)
backup-left-projections = not in it: { $path }, which is made again
backup-left-facts = not in it: { $path }, which is made again
backup-left-archive = not in it: { $path }, which is made again
backup-left-signing-key = not in it: the signing key, { $path } (keep a copy in a safe)
backup-left-master-key = not in it: the master key, { $path } (keep a copy in a safe, apart from the sealing keys)
restore-ledger = Ledger { $path } restored and verified
restore-sealing-keys = Sealing keys of { $path } restored
restore-what = nothing is said to restore: a backup of the ledger, --keys, or both
backup-on-server = a database on a server is backed up by its own tools:
    pg_dump { $reach } --format=custom --schema=parcours --file={ $path } { $name }
    and the sealing keys, to be kept elsewhere:
    pg_dump { $reach } --format=custom --schema=parcours_keys --file=keys.dump { $name }
restore-on-server = a database on a server is restored by its own tools, into an empty database:
    pg_restore { $reach } --single-transaction --exit-on-error --no-owner --no-privileges --dbname={ $name } { $path }
    and then verified:
    parcours restore --database postgres://…/{ $name }

# projections, rebuild, households, deadlines
projection-name = projection
projection-version = version
projection-position = position
projection-lag = behind
projection-state = state
projection-complete = complete
projection-error = last error
projection-running = running
projection-paused = paused
projection-building = being built
projection-yes = yes
projection-no = NO
projection-stopped = at position { $position }, tried { $attempts } times: { $error }
projection-resumed = projection { $name } tries again
projection-not-paused = projection { $name } is not paused
projection-unknown = there is no projection { $name }
rebuild-folding = rebuilding
rebuild-done = { $events } events folded in { $seconds } s ({ $rate } a second), up to position { $position }
rebuild-digest = digest of the rows { $digest }
facts-kept = { $folder }: the facts tables up to position { $position } ({ $events } events); buckets written: { $written } of { $buckets }
facts-written = { $folder }: the facts tables up to position { $position } ({ $events } events), coarse
facts-digest = digest of the events { $digest }
facts-no-folder = where are the facts tables of a ledger on a server to be kept? Name a folder with PARCOURS_FACTS_FOLDER, or write them elsewhere with --out
facts-exist = { $folder } exists: nothing was written
facts-not-ours = { $folder } holds other files: nothing was written
facts-erasing = persons are being erased: tables kept now could tell of them; try again
fault-facts = the facts tables were not built
rebuild-busy = projection { $name } is being rebuilt by another program
fault-rebuild = nothing was rebuilt, what was there serves on
fault-not-yet = the list is not up to date yet, try again
list-id = household
list-household = household
list-members = members
list-home = home
list-programmes = programmes
list-entered = entered
list-last = last event
list-due = due
list-kind = what
list-about = about
list-position = as of position { $position }
due-permit = residence permit
due-right = right
due-contract = end of contract
due-training = end of training
due-enrolment-planned-end = planned end in the programme
due-enrolment-term = term of the programme
due-enrolment-max-term = longest term of the programme

# keys and erasure
erased = erased
fault-no-master-key = the ledger holds or would hold personal data, which need a master key: for a database on a server, PARCOURS_MASTER_KEY_FILE must name the file that holds it or will
fault-master-key-missing = the master key file { $path } is missing: nothing was written, and personal data cannot be read before it is back
fault-master-key-wrong = the master key is not the one of this ledger: nothing was written, and personal data cannot be read with it
fault-other-keys = the keys found are not those of this ledger: they were lost, or belong to another one; nothing was written
fault-master-key-malformed = { $path } holds no master key
fault-keys = personal data cannot be sealed or opened
erase-sure = erase the personal data of { $whom } for ever? [y/N]
erase-not-confirmed = nothing was erased
erase-incomplete = a person, --basis and --level are needed
erase-unknown = no file of this database knows person { $person }
erase-refused = the erasure is refused: { $why }
erase-done = { $whom } erased: { $events } events hold values that nobody can read any more
erase-would = { $events } events hold values of { $whom } that would be erased
erase-position = recorded at position { $position }
erase-backups = copies of the keys in backups must be destroyed as well, or else a restore brings the data back
keys-master = master key: { $path }
keys-no-master = no master key file is named
keys-none = no key was ever needed
keys-quasi = quasi-identifiers
keys-identity = names and file numbers
keys-active = in use
keys-fenced = being erased
keys-destroyed = destroyed
keys-rotated = { $keys } keys wrapped with the new master key
keys-name-it = from now on PARCOURS_MASTER_KEY_FILE must name { $path }; the old file opens only old backups
keys-keep-it = { $path } holds a new master key: keep a copy in a safe place; the old one opens only old backups
token-once = token { $id } made: it is shown this once, and sent as “Authorization: Bearer …”
token-none = no token has been made
token-unknown = there is no token { $id }
migrate-done = the database has schema { $schema }
migrate-granted = { $role } may serve it, and change no event
token-revoked = token { $id } revoked
token-is-revoked = revoked
token-is-expired = expired
token-id = token
token-organisation = organisation
token-role = role
token-expires = valid before
token-name = name
token-expiry = --expires must be to come, and two years ahead at most
access-none = nobody has read personal data
verify-reading-accesses = verifying the access log
verify-accesses-wrong = The ledger is whole, the access log is not
verify-accesses = { $entries } entries and { $checkpoints } checkpoints of the access log verified
verify-access-bad = in the access log, at entry { $number }: { $reason }
verify-access-missing = the entry is missing
verify-access-leaf-hash = the entry or its hash was altered
verify-access-below = an entry has no number, or one below 1, where no list shows it
verify-access-unreadable = the entry cannot be read ({ $detail })
verify-access-checkpoint = the checkpoint was altered ({ $detail })
verify-access-checkpoint-key = the checkpoint is signed by no known key but by { $signers } (--key makes one known)
verify-access-checkpoint-root = the entries signed up to here are no longer the same; those up to entry { $since } are
verify-access-checkpoint-peaks = what stands beside the checkpoint, for the next one to go on from, was altered
verify-access-checkpoint-twice = there are several checkpoints over as many entries
verify-access-checkpoint-below = a checkpoint has no size, or one below 1
verify-access-checkpoint-unreadable = the checkpoint cannot be read ({ $detail })
verify-access-checkpoint-beyond = entries are missing from here on: { $size } had been signed

# figures
figures-computing = computing
figures-id = figure
figures-computed = computed
figures-printed = printed
figures-unit = unit
figures-numerator = numerator
figures-denominator = denominator
figures-qualifier = meant as
figures-rules = rules
figures-verdict = agrees
figures-about = about
figures-more-than = more than
figures-less-than = less than
figures-nearly = nearly
figures-agrees = yes
figures-numbers = (but the numbers that the source lets one deduce differ)
figures-absent = no: the programme { $programme } is not in this ledger
figures-differs-nothing = no: nothing was found
figures-differs-no-value = no: there is no unit to count, hence no value
figures-differs-several = no: { $found } values computed
figures-differs-value = no: another value
figures-stopped-time = no: stopped after { $seconds } s, longer than a query may run; look for tables that are joined without a condition
figures-stopped-memory = no: stopped, it needs more than the { $mebibytes } MiB of memory that a query may use; look for tables that are joined without a condition
figures-stopped-rows = no: stopped at more than { $rows } units; look for tables that are joined without a condition
figures-stopped-division = no: it divides by zero; write x / NULLIF(y, 0), which is no value then
figures-stopped-population = no: what it selects is not usable: { $why }
figures-stopped-cast = no: a value cannot be read as another type; write TRY_CAST(x AS …), which is no value then
figures-stopped-pattern = no: a pattern of “~” or “LIKE” cannot be used; it is not well formed, or too large
figures-stopped-secret = no: the column { $column } is personal; only { $function }(…) may ask for it, or a view hand it on as it is
figures-stopped-broken = no: the query engine broke down; “parcours rules check” may tell why
figures-stopped-query = no: the query failed: { $why }
figures-class-result = results
figures-class-capacity = capacities
figures-class-rule = rules
figures-class-context = context
figures-class-example = examples
figures-class-claim = claims
figures-total = { $agree } of { $all } figures agree
figures-wrong = { $n } errors in files of figures
figures-no-programme = no figure is one of { $programme }
figures-no-figure = there is no figure { $figure }
fault-figures = the figures cannot be computed

# rules
rules-set = rules
rules-label = name
rules-base = based on
rules-differences = differences
rules-digest = digest
rules-parameters = Parameters
rules-indicators = Indicators
rules-indicator = code
rules-unit = unit
rules-measure = measure
rules-uses = parameters
rules-default = ({ $default } by default)
rules-good = { $sets } rule sets checked: everything fits the facts tables
rules-none = { $path } holds no rule set (CODE/VERSION/rules.toml)
rules-unknown = there is no rule set { $set }
rules-wrong = { $n } errors in files of rules
rules-unreadable = not readable as TOML: { $detail }
rules-unknown-key = unknown key { $key }
rules-missing-key = { $key } is missing
rules-twice = { $key } is there twice
rules-wrong-type = { $value } is not { $expected }
rules-unknown-code = { $value } is none of { $allowed }
rules-ends-before = ends on { $to }, before it begins on { $from }
rules-out-of-range = { $value } is not in { $min } to { $max }
rules-unknown-parameter = no parameter { $parameter } is declared
rules-unknown-argument = indicator { $indicator } has no argument { $argument }
rules-missing-argument = indicator { $indicator } needs the argument { $argument }
rules-not-together = { $arguments }: { $english }
rules-unknown-rule-set = there is no rule set { $set }
rules-unknown-indicator = rule set { $set } has no indicator { $indicator }
rules-other-name = is not { $name }, as the name of its folder or file says
rules-cyclic-base = is based on itself: { $path }
rules-unreadable-sql = not readable as SQL: { $detail }
rules-not-a-select = only one SELECT may stand here, not { $found }
rules-unknown-table = neither a facts table nor a view: { $table }
rules-unknown-column = no column { $column }; there are { $columns }
rules-refused = { $detail }
rules-cyclic-views = views build on each other in a circle: { $path }
rules-name-taken = { $name } is already the name of a facts table, a view or a value
rules-unknown-placeholder = nothing is called ${ $name } here
rules-list-as-value = ${ $name } is a list: only “x IN (${ $name })” and “${ $name } IS NULL” may hold it
rules-secret = { $column } is personal: only { $function }(…) may ask for it, or a view hand it on as it is
rules-no-literal = a list may hold literals only, not { $member }: write a = x OR a = y
rules-missing-column = the column { $column } is missing
rules-column-type = the column { $column } is { $found }, not { $expected }
rules-undeclared = { $parameter } decides here (in { $origin }) and is not in “uses”
rules-unused = { $parameter } is in “uses” and decides nothing
expected-text = a text
expected-integer = a whole number
expected-whole-number = a whole number
expected-number = a number
expected-boolean = true or false
expected-table = a table
expected-value = a value
expected-day = a day
expected-instant = an instant
expected-code = a code
expected-codes = codes
expected-list-of-codes = a list of codes
expected-list-of-texts = a list of texts
expected-list-of-tables = a list of tables
expected-window = a window (from and to, or at)

# Report

report-title = Report of { $programme } from { $from } to { $to }
report-rules = Rules { $rules }, digest { $digest }
report-known = As known on { $instant }
report-proof = Complete: { $events } events up to position { $position }, sum { $digest }
report-secrecy-auditor = For auditors: no number is hidden, not to be released as it is
report-secrecy-partner = For partners: numbers below { $threshold } and those that would tell them are hidden
report-secrecy-public = For the public: numbers below { $threshold } and those that would tell them are hidden. Taken alone: beside what was published before, parcours publish hides what both would tell
report-line = line
report-value = value
report-exact = exact value
report-numerator = numerator
report-denominator = denominator
report-left-out = left out
report-why = why hidden
report-id = code
report-section = part
report-indicator = indicator
report-arguments = arguments
report-definition = definition
report-unit = unit
report-measure = measure
report-programme = programme
report-from = from
report-to = to
report-rule-set = rules
report-digest = digest of the rules
report-known-at = known at
report-position = position
report-events = events
report-events-digest = sum of the events
report-command = command
report-sheet = Report
report-sheet-passports = Passports
report-hidden = hidden
report-nothing = nothing
report-more-than = more than { $share } %
report-less-than = less than { $share } %
report-hidden-because = { $number }: { $why }
report-number-kept = value
report-number-base = denominator
report-number-left-out = left out
report-why-primary = below { $threshold }
report-why-untold = protects few people
report-why-complement = { $of } would tell a rest below { $threshold }
report-why-secondary = would tell { $told }, with { $with }
report-few = a number below { $threshold }
report-written = { $path }: { $lines } lines
report-exists = { $path } is there already; --force replaces it
report-no-line = the report has no line { $line }
report-no-programme = the programme { $programme } is not in this ledger, or was not yet by then
report-future = { $instant } is still to come: nobody knows what will be known then
report-no-report = rule set { $set } has no report (report.toml)
report-changes = --set cannot be applied: { $why }
report-too-fine = these lines cut the public into { $atoms } groups, too many to say what may be released; ask for a report with fewer lines
report-period = the period begins on { $from } and ends on { $to }, before that
fault-workbook = the workbook could not be written

# Publication

publish-standing = publication
publish-new = new
publish-new-series = new series: other periods are published under other rules
publish-restated = new version; that of position { $position } stays
publish-same = published already at position { $position }
publish-hidden = Not published:
publish-doubtful = Earlier figures of which it is not certain that they were published as they stand:
publish-doubt-rules-not-published = its rules were not published before it: left out of what is known already
publish-doubt-no-such-figure = its rules have no such figure: left out of what is known already
publish-doubt-other-numbers = other numbers are found; what would have to be hidden with it or without it is hidden
publish-doubt-too-few = of fewer people than are ever published; what would have to be hidden with it or without it is hidden
publish-trial = A trial: nothing is recorded. --confirm publishes these figures.
publish-done = { $figures } figures published, positions { $first } to { $last }
publish-nothing = Nothing to publish: all of it is
publish-changed = a published figure names a rule version: publish a rule set with these values instead of --set
publish-not-public = everybody may read what is published: it is for the public, not --secrecy { $secrecy }
publish-threshold = rule set { $set } sets the threshold of secrecy (RP22) to { $threshold }: nothing is published below { $least }
publish-rules = rule set { $set } is not published: “parcours rules publish { $set }” fixes it first
publish-published = { $figure } is published for this period already (position { $position }); --restate publishes a new version, the earlier stays
publish-other-rules = { $figure } is published for other periods under { $set }; --splice begins a new series after them, --restate publishes them all under these rules
publish-not-after = { $figure } is published under { $set } up to { $to }: a new series begins with a period that ends after that
publish-not-over = the series is published up to { $to }, which was not over at { $known_at }: nothing is restated as it was known then
publish-unknown = { $figure }, published at position { $position } under { $set }, cannot be rebuilt here: what new figures would tell beside it is not known
publish-not-computed = { $figure } cannot be computed: “parcours report” says why
publish-unfit = { $figure } has no code that can be recorded
publish-refused = the publication is refused: { $why }
publish-overtaken = something was recorded in { $stream } while the figures were computed; it might tell with them what neither tells alone: nothing is published, run it again
published-verdict = rebuilt
published-series = series
published-total = { $same } of { $all } published figures are the same
published-same = the same
published-rules-missing = the rule set is missing
published-rules-not-published = its rules were not published before it: nothing says what they were
published-rules-differ = the rules are no longer those that were published: digest { $found } instead of { $published }
published-line-missing = the rule set has no line that counts this
published-events-missing = the events known then are missing
published-erased = another value since data were erased: { $found }
published-differs = another value: { $found }
published-restated = new version at position { $position }
published-broken = series broken: { $rules } before
rules-published = published at
rules-altered = rule set { $set } is not the one that was published: its digest is { $found }, and { $published } is published. A published version does not change: copy the folder to the next version.
rules-unfit = { $value } cannot be recorded ({ $what })

# Comparisons

compare-same = nothing differs: give two rule sets, --set or --known-at
compare-total = { $told } of { $all } figures change
compare-alone = (alone)
compare-interaction = interaction  { $rest }
compare-view = view { $name }
compare-indicator = the definition of the indicator
compare-belief = what was known
compare-before-after = before ↓ after →
compare-or = or
compare-household = household { $household }
compare-more = … and { $n } more: --format json tells all

# Explanations

explain-refused = the figure cannot be computed: { $reason }
explain-unit = unit
explain-household = household
explain-standing = stands
explain-left-out = left out because
explain-value = value
explain-events = Facts read ({ $tables }), and the events they come from:
archive-writing = archiving
archive-done = { $folder }: { $segments } blocks up to position { $position }; written: { $written }
archive-none = no block is complete yet: one has 65 536 events
archive-not-there = there is no archive yet: parcours archive writes it
archive-no-folder = where is the archive of a ledger on a server? Name a folder with PARCOURS_ARCHIVE_FOLDER
archive-not-of-tree = the events from position { $first } to { $last } do not verify: nothing was archived of them (parcours verify says what is wrong)
fault-archive = the archive cannot be used
verify-archiving = comparing the archive
verify-archive = { $segments } blocks of the archive compared with the ledger
verify-archive-bad = { $segment }: { $detail }; `parcours archive` writes it again
verify-archive-wrong = The ledger is whole; its archive is not

# What cannot be read on the command line
misuse-unknown-argument = { $argument } does not exist
misuse-unknown-verb = there is no command { $argument }
misuse-no-value = { $argument } needs a value
misuse-value = “{ $value }” is not allowed for { $argument }
misuse-missing = { $argument } is missing
misuse-conflict = { $argument } does not go with { $other }
misuse-address = { $name } names a path of this machine, not an address: { $value }
misuse-no-verb = a command is missing
misuse-why = {" "}({ $why })
misuse-possible = {""}; allowed: { $hint }
misuse-suggestion = {""}; did you mean { $hint }?
misuse-usage = Usage: { $usage }
misuse-help = For more: --help
