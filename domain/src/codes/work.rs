//! Contracts, trainings, assessments, incomes.

use super::codes;

codes! {
    /// The kind of a job contract. Source: catalogue, E04.
    pub enum ContractKind {
        Cdi = "cdi",
        CdiInterim = "cdi_interim",
        CdiInclusion = "cdi_inclusion",
        CivilService = "civil_service",
        SelfEmployed = "self_employed",
        Cdd = "cdd",
        Seasonal = "seasonal",
        Interim = "interim",
        Cddi = "cddi",
        Cddu = "cddu",
        Subsidised = "subsidised",
        Apprenticeship = "apprenticeship",
        Professionalisation = "professionalisation",
        ServiceCivique = "service_civique",
        Unspecified = "unspecified",
    }

    /// The kind of an employer. Source: catalogue, E05.
    pub enum EmployerKind {
        OrdinaryPrivate = "ordinary_private",
        Public = "public",
        Association = "association",
        PrivateHousehold = "private_household",
        Aci = "aci",
        Ei = "ei",
        Ai = "ai",
        Etti = "etti",
        Geiq = "geiq",
        AdaptedCompany = "adapted_company",
        Oneself = "self",
        Unknown = "unknown",
    }

    /// Why a contract ended. Source: catalogue, E06.
    pub enum ContractEndReason {
        Term = "term",
        TrialPeriod = "trial_period",
        Resignation = "resignation",
        Dismissal = "dismissal",
        Mutual = "mutual",
        Converted = "converted",
        Transfer = "transfer",
        Death = "death",
        NeverStarted = "never_started",
        Other = "other",
        Unknown = "unknown",
    }

    /// The kind of a training. Source: catalogue, E07.
    pub enum TrainingKind {
        Language = "language",
        Literacy = "literacy",
        Civic = "civic",
        Remedial = "remedial",
        Professionalising = "professionalising",
        Adaptation = "adaptation",
        PreQualifying = "pre_qualifying",
        Qualifying = "qualifying",
        DrivingCode = "driving_code",
        DrivingLicence = "driving_licence",
        Digital = "digital",
        JobSearch = "job_search",
        Immersion = "immersion",
        Internship = "internship",
        HigherEducation = "higher_education",
        Schooling = "schooling",
        Unspecified = "unspecified",
    }

    /// How a training ended. Source: catalogue, E08.
    pub enum TrainingOutcome {
        Completed = "completed",
        Certified = "certified",
        DroppedOut = "dropped_out",
        Excluded = "excluded",
        Interrupted = "interrupted",
        MovedOn = "moved_on",
        Unknown = "unknown",
    }

    /// What was assessed. Source: catalogue, E20.
    pub enum AssessmentKind {
        LanguageLevel = "language_level",
        DrivingPrerequisites = "driving_prerequisites",
        LeaseReadiness = "lease_readiness",
        JobReadiness = "job_readiness",
        Autonomy = "autonomy",
        Satisfaction = "satisfaction",
    }

    /// A certificate obtained. Source: catalogue, E21.
    pub enum Certificate {
        Dilf = "dilf",
        Delf = "delf",
        Tcf = "tcf",
        TcfAnf = "tcf_anf",
        Dcl = "dcl",
        DrivingCode = "driving_code",
        DrivingLicence = "driving_licence",
        Bafa = "bafa",
        Diploma = "diploma",
        Other = "other",
    }

    /// Where money comes from. Source: catalogue, E31.
    pub enum IncomeSource {
        Wage = "wage",
        SelfEmployment = "self_employment",
        Rsa = "rsa",
        ActivityBonus = "activity_bonus",
        FamilyBenefits = "family_benefits",
        HousingBenefit = "housing_benefit",
        Unemployment = "unemployment",
        YouthAllowance = "youth_allowance",
        AsylumAllowance = "asylum_allowance",
        Disability = "disability",
        Pension = "pension",
        TrainingPay = "training_pay",
        CivicServicePay = "civic_service_pay",
        Maintenance = "maintenance",
        None = "none",
        Other = "other",
    }

    /// The sector of a job or a training. Source: catalogue, E32.
    pub enum Sector {
        Security = "security",
        Catering = "catering",
        Cleaning = "cleaning",
        Reception = "reception",
        Secretariat = "secretariat",
        Hospitality = "hospitality",
        Hairdressing = "hairdressing",
        WasteCollection = "waste_collection",
        Construction = "construction",
        Logistics = "logistics",
        Care = "care",
        Retail = "retail",
        Agriculture = "agriculture",
        Culture = "culture",
        Other = "other",
        Unknown = "unknown",
    }
}
