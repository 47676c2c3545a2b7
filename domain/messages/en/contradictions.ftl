# What contradicts a rule, under the code of the rule; one sentence, lower case, no full stop.
#
# $value: the value found; $pointer: its field; $field: the last name of $pointer;
# $other: the other fact concerned, and $hasOther: yes or no.
# When the submitted fact is not the one at which the fault shows, $field is “occurredon” and $value the date
# of the submitted fact: a message that quotes another value has a variant without it.

# The other fact concerned, at the end of a sentence.
other-clause = { $hasOther ->
    [yes] {" "}({ $other })
   *[no] {""}
}

# The person concerned, at the beginning of a sentence.
person = { $field ->
    [occurredon] a person
   *[other] person { $value }
}

# The episode concerned, at the end of a sentence.
episode-clause = { $field ->
    [occurredon] {""}
   *[other] {" "}(episode { $value })
}

S-json = the line is not a readable JSON object
json-not-utf8 = not UTF-8 at byte { $n }
json-syntax = not JSON at column { $n }
json-ends-early = ends too early, at column { $n }
json-twice = a key stands twice, at column { $n }
json-no-object = JSON, but no object
json-too-long = a line of { $n } bytes: at most 4 MiB are read
S-required = the field “{ $pointer }” is required
S-unknown-field = this fact has no field “{ $pointer }”
S-format = the value “{ $value }” of the field “{ $pointer }” does not have the expected form
S-code = the code “{ $value }” is not allowed in the field “{ $pointer }”
S-type = the type of fact “{ $value }” is unknown
S-stream = this fact does not belong in this file: “{ $value }”
S-id-reused = the identifier “{ $value }” already names a fact with another content

G1-recorded-order = the recording time “{ $value }” precedes that of the line accepted before it
G2-first = the file “{ $value }” must begin with the opening of the household or the registration of the programme
G2-once = the file is already open: its opening is recorded only once{ other-clause }
G3-future = the date ({ $value }) is later than the day of recording
G4-member = { person } { $hasOther ->
    [yes] is not a member of the household on that date
   *[no] is not known as a member of the household
}{ other-clause }
G5-before-opening = this fact comes before the beginning of what it ends or changes{ other-clause }
G5-closed = what this fact ends has already ended{ other-clause }
G6-unknown = { $field ->
    [occurredon] this fact leaves another fact referring to something that does not exist
   *[other] nothing of the expected nature has the identifier “{ $value }”
}{ other-clause }
G6-id-taken = { $field ->
    [occurredon] this fact gives two things the same identifier
   *[other] the identifier “{ $value }” already names something else
}{ other-clause }

MJ-birth = the arrival in the household comes before the birth{ other-clause }
MJ-one-household = { person } is already a member of a household on that date{ other-clause }
MJ-reference = the household already has a reference person on that date{ other-clause }
MJ-batch = an arrival by split or merger is recorded in the same batch as that split or merger{ other-clause }
ML-member = the person is not a member of the household on that date{ other-clause }
HS-subset = a split makes at least one present member leave and leaves at least one in the household{ other-clause }
HS-episodes = the split must say exactly once what becomes of each open enrolment, occupancy or lease{ episode-clause }{ other-clause }
HS-batch = the split is recorded in the same batch as the opening of the new household, the arrival of its members and the continuation of what moves there{ other-clause }
HO-from = a household that comes from another is opened in the same batch as the split of that other household{ other-clause }
HM-into = a household cannot be merged into itself{ other-clause }
HM-cycle = the household that absorbs this one has already been absorbed by it{ other-clause }
HM-stays = in a merger nothing stays in the former household: each episode moves to the other one or ends{ other-clause }
HM-episodes = the merger must say exactly once what becomes of each open enrolment, occupancy or lease{ episode-clause }{ other-clause }
HM-batch = the merger is recorded in the same batch as the arrival of each member in the other household and the continuation of what moves there{ other-clause }
HM-last = after the merger of the household, its file only takes corrections, retractions and erasures{ other-clause }
EN-continues = the continuation of an enrolment, occupancy or lease is recorded in the same batch as the split or merger that provides for it{ other-clause }

PI-valid-to = this kind of residence permit must have an end of validity{ other-clause }
PI-valid-order = the validity of the residence permit ends before it begins{ other-clause }
PI-renews = the renewed permit must be another permit of the same person{ other-clause }
PI-renews-order = the residence permit begins before the one that it renews{ other-clause }
RQ-kind-fields = { $field ->
    [programme] a request of kind “{ $value }” must name the programme
    [permit_kind] a request for a residence permit must say which kind of permit
    [right_kind] a request for a right must say which right
   *[other] the request must carry the details that its kind requires
}{ other-clause }
RQ-renews = only a request for a residence permit can ask for a renewal, and the permit must be that of an applicant{ other-clause }
RD-final = { $field ->
    [outcome] the decision “{ $value }” cannot follow the decision before it
   *[other] a final decision cannot be followed by such a decision
}{ other-clause }
RD-amount = a financial aid that is accepted must have an amount{ other-clause }

EN-programme-open = { $field ->
    [programme] the programme “{ $value }” is not open on that date
   *[other] the programme is not open on that date
}{ other-clause }
EN-twice = { person } is already enrolled in this programme on that date{ other-clause }
EN-participant = { person } does not take part in this enrolment{ other-clause }
EN-once = { person } has already left this enrolment{ other-clause }
EN-destination = { $field ->
    [destination] the destination “{ $value }” does not go with the home or lease named
   *[other] the destination of the exit does not go with the home or lease named
}{ other-clause }
OC-host = hosting by private citizens must name the person or family who hosts{ other-clause }
OC-dwelling = a sublease must name the dwelling{ other-clause }
OC-participant = { person } does not live in this place{ other-clause }
OC-once = { person } has already left this place{ other-clause }
LE-capable = { person } is under 18 on that date and cannot sign a lease{ other-clause }
LE-intermediary = a sublease or a management mandate must name the intermediary association{ other-clause }
LE-open = { $field ->
    [lease] this lease was transferred, and the transfer ended it
   *[other] this lease is not active on that date
}{ other-clause }
LT-sliding = { $field ->
    [lease] only a sliding sublease can be transferred, this one is of kind “{ $value }”
   *[other] only a sliding sublease can be transferred
}{ other-clause }
LT-once = this lease has already been transferred{ other-clause }
LT-active = this lease is no longer active on that date{ other-clause }

RS-sum = the total of the resources is not the sum of the amounts by source{ other-clause }
CO-hours = { $field ->
    [weekly_hours] the working time must be more than 0 and at most 60 hours a week, this one is { $value }
   *[other] the working time must be more than 0 and at most 60 hours a week
}{ other-clause }
CO-planned-end = a contract of limited duration must have a planned end{ other-clause }
CO-planned-order = the planned end of the contract must follow its beginning{ other-clause }
CO-change = an amendment must change at least the hours, the full time, the kind or the planned end{ other-clause }
CO-open = this job contract has already ended on that date{ other-clause }
CO-before-start = this job contract ends before it begins, without being called “never started”{ other-clause }
AS-scale = { $field ->
    [value] the value “{ $value }” is not on the scale of this assessment
   *[other] the value is not on the scale of this assessment
}{ other-clause }
AS-lease = an assessment of readiness to take over the lease must name that lease{ other-clause }
AT-dates = the activity did not take place on that date{ other-clause }
CS-recipient = a consent to sharing must name the partner who receives{ other-clause }
ER-later = { person } had personal data erased, such data are no longer recorded{ other-clause }

XC-target = the fact to correct is not found in this file
XC-original = a correction targets the original fact, not a correction, a retraction or an erasure{ other-clause }
XC-retracted = the fact to correct is retracted{ other-clause }
XR-target = the fact to retract is not found in this file
XR-original = a correction, a retraction or an erasure cannot be retracted{ other-clause }
XR-retracted = the fact to retract is already retracted{ other-clause }
XR-opening = the opening of the file cannot be retracted while other facts stand in it{ other-clause }

PO-code = { $field ->
    [programme] the code “{ $value }” is not that of the file of this programme
   *[other] the code is not that of the file of this programme
}{ other-clause }
PO-parent = { $field ->
    [parent] the parent programme “{ $value }” does not exist or depends on this one
   *[other] the parent programme does not exist or depends on this one
}{ other-clause }
PS-transition = { $field ->
    [state] the programme cannot take the state “{ $value }” on that date
   *[other] the programme cannot take that state on that date
}{ other-clause }
PS-planned-on = a planned programme must have an expected opening date{ other-clause }
PS-reason = the closing of a programme must have a reason{ other-clause }
PS-closing = the programme cannot close while an enrolment is open in it{ other-clause }
CP-open = a capacity is set for a programme that is planned, open or suspended on that date{ other-clause }
TS-open = terms are set for a programme that is planned, open or suspended on that date{ other-clause }
PT-once = { $field ->
    [partner] the partner “{ $value }” already has that role in the programme on that date
   *[other] the partner already has that role in the programme on that date
}{ other-clause }
PT-open = { $field ->
    [partner] the partner “{ $value }” does not have that role in the programme on that date
   *[other] the partner does not have that role in the programme on that date
}{ other-clause }
AH-open = the programme is not open on the date of the activity{ other-clause }
AH-ends = the activity ends before it begins{ other-clause }
FD-computed = { $field ->
    [known_at] a computed figure must say at which instant its data were known
    [rule] a computed figure must name its rule and the version of it
   *[other] a computed figure must name its rule and the instant at which its data were known
}{ other-clause }
RP-version = { $field ->
    [version] version { $value } of the rule does not follow the one before
    [supersedes] version { $value } is not the last published version of the rule
   *[other] the version of the rule does not follow the one before
}{ other-clause }
RP-immutable = { $field ->
    [version] version { $value } of the rule is already published and no longer changes
   *[other] this version of the rule is already published and no longer changes
}{ other-clause }

# Warnings: the fact is recorded, and the doubt with it.
ML-reference = for a time the household has members and no reference person{ other-clause }
OC-overlap = { person } already lives in another place on that date{ other-clause }
PI-usual-validity = this residence permit is valid longer than usual{ other-clause }
CO-under-16 = the person is under 16 at the beginning of the contract{ other-clause }
CO-cddi-employer = an integration contract (CDDI) is signed with an integration workshop, an integration company or an intermediary association{ other-clause }
EN-eligibility-age = { person } does not have the age that the terms of the programme require{ other-clause }
EN-eligibility-status = { person } does not have a status that the terms of the programme require{ other-clause }
CP-exceeded = the capacity of the programme is exceeded on that date{ other-clause }
