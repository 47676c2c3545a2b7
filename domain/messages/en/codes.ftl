# Labels of the codes, under “EnumName-code”, in the order of the enumerations.

AccommodationKind-street = street
AccommodationKind-squat_camp = squat or camp
AccommodationKind-third_party = staying with friends or family
AccommodationKind-hotel = hotel
AccommodationKind-emergency_centre = emergency shelter
AccommodationKind-safety_shelter = safety shelter
AccommodationKind-emergency_unspecified = emergency accommodation, unspecified
AccommodationKind-cada = reception centre for asylum seekers (CADA)
AccommodationKind-huda = emergency accommodation for asylum seekers (HUDA)
AccommodationKind-caes = reception and assessment centre (CAES)
AccommodationKind-cao = reception and orientation centre (CAO)
AccommodationKind-transit_centre = transit centre
AccommodationKind-cph = temporary accommodation centre for refugees (CPH)
AccommodationKind-stabilisation_centre = stabilisation centre
AccommodationKind-chrs = social rehabilitation centre (CHRS)
AccommodationKind-mother_child_centre = mother and child or family centre
AccommodationKind-health_shelter = accommodation with health care (LHSS, LAM, ACT)
AccommodationKind-rhvs = social hotel residence (RHVS)
AccommodationKind-citizen_hosting = hosting by private citizens
AccommodationKind-gateway_flat = gateway flat
AccommodationKind-relay_flat = relay flat
AccommodationKind-shared_flat = shared flat
AccommodationKind-iml_sublease = sublease without sliding (IML)
AccommodationKind-sliding_sublease = sliding sublease, before it slides
AccommodationKind-transitional_unspecified = transitional housing, unspecified
AccommodationKind-social_residence = social residence
AccommodationKind-fjt = young workers’ residence (FJT)
AccommodationKind-ftm = migrant workers’ hostel (FTM)
AccommodationKind-boarding_house = boarding house (pension de famille)
AccommodationKind-reception_residence = supported residence (résidence accueil)
AccommodationKind-student_residence = student residence
AccommodationKind-social_housing = social housing
AccommodationKind-private_rental = private rental
AccommodationKind-owner_occupied = owned home
AccommodationKind-employer_housing = housing provided by the employer
AccommodationKind-ordinary_unspecified = permanent housing, unspecified
AccommodationKind-hospital = hospital
AccommodationKind-care_home = home for older or disabled people
AccommodationKind-child_protection = child protection
AccommodationKind-prison = prison
AccommodationKind-unknown = unknown

Destination-stays_in_place = stays in place
Destination-left_territory = left the territory
Destination-deceased = deceased
Destination-whereabouts_unknown = whereabouts unknown

LeaseKind-direct_social = direct lease in social housing
LeaseKind-direct_private = direct private lease
LeaseKind-management_mandate = direct lease with a management mandate
LeaseKind-sliding_sublease = sliding sublease
LeaseKind-simple_sublease = sublease without sliding
LeaseKind-residence_contract = residence contract
LeaseKind-occupancy_agreement = occupancy or accommodation agreement
LeaseKind-stay_contract = stay contract
LeaseKind-hosting_agreement = hosting agreement
LeaseKind-ownership = deed of ownership
LeaseKind-unspecified = lease, unspecified

DirectLease-direct_social = direct lease in social housing
DirectLease-direct_private = direct private lease

LeaseEndReason-tenant_notice = notice given by the tenant
LeaseEndReason-landlord_notice = notice given by the landlord
LeaseEndReason-eviction = eviction
LeaseEndReason-term = end of term
LeaseEndReason-relocation = rehousing
LeaseEndReason-household_change = change in the household
LeaseEndReason-death = death
LeaseEndReason-other = other
LeaseEndReason-unknown = unknown

LandlordKind-hlm = social landlord (HLM)
LandlordKind-semi_public = semi-public company
LandlordKind-private_owner = private owner
LandlordKind-association = association
LandlordKind-residence_manager = residence manager
LandlordKind-municipality = municipality
LandlordKind-other = other
LandlordKind-unknown = unknown

Channel-direct = direct application
Channel-association = association
Channel-siao = integrated reception and orientation service (SIAO)
Channel-prefect_quota = prefect’s quota
Channel-action_logement = Action Logement (employers’ housing fund)
Channel-collective_agreement = collective agreement
Channel-dalo = enforceable right to housing (DALO)
Channel-municipal = municipal quota
Channel-national_platform = national rehousing platform
Channel-gip_his = GIP Habitat et interventions sociales
Channel-ofii = French immigration and integration office (OFII)
Channel-private_search = private search
Channel-employer = employer
Channel-other = other
Channel-unknown = unknown

IncidentKind-arrears = rent arrears
IncidentKind-damage = damage
IncidentKind-neighbourhood = neighbourhood nuisance
IncidentKind-other = other

EndReason-goal_reached = goal reached
EndReason-term_reached = term reached
EndReason-transfer = transfer
EndReason-voluntary = left voluntarily
EndReason-withdrawal = withdrawal
EndReason-exclusion = exclusion
EndReason-eviction = eviction
EndReason-closure = closure
EndReason-overcrowding = overcrowding
EndReason-family_change = change in the family
EndReason-moved_away = moved away
EndReason-split = household split
EndReason-merge = household merger
EndReason-death = death
EndReason-no_contact = contact lost
EndReason-other = other
EndReason-unknown = unknown

Sex-f = female
Sex-m = male
Sex-x = other
Sex-unknown = unknown

Role-reference_person = reference person
Role-partner = partner
Role-child = child
Role-relative = other relative
Role-co_resident = co-resident

JoinReason-initial = member from the start
JoinReason-birth = birth
JoinReason-family_reunification = family reunification
JoinReason-union = union
JoinReason-return = return
JoinReason-split = household split
JoinReason-merge = household merger
JoinReason-other = other

LeaveReason-death = death
LeaveReason-separation = separation
LeaveReason-came_of_age = came of age
LeaveReason-left_territory = left the territory
LeaveReason-child_protection = child protection
LeaveReason-overcrowding = overcrowding
LeaveReason-other = other
LeaveReason-unknown = unknown

SplitReason-separation = separation
SplitReason-came_of_age = came of age
SplitReason-overcrowding = overcrowding
SplitReason-other = other

Fate-stays = stays in the household
Fate-moves = moves to the other household
Fate-ends = ends

PairingKind-sponsorship = sponsorship
PairingKind-co_training = training in pairs
PairingKind-mentoring = mentoring
PairingKind-peer_referent = peer referent

ConsentPurpose-partner_sharing = sharing with a partner
ConsentPurpose-testimony = testimony
ConsentPurpose-research_contact = contact for research
ConsentPurpose-image = use of one’s image

CorrectionReason-typing_error = typing error
CorrectionReason-late_information = late information
CorrectionReason-wrong_person = wrong person
CorrectionReason-wrong_household = wrong household
CorrectionReason-duplicate = duplicate
CorrectionReason-reclassification = reclassification
CorrectionReason-source_restated = source restated

ErasureBasis-request = request of the person
ErasureBasis-retention = end of the retention period
ErasureBasis-order = order of an authority
ErasureBasis-error = recorded by mistake

ErasureLevel-identity = identity data
ErasureLevel-all = all personal data

ProgrammeKind-accommodation = accommodation
ProgrammeKind-mediated_letting = mediated letting (IML)
ProgrammeKind-housing_support = housing support
ProgrammeKind-global_support = global support
ProgrammeKind-employment = employment
ProgrammeKind-training = training
ProgrammeKind-youth = youth
ProgrammeKind-grant = grant or financial aid
ProgrammeKind-care = care
ProgrammeKind-culture_sport = culture and sport
ProgrammeKind-sponsorship = sponsorship
ProgrammeKind-citizen_hosting = hosting by private citizens
ProgrammeKind-coordination = coordination
ProgrammeKind-professional_support = support for professionals

ProgrammeLevel-department = department
ProgrammeLevel-pole = pole
ProgrammeLevel-service = service
ProgrammeLevel-unit = unit
ProgrammeLevel-scheme = scheme
ProgrammeLevel-strand = strand

ProgrammeState-planned = planned
ProgrammeState-open = open
ProgrammeState-suspended = suspended
ProgrammeState-closed = closed

ClosingReason-planned = planned end
ClosingReason-end_of_funding = end of funding
ClosingReason-merged = merged
ClosingReason-other = other

CapacityUnit-place = place
CapacityUnit-dwelling = dwelling
CapacityUnit-household = household
CapacityUnit-measure = measure
CapacityUnit-person = person

CapacityBasis-authorised = authorised
CapacityBasis-funded = funded
CapacityBasis-open = open
CapacityBasis-target = target
CapacityBasis-declared = declared

PartnerRole-housing = housing
PartnerRole-landlord = landlord
PartnerRole-employment = employment
PartnerRole-social = social support
PartnerRole-training = training
PartnerRole-funder = funder
PartnerRole-referrer = referrer
PartnerRole-implementer = implementer
PartnerRole-institutional = institution
PartnerRole-other = other

ActivityKind-commission = commission
ActivityKind-follow_up_committee = follow-up committee
ActivityKind-workshop = workshop
ActivityKind-museum_visit = museum visit
ActivityKind-concert = concert
ActivityKind-outing = outing
ActivityKind-sport = sport
ActivityKind-mediation = mediation
ActivityKind-arts_course = arts course
ActivityKind-festival = festival
ActivityKind-holiday_stay = holiday stay
ActivityKind-camp = camp
ActivityKind-language_session = language session
ActivityKind-training_day = training day
ActivityKind-information = information
ActivityKind-consultation = consultation
ActivityKind-other = other

Qualifier-exact = exactly
Qualifier-about = about
Qualifier-more_than = more than
Qualifier-less_than = less than
Qualifier-nearly = nearly

FigureSource-declared = declared
FigureSource-computed = computed

PermitKind-asylum_certificate = asylum application certificate
PermitKind-receipt_first = receipt of a first application
PermitKind-receipt_renewal = receipt of a renewal application
PermitKind-receipt_refugee = receipt “recognised as a refugee”
PermitKind-receipt_subsidiary = receipt “beneficiary of subsidiary protection”
PermitKind-instruction_certificate = certificate of extended processing
PermitKind-resident_refugee = resident card, refugee
PermitKind-temporary_subsidiary = temporary card, subsidiary protection
PermitKind-multiyear_subsidiary = multi-year card, subsidiary protection
PermitKind-temporary_stateless = temporary card, stateless person
PermitKind-multiyear_stateless = multi-year card, stateless person
PermitKind-vpf_temporary = temporary card “private and family life”
PermitKind-vpf_multiyear = multi-year card “private and family life”
PermitKind-employee_temporary = temporary card “employee” or “temporary worker”
PermitKind-employee_multiyear = multi-year card “employee”
PermitKind-resident_other = resident card, EU long-term
PermitKind-resident_permanent = permanent resident card
PermitKind-algerian_1y = Algerian residence certificate, one year
PermitKind-algerian_10y = Algerian residence certificate, ten years
PermitKind-provisional = provisional stay permit (APS)
PermitKind-temporary_protection = provisional stay permit, temporary protection
PermitKind-long_stay_visa = long-stay visa serving as a permit (VLS-TS)
PermitKind-minor_document = travel document for a minor (DCEM)
PermitKind-other = other
PermitKind-unknown = unknown

PermitEndReason-withdrawn = withdrawn
PermitEndReason-renounced = renounced
PermitEndReason-replaced = replaced
PermitEndReason-other = other

LegalStatus-asylum_seeker = asylum seeker
LegalStatus-refugee = refugee
LegalStatus-subsidiary_protection = subsidiary protection
LegalStatus-stateless = stateless
LegalStatus-temporary_protection = temporary protection
LegalStatus-regularised = regularised
LegalStatus-family_member = family member
LegalStatus-other_regular = other regular status
LegalStatus-french = French national
LegalStatus-eu_citizen = EU citizen
LegalStatus-asylum_refused = asylum refused
LegalStatus-irregular = irregular status
LegalStatus-unknown = unknown

Authority-ofpra = French office for refugees and stateless persons (OFPRA)
Authority-cnda = national asylum court (CNDA)
Authority-prefecture = prefecture
Authority-other = other

ArrivalRoute-asylum_in_france = asylum application in France
ArrivalRoute-resettled = resettlement
ArrivalRoute-relocated = relocation
ArrivalRoute-humanitarian_visa = humanitarian visa
ArrivalRoute-family_reunification = family reunification
ArrivalRoute-family_regrouping = family regrouping
ArrivalRoute-regularised = regularisation
ArrivalRoute-temporary_protection = temporary protection
ArrivalRoute-born_in_france = born in France
ArrivalRoute-other = other
ArrivalRoute-unknown = unknown

RightKind-health_cover = health cover (PUMa)
RightKind-complementary_health = complementary health cover (CSS)
RightKind-state_medical_aid = state medical aid (AME)
RightKind-rsa = minimum income (RSA)
RightKind-activity_bonus = in-work benefit (prime d’activité)
RightKind-family_benefits = family benefits
RightKind-housing_benefit = housing benefit (APL, AL)
RightKind-asylum_allowance = asylum seeker’s allowance (ADA)
RightKind-disability_allowance = disability allowance (AAH)
RightKind-old_age_allowance = old-age allowance (ASPA)
RightKind-unemployment_benefit = unemployment benefit
RightKind-youth_allowance = youth allowance (Garantie Jeunes, Pacea, CEJ)
RightKind-jobseeker_registration = registration as a jobseeker
RightKind-social_housing_request = social housing application (NUR)
RightKind-dalo = enforceable right to housing (DALO)
RightKind-daho = enforceable right to accommodation (DAHO)
RightKind-collective_agreement = collective agreement
RightKind-fsl = housing solidarity fund (FSL)
RightKind-rent_guarantee = rent guarantee (Visale, Loca-Pass)
RightKind-bank_account = bank account
RightKind-school_enrolment = school enrolment
RightKind-childcare = childcare
RightKind-disability_recognition = recognition of a disability (MDPH)
RightKind-civil_status_documents = civil status documents
RightKind-family_reunification_granted = family reunification granted
RightKind-cir_signed = integration contract signed (CIR)
RightKind-domiciliation = administrative address
RightKind-driving_licence_exchange = exchange of a driving licence
RightKind-other = other
RightKind-unknown = unknown

RightCloseReason-expired = expired
RightCloseReason-lost = lost
RightCloseReason-replaced = replaced
RightCloseReason-renounced = renounced
RightCloseReason-other = other

RequestKind-programme_place = place in a programme
RequestKind-financial_aid = financial aid
RequestKind-consultation = consultation
RequestKind-permit = residence permit
RequestKind-housing = housing
RequestKind-right = right
RequestKind-family_reunification = family reunification
RequestKind-volunteering = volunteering

RequestOutcome-accepted = accepted
RequestOutcome-refused = refused
RequestOutcome-waitlisted = put on the waiting list
RequestOutcome-adjourned = adjourned
RequestOutcome-withdrawn = withdrawn
RequestOutcome-not_carried_out = not carried out

RequestObject-study = studies
RequestObject-training = training
RequestObject-employment = employment
RequestObject-housing = housing
RequestObject-mobility = mobility
RequestObject-other = other

ContractKind-cdi = permanent contract (CDI)
ContractKind-cdi_interim = permanent agency contract
ContractKind-cdi_inclusion = permanent inclusion contract
ContractKind-civil_service = civil service post
ContractKind-self_employed = self-employment
ContractKind-cdd = fixed-term contract (CDD)
ContractKind-seasonal = seasonal contract
ContractKind-interim = agency assignment
ContractKind-cddi = integration contract (CDDI)
ContractKind-cddu = casual contract (CDDU)
ContractKind-subsidised = subsidised contract
ContractKind-apprenticeship = apprenticeship
ContractKind-professionalisation = work-study contract
ContractKind-service_civique = civic service
ContractKind-unspecified = contract, unspecified

EmployerKind-ordinary_private = private company
EmployerKind-public = public employer
EmployerKind-association = association
EmployerKind-private_household = private household
EmployerKind-aci = integration workshop (ACI)
EmployerKind-ei = integration company (EI)
EmployerKind-ai = intermediary association (AI)
EmployerKind-etti = integration temporary agency (ETTI)
EmployerKind-geiq = employers’ group for integration (GEIQ)
EmployerKind-adapted_company = company adapted to disability
EmployerKind-self = oneself
EmployerKind-unknown = unknown

ContractEndReason-term = end of term
ContractEndReason-trial_period = end of the trial period
ContractEndReason-resignation = resignation
ContractEndReason-dismissal = dismissal
ContractEndReason-mutual = mutual agreement
ContractEndReason-converted = converted into another contract
ContractEndReason-transfer = transfer
ContractEndReason-death = death
ContractEndReason-never_started = never started
ContractEndReason-other = other
ContractEndReason-unknown = unknown

TrainingKind-language = language training
TrainingKind-literacy = literacy
TrainingKind-civic = civic training
TrainingKind-remedial = remedial training
TrainingKind-professionalising = vocational preparation
TrainingKind-adaptation = adaptation training
TrainingKind-pre_qualifying = pre-qualifying training
TrainingKind-qualifying = qualifying training
TrainingKind-driving_code = highway code
TrainingKind-driving_licence = driving licence
TrainingKind-digital = digital skills
TrainingKind-job_search = job search
TrainingKind-immersion = work immersion
TrainingKind-internship = internship
TrainingKind-higher_education = higher education
TrainingKind-schooling = schooling
TrainingKind-unspecified = training, unspecified

TrainingOutcome-completed = completed
TrainingOutcome-certified = certified
TrainingOutcome-dropped_out = dropped out
TrainingOutcome-excluded = excluded
TrainingOutcome-interrupted = interrupted
TrainingOutcome-moved_on = moved on
TrainingOutcome-unknown = unknown

AssessmentKind-language_level = language level
AssessmentKind-driving_prerequisites = driving prerequisites
AssessmentKind-lease_readiness = readiness to take over the lease
AssessmentKind-job_readiness = readiness for work
AssessmentKind-autonomy = autonomy
AssessmentKind-satisfaction = satisfaction

Certificate-dilf = initial diploma in French (DILF)
Certificate-delf = diploma in French studies (DELF)
Certificate-tcf = French knowledge test (TCF)
Certificate-tcf_anf = TCF for French nationality
Certificate-dcl = diploma of language competence (DCL)
Certificate-driving_code = highway code
Certificate-driving_licence = driving licence
Certificate-bafa = youth leader certificate (BAFA)
Certificate-diploma = diploma
Certificate-other = other

IncomeSource-wage = wage
IncomeSource-self_employment = self-employment
IncomeSource-rsa = minimum income (RSA)
IncomeSource-activity_bonus = in-work benefit (prime d’activité)
IncomeSource-family_benefits = family benefits
IncomeSource-housing_benefit = housing benefit
IncomeSource-unemployment = unemployment benefit
IncomeSource-youth_allowance = youth allowance
IncomeSource-asylum_allowance = asylum seeker’s allowance (ADA)
IncomeSource-disability = disability allowance
IncomeSource-pension = pension
IncomeSource-training_pay = training pay
IncomeSource-civic_service_pay = civic service pay
IncomeSource-maintenance = maintenance payments
IncomeSource-none = no income
IncomeSource-other = other

Sector-security = security
Sector-catering = catering
Sector-cleaning = cleaning
Sector-reception = reception
Sector-secretariat = secretarial work
Sector-hospitality = hospitality
Sector-hairdressing = hairdressing
Sector-waste_collection = waste collection
Sector-construction = construction
Sector-logistics = logistics
Sector-care = care
Sector-retail = retail
Sector-agriculture = agriculture
Sector-culture = culture
Sector-other = other
Sector-unknown = unknown
