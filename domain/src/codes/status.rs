//! Legal status, permits, rights, requests.

use super::codes;

codes! {
    /// The kind of a residence permit. Source: catalogue, E09.
    pub enum PermitKind {
        AsylumCertificate = "asylum_certificate",
        ReceiptFirst = "receipt_first",
        ReceiptRenewal = "receipt_renewal",
        ReceiptRefugee = "receipt_refugee",
        ReceiptSubsidiary = "receipt_subsidiary",
        InstructionCertificate = "instruction_certificate",
        ResidentRefugee = "resident_refugee",
        TemporarySubsidiary = "temporary_subsidiary",
        MultiyearSubsidiary = "multiyear_subsidiary",
        TemporaryStateless = "temporary_stateless",
        MultiyearStateless = "multiyear_stateless",
        VpfTemporary = "vpf_temporary",
        VpfMultiyear = "vpf_multiyear",
        EmployeeTemporary = "employee_temporary",
        EmployeeMultiyear = "employee_multiyear",
        ResidentOther = "resident_other",
        ResidentPermanent = "resident_permanent",
        Algerian1y = "algerian_1y",
        Algerian10y = "algerian_10y",
        Provisional = "provisional",
        TemporaryProtection = "temporary_protection",
        LongStayVisa = "long_stay_visa",
        MinorDocument = "minor_document",
        Other = "other",
        Unknown = "unknown",
    }

    /// Why a permit ended before its term. Source: catalogue, PE.
    pub enum PermitEndReason {
        Withdrawn = "withdrawn",
        Renounced = "renounced",
        Replaced = "replaced",
        Other = "other",
    }

    /// The status that the State recognises. Source: catalogue, E10.
    pub enum LegalStatus {
        AsylumSeeker = "asylum_seeker",
        Refugee = "refugee",
        SubsidiaryProtection = "subsidiary_protection",
        Stateless = "stateless",
        TemporaryProtection = "temporary_protection",
        Regularised = "regularised",
        FamilyMember = "family_member",
        OtherRegular = "other_regular",
        French = "french",
        EuCitizen = "eu_citizen",
        AsylumRefused = "asylum_refused",
        Irregular = "irregular",
        Unknown = "unknown",
    }

    /// Who recognised a status. Source: catalogue, ST.
    pub enum Authority {
        Ofpra = "ofpra",
        Cnda = "cnda",
        Prefecture = "prefecture",
        Other = "other",
    }

    /// How somebody came. Source: catalogue, E11.
    pub enum ArrivalRoute {
        AsylumInFrance = "asylum_in_france",
        Resettled = "resettled",
        Relocated = "relocated",
        HumanitarianVisa = "humanitarian_visa",
        FamilyReunification = "family_reunification",
        FamilyRegrouping = "family_regrouping",
        Regularised = "regularised",
        TemporaryProtection = "temporary_protection",
        BornInFrance = "born_in_france",
        Other = "other",
        Unknown = "unknown",
    }

    /// A right opened. Source: catalogue, E12.
    pub enum RightKind {
        HealthCover = "health_cover",
        ComplementaryHealth = "complementary_health",
        StateMedicalAid = "state_medical_aid",
        Rsa = "rsa",
        ActivityBonus = "activity_bonus",
        FamilyBenefits = "family_benefits",
        HousingBenefit = "housing_benefit",
        AsylumAllowance = "asylum_allowance",
        DisabilityAllowance = "disability_allowance",
        OldAgeAllowance = "old_age_allowance",
        UnemploymentBenefit = "unemployment_benefit",
        YouthAllowance = "youth_allowance",
        JobseekerRegistration = "jobseeker_registration",
        SocialHousingRequest = "social_housing_request",
        Dalo = "dalo",
        Daho = "daho",
        CollectiveAgreement = "collective_agreement",
        Fsl = "fsl",
        RentGuarantee = "rent_guarantee",
        BankAccount = "bank_account",
        SchoolEnrolment = "school_enrolment",
        Childcare = "childcare",
        DisabilityRecognition = "disability_recognition",
        CivilStatusDocuments = "civil_status_documents",
        FamilyReunificationGranted = "family_reunification_granted",
        CirSigned = "cir_signed",
        Domiciliation = "domiciliation",
        DrivingLicenceExchange = "driving_licence_exchange",
        Other = "other",
        Unknown = "unknown",
    }

    /// Why a right closed. Source: catalogue, RI-.
    pub enum RightCloseReason {
        Expired = "expired",
        Lost = "lost",
        Replaced = "replaced",
        Renounced = "renounced",
        Other = "other",
    }

    /// What is asked for. Source: catalogue, E13.
    pub enum RequestKind {
        ProgrammePlace = "programme_place",
        FinancialAid = "financial_aid",
        Consultation = "consultation",
        Permit = "permit",
        Housing = "housing",
        Right = "right",
        FamilyReunification = "family_reunification",
        Volunteering = "volunteering",
    }

    /// What was decided. Source: catalogue, E14.
    pub enum RequestOutcome {
        Accepted = "accepted",
        Refused = "refused",
        Waitlisted = "waitlisted",
        Adjourned = "adjourned",
        Withdrawn = "withdrawn",
        NotCarriedOut = "not_carried_out",
    }

    /// What an aid is for. Source: catalogue, RQ.
    pub enum RequestObject {
        Study = "study",
        Training = "training",
        Employment = "employment",
        Housing = "housing",
        Mobility = "mobility",
        Other = "other",
    }
}
