# Libellés des codes, sous « NomDeLÉnumération-code », dans l’ordre des énumérations.

AccommodationKind-street = sans abri
AccommodationKind-squat_camp = squat ou campement
AccommodationKind-third_party = hébergement chez un tiers ou dans la famille
AccommodationKind-hotel = hôtel
AccommodationKind-emergency_centre = centre d’hébergement d’urgence
AccommodationKind-safety_shelter = mise en sécurité
AccommodationKind-emergency_unspecified = hébergement d’urgence non précisé
AccommodationKind-cada = centre d’accueil pour demandeurs d’asile (CADA)
AccommodationKind-huda = hébergement d’urgence pour demandeurs d’asile (HUDA)
AccommodationKind-caes = centre d’accueil et d’examen des situations (CAES)
AccommodationKind-cao = centre d’accueil et d’orientation (CAO)
AccommodationKind-transit_centre = centre de transit
AccommodationKind-cph = centre provisoire d’hébergement (CPH)
AccommodationKind-stabilisation_centre = centre de stabilisation
AccommodationKind-chrs = centre d’hébergement et de réinsertion sociale (CHRS)
AccommodationKind-mother_child_centre = centre maternel ou parental
AccommodationKind-health_shelter = hébergement avec soins (LHSS, LAM, ACT)
AccommodationKind-rhvs = résidence hôtelière à vocation sociale (RHVS)
AccommodationKind-citizen_hosting = hébergement citoyen
AccommodationKind-gateway_flat = appartement passerelle
AccommodationKind-relay_flat = logement relais
AccommodationKind-shared_flat = appartement partagé
AccommodationKind-iml_sublease = sous-location sans glissement (IML)
AccommodationKind-sliding_sublease = bail glissant, avant le glissement
AccommodationKind-transitional_unspecified = logement transitoire non précisé
AccommodationKind-social_residence = résidence sociale
AccommodationKind-fjt = foyer de jeunes travailleurs (FJT)
AccommodationKind-ftm = foyer de travailleurs migrants (FTM)
AccommodationKind-boarding_house = pension de famille ou maison relais
AccommodationKind-reception_residence = résidence accueil
AccommodationKind-student_residence = résidence étudiante
AccommodationKind-social_housing = logement social
AccommodationKind-private_rental = location dans le parc privé
AccommodationKind-owner_occupied = propriété
AccommodationKind-employer_housing = logement de fonction
AccommodationKind-ordinary_unspecified = logement pérenne non précisé
AccommodationKind-hospital = hôpital
AccommodationKind-care_home = établissement pour personnes âgées ou handicapées
AccommodationKind-child_protection = aide sociale à l’enfance
AccommodationKind-prison = détention
AccommodationKind-unknown = inconnu

Destination-stays_in_place = maintien dans les lieux
Destination-left_territory = départ du territoire
Destination-deceased = décès
Destination-whereabouts_unknown = perdu de vue

LeaseKind-direct_social = bail direct dans le parc public
LeaseKind-direct_private = bail direct dans le parc privé
LeaseKind-management_mandate = bail direct avec mandat de gestion
LeaseKind-sliding_sublease = sous-location avec glissement
LeaseKind-simple_sublease = sous-location sans glissement
LeaseKind-residence_contract = contrat de résidence
LeaseKind-occupancy_agreement = convention d’occupation ou d’hébergement
LeaseKind-stay_contract = contrat de séjour
LeaseKind-hosting_agreement = convention de cohabitation
LeaseKind-ownership = acte de propriété
LeaseKind-unspecified = bail non précisé

DirectLease-direct_social = bail direct dans le parc public
DirectLease-direct_private = bail direct dans le parc privé

LeaseEndReason-tenant_notice = congé donné par le locataire
LeaseEndReason-landlord_notice = congé donné par le bailleur
LeaseEndReason-eviction = expulsion
LeaseEndReason-term = arrivée à terme
LeaseEndReason-relocation = relogement
LeaseEndReason-household_change = changement dans le ménage
LeaseEndReason-death = décès
LeaseEndReason-other = autre
LeaseEndReason-unknown = inconnu

LandlordKind-hlm = organisme HLM
LandlordKind-semi_public = société d’économie mixte
LandlordKind-private_owner = propriétaire privé
LandlordKind-association = association
LandlordKind-residence_manager = gestionnaire de résidence
LandlordKind-municipality = commune
LandlordKind-other = autre
LandlordKind-unknown = inconnu

Channel-direct = demande directe
Channel-association = association
Channel-siao = service intégré de l’accueil et de l’orientation (SIAO)
Channel-prefect_quota = contingent préfectoral
Channel-action_logement = Action Logement (1 % logement)
Channel-collective_agreement = accord collectif
Channel-dalo = droit au logement opposable (DALO)
Channel-municipal = contingent communal
Channel-national_platform = plateforme nationale de relogement
Channel-gip_his = GIP Habitat et interventions sociales
Channel-ofii = Office français de l’immigration et de l’intégration (OFII)
Channel-private_search = recherche dans le parc privé
Channel-employer = employeur
Channel-other = autre
Channel-unknown = inconnu

IncidentKind-arrears = impayé
IncidentKind-damage = dégradation
IncidentKind-neighbourhood = trouble de voisinage
IncidentKind-other = autre

EndReason-goal_reached = objectif atteint
EndReason-term_reached = terme atteint
EndReason-transfer = transfert
EndReason-voluntary = départ volontaire
EndReason-withdrawal = désistement
EndReason-exclusion = exclusion
EndReason-eviction = expulsion
EndReason-closure = fermeture
EndReason-overcrowding = sur-occupation
EndReason-family_change = changement familial
EndReason-moved_away = déménagement
EndReason-split = scission du ménage
EndReason-merge = fusion de ménages
EndReason-death = décès
EndReason-no_contact = perte de contact
EndReason-other = autre
EndReason-unknown = inconnu

Sex-f = féminin
Sex-m = masculin
Sex-x = autre
Sex-unknown = inconnu

Role-reference_person = personne de référence
Role-partner = conjoint ou partenaire
Role-child = enfant
Role-relative = autre parent
Role-co_resident = cohabitant

JoinReason-initial = membre dès l’origine
JoinReason-birth = naissance
JoinReason-family_reunification = réunification familiale
JoinReason-union = mise en couple
JoinReason-return = retour
JoinReason-split = scission du ménage
JoinReason-merge = fusion de ménages
JoinReason-other = autre

LeaveReason-death = décès
LeaveReason-separation = séparation
LeaveReason-came_of_age = passage à la majorité
LeaveReason-left_territory = départ du territoire
LeaveReason-child_protection = aide sociale à l’enfance
LeaveReason-overcrowding = sur-occupation
LeaveReason-other = autre
LeaveReason-unknown = inconnu

SplitReason-separation = séparation
SplitReason-came_of_age = passage à la majorité
SplitReason-overcrowding = sur-occupation
SplitReason-other = autre

Fate-stays = reste dans le ménage
Fate-moves = passe dans l’autre ménage
Fate-ends = prend fin

PairingKind-sponsorship = parrainage
PairingKind-co_training = formation en binôme
PairingKind-mentoring = mentorat
PairingKind-peer_referent = pair référent

ConsentPurpose-partner_sharing = partage avec un partenaire
ConsentPurpose-testimony = témoignage
ConsentPurpose-research_contact = contact pour une recherche
ConsentPurpose-image = usage de l’image

CorrectionReason-typing_error = erreur de saisie
CorrectionReason-late_information = information tardive
CorrectionReason-wrong_person = mauvaise personne
CorrectionReason-wrong_household = mauvais ménage
CorrectionReason-duplicate = doublon
CorrectionReason-reclassification = reclassement
CorrectionReason-source_restated = source rectifiée

ErasureBasis-request = demande de la personne
ErasureBasis-retention = fin de la durée de conservation
ErasureBasis-order = décision d’une autorité
ErasureBasis-error = enregistrement par erreur

ErasureLevel-identity = données d’identité
ErasureLevel-all = toutes les données personnelles

ProgrammeKind-accommodation = hébergement ou logement
ProgrammeKind-mediated_letting = intermédiation locative (IML)
ProgrammeKind-housing_support = accompagnement vers et dans le logement
ProgrammeKind-global_support = accompagnement global
ProgrammeKind-employment = emploi
ProgrammeKind-training = formation
ProgrammeKind-youth = jeunesse
ProgrammeKind-grant = bourse ou aide financière
ProgrammeKind-care = soins
ProgrammeKind-culture_sport = culture et sport
ProgrammeKind-sponsorship = parrainage
ProgrammeKind-citizen_hosting = hébergement citoyen
ProgrammeKind-coordination = coordination
ProgrammeKind-professional_support = appui aux professionnels

ProgrammeLevel-department = département
ProgrammeLevel-pole = pôle
ProgrammeLevel-service = service
ProgrammeLevel-unit = unité
ProgrammeLevel-scheme = dispositif
ProgrammeLevel-strand = volet

ProgrammeState-planned = en projet
ProgrammeState-open = ouvert
ProgrammeState-suspended = suspendu
ProgrammeState-closed = fermé

ClosingReason-planned = fin prévue
ClosingReason-end_of_funding = fin du financement
ClosingReason-merged = regroupement
ClosingReason-other = autre

CapacityUnit-place = place
CapacityUnit-dwelling = logement
CapacityUnit-household = ménage
CapacityUnit-measure = mesure
CapacityUnit-person = personne

CapacityBasis-authorised = autorisée
CapacityBasis-funded = financée
CapacityBasis-open = ouverte
CapacityBasis-target = visée
CapacityBasis-declared = déclarée

PartnerRole-housing = hébergement et logement
PartnerRole-landlord = bailleur
PartnerRole-employment = emploi
PartnerRole-social = accompagnement social
PartnerRole-training = formation
PartnerRole-funder = financeur
PartnerRole-referrer = orienteur
PartnerRole-implementer = opérateur délégué
PartnerRole-institutional = institution
PartnerRole-other = autre

ActivityKind-commission = commission
ActivityKind-follow_up_committee = comité de suivi
ActivityKind-workshop = atelier
ActivityKind-museum_visit = visite de musée
ActivityKind-concert = concert
ActivityKind-outing = sortie
ActivityKind-sport = sport
ActivityKind-mediation = médiation
ActivityKind-arts_course = stage artistique
ActivityKind-festival = festival
ActivityKind-holiday_stay = séjour de vacances
ActivityKind-camp = camp
ActivityKind-language_session = séance de langue
ActivityKind-training_day = journée de formation
ActivityKind-information = information
ActivityKind-consultation = consultation
ActivityKind-other = autre

Qualifier-exact = exactement
Qualifier-about = environ
Qualifier-more_than = plus de
Qualifier-less_than = moins de
Qualifier-nearly = près de

FigureSource-declared = déclaré
FigureSource-computed = calculé

PermitKind-asylum_certificate = attestation de demande d’asile
PermitKind-receipt_first = récépissé de première demande
PermitKind-receipt_renewal = récépissé de renouvellement
PermitKind-receipt_refugee = récépissé « reconnu réfugié »
PermitKind-receipt_subsidiary = récépissé « bénéficiaire de la protection subsidiaire »
PermitKind-instruction_certificate = attestation de prolongation d’instruction
PermitKind-resident_refugee = carte de résident, réfugié
PermitKind-temporary_subsidiary = carte temporaire, protection subsidiaire
PermitKind-multiyear_subsidiary = carte pluriannuelle, protection subsidiaire
PermitKind-temporary_stateless = carte temporaire, apatride
PermitKind-multiyear_stateless = carte pluriannuelle, apatride
PermitKind-vpf_temporary = carte temporaire « vie privée et familiale »
PermitKind-vpf_multiyear = carte pluriannuelle « vie privée et familiale »
PermitKind-employee_temporary = carte « salarié » ou « travailleur temporaire »
PermitKind-employee_multiyear = carte pluriannuelle « salarié »
PermitKind-resident_other = carte de résident, longue durée-UE
PermitKind-resident_permanent = carte de résident permanent
PermitKind-algerian_1y = certificat de résidence algérien d’un an
PermitKind-algerian_10y = certificat de résidence algérien de dix ans
PermitKind-provisional = autorisation provisoire de séjour (APS)
PermitKind-temporary_protection = autorisation provisoire, protection temporaire
PermitKind-long_stay_visa = visa de long séjour valant titre (VLS-TS)
PermitKind-minor_document = document de circulation pour mineur (DCEM)
PermitKind-other = autre
PermitKind-unknown = inconnu

PermitEndReason-withdrawn = retiré
PermitEndReason-renounced = renoncement
PermitEndReason-replaced = remplacé
PermitEndReason-other = autre

LegalStatus-asylum_seeker = demandeur d’asile
LegalStatus-refugee = réfugié
LegalStatus-subsidiary_protection = protection subsidiaire
LegalStatus-stateless = apatride
LegalStatus-temporary_protection = protection temporaire
LegalStatus-regularised = régularisé
LegalStatus-family_member = membre de famille
LegalStatus-other_regular = autre situation régulière
LegalStatus-french = nationalité française
LegalStatus-eu_citizen = citoyen de l’Union européenne
LegalStatus-asylum_refused = débouté de l’asile
LegalStatus-irregular = situation irrégulière
LegalStatus-unknown = inconnu

Authority-ofpra = Office français de protection des réfugiés et apatrides (OFPRA)
Authority-cnda = Cour nationale du droit d’asile (CNDA)
Authority-prefecture = préfecture
Authority-other = autre

ArrivalRoute-asylum_in_france = demande d’asile en France
ArrivalRoute-resettled = réinstallation
ArrivalRoute-relocated = relocalisation
ArrivalRoute-humanitarian_visa = visa humanitaire
ArrivalRoute-family_reunification = réunification familiale
ArrivalRoute-family_regrouping = regroupement familial
ArrivalRoute-regularised = régularisation
ArrivalRoute-temporary_protection = protection temporaire
ArrivalRoute-born_in_france = naissance en France
ArrivalRoute-other = autre
ArrivalRoute-unknown = inconnu

RightKind-health_cover = protection universelle maladie (PUMa)
RightKind-complementary_health = complémentaire santé solidaire (CSS)
RightKind-state_medical_aid = aide médicale de l’État (AME)
RightKind-rsa = revenu de solidarité active (RSA)
RightKind-activity_bonus = prime d’activité
RightKind-family_benefits = prestations familiales
RightKind-housing_benefit = aide au logement (APL, AL)
RightKind-asylum_allowance = allocation pour demandeur d’asile (ADA)
RightKind-disability_allowance = allocation aux adultes handicapés (AAH)
RightKind-old_age_allowance = allocation de solidarité aux personnes âgées (ASPA)
RightKind-unemployment_benefit = allocation de chômage
RightKind-youth_allowance = allocation jeunes (Garantie Jeunes, Pacea, CEJ)
RightKind-jobseeker_registration = inscription comme demandeur d’emploi
RightKind-social_housing_request = demande de logement social (NUR)
RightKind-dalo = droit au logement opposable (DALO)
RightKind-daho = droit à l’hébergement opposable (DAHO)
RightKind-collective_agreement = accord collectif
RightKind-fsl = fonds de solidarité pour le logement (FSL)
RightKind-rent_guarantee = garantie de loyer (Visale, Loca-Pass)
RightKind-bank_account = compte bancaire
RightKind-school_enrolment = inscription scolaire
RightKind-childcare = garde d’enfant
RightKind-disability_recognition = reconnaissance du handicap (MDPH)
RightKind-civil_status_documents = documents d’état civil
RightKind-family_reunification_granted = réunification familiale accordée
RightKind-cir_signed = contrat d’intégration républicaine signé (CIR)
RightKind-domiciliation = domiciliation
RightKind-driving_licence_exchange = échange du permis de conduire
RightKind-other = autre
RightKind-unknown = inconnu

RightCloseReason-expired = expiré
RightCloseReason-lost = perdu
RightCloseReason-replaced = remplacé
RightCloseReason-renounced = renoncement
RightCloseReason-other = autre

RequestKind-programme_place = place dans un dispositif
RequestKind-financial_aid = aide financière
RequestKind-consultation = consultation
RequestKind-permit = titre de séjour
RequestKind-housing = logement
RequestKind-right = droit
RequestKind-family_reunification = réunification familiale
RequestKind-volunteering = bénévolat

RequestOutcome-accepted = acceptée
RequestOutcome-refused = refusée
RequestOutcome-waitlisted = mise en liste d’attente
RequestOutcome-adjourned = ajournée
RequestOutcome-withdrawn = retirée
RequestOutcome-not_carried_out = non réalisée

RequestObject-study = études
RequestObject-training = formation
RequestObject-employment = emploi
RequestObject-housing = logement
RequestObject-mobility = mobilité
RequestObject-other = autre

ContractKind-cdi = contrat à durée indéterminée (CDI)
ContractKind-cdi_interim = CDI intérimaire
ContractKind-cdi_inclusion = CDI inclusion
ContractKind-civil_service = emploi dans la fonction publique
ContractKind-self_employed = activité indépendante
ContractKind-cdd = contrat à durée déterminée (CDD)
ContractKind-seasonal = contrat saisonnier
ContractKind-interim = mission d’intérim
ContractKind-cddi = CDD d’insertion (CDDI)
ContractKind-cddu = CDD d’usage (CDDU)
ContractKind-subsidised = contrat aidé
ContractKind-apprenticeship = contrat d’apprentissage
ContractKind-professionalisation = contrat de professionnalisation
ContractKind-service_civique = service civique
ContractKind-unspecified = contrat non précisé

EmployerKind-ordinary_private = entreprise privée
EmployerKind-public = employeur public
EmployerKind-association = association
EmployerKind-private_household = particulier employeur
EmployerKind-aci = atelier et chantier d’insertion (ACI)
EmployerKind-ei = entreprise d’insertion (EI)
EmployerKind-ai = association intermédiaire (AI)
EmployerKind-etti = entreprise de travail temporaire d’insertion (ETTI)
EmployerKind-geiq = groupement d’employeurs pour l’insertion et la qualification (GEIQ)
EmployerKind-adapted_company = entreprise adaptée
EmployerKind-self = soi-même
EmployerKind-unknown = inconnu

ContractEndReason-term = arrivée à terme
ContractEndReason-trial_period = fin de la période d’essai
ContractEndReason-resignation = démission
ContractEndReason-dismissal = licenciement
ContractEndReason-mutual = rupture d’un commun accord
ContractEndReason-converted = transformation du contrat
ContractEndReason-transfer = transfert
ContractEndReason-death = décès
ContractEndReason-never_started = jamais commencé
ContractEndReason-other = autre
ContractEndReason-unknown = inconnu

TrainingKind-language = formation linguistique
TrainingKind-literacy = alphabétisation
TrainingKind-civic = formation civique
TrainingKind-remedial = remise à niveau
TrainingKind-professionalising = formation professionnalisante
TrainingKind-adaptation = formation d’adaptation
TrainingKind-pre_qualifying = formation pré-qualifiante
TrainingKind-qualifying = formation qualifiante
TrainingKind-driving_code = code de la route
TrainingKind-driving_licence = permis de conduire
TrainingKind-digital = compétences numériques
TrainingKind-job_search = recherche d’emploi
TrainingKind-immersion = immersion professionnelle
TrainingKind-internship = stage
TrainingKind-higher_education = études supérieures
TrainingKind-schooling = scolarité
TrainingKind-unspecified = formation non précisée

TrainingOutcome-completed = achevée
TrainingOutcome-certified = certifiée
TrainingOutcome-dropped_out = abandonnée
TrainingOutcome-excluded = exclusion
TrainingOutcome-interrupted = interrompue
TrainingOutcome-moved_on = poursuivie ailleurs
TrainingOutcome-unknown = inconnu

AssessmentKind-language_level = niveau de langue
AssessmentKind-driving_prerequisites = prérequis de la conduite
AssessmentKind-lease_readiness = capacité à reprendre le bail
AssessmentKind-job_readiness = capacité à occuper un emploi
AssessmentKind-autonomy = autonomie
AssessmentKind-satisfaction = satisfaction

Certificate-dilf = diplôme initial de langue française (DILF)
Certificate-delf = diplôme d’études en langue française (DELF)
Certificate-tcf = test de connaissance du français (TCF)
Certificate-tcf_anf = TCF pour la nationalité française
Certificate-dcl = diplôme de compétence en langue (DCL)
Certificate-driving_code = code de la route
Certificate-driving_licence = permis de conduire
Certificate-bafa = brevet d’aptitude aux fonctions d’animateur (BAFA)
Certificate-diploma = diplôme
Certificate-other = autre

IncomeSource-wage = salaire
IncomeSource-self_employment = activité indépendante
IncomeSource-rsa = revenu de solidarité active (RSA)
IncomeSource-activity_bonus = prime d’activité
IncomeSource-family_benefits = prestations familiales
IncomeSource-housing_benefit = aide au logement
IncomeSource-unemployment = allocation de chômage
IncomeSource-youth_allowance = allocation jeunes
IncomeSource-asylum_allowance = allocation pour demandeur d’asile (ADA)
IncomeSource-disability = allocation de handicap
IncomeSource-pension = retraite ou pension
IncomeSource-training_pay = rémunération de formation
IncomeSource-civic_service_pay = indemnité de service civique
IncomeSource-maintenance = pension alimentaire
IncomeSource-none = aucune ressource
IncomeSource-other = autre

Sector-security = sécurité
Sector-catering = restauration
Sector-cleaning = entretien
Sector-reception = accueil
Sector-secretariat = secrétariat
Sector-hospitality = hôtellerie
Sector-hairdressing = coiffure
Sector-waste_collection = collecte des déchets
Sector-construction = bâtiment
Sector-logistics = logistique
Sector-care = soin et aide à la personne
Sector-retail = commerce
Sector-agriculture = agriculture
Sector-culture = culture
Sector-other = autre
Sector-unknown = inconnu
