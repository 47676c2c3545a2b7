//! Homes, leases, and why they end.

use super::codes;

codes! {
    /// Where somebody lives; origins too. Source: catalogue, E01.
    pub enum AccommodationKind {
        Street = "street",
        SquatCamp = "squat_camp",
        ThirdParty = "third_party",
        Hotel = "hotel",
        EmergencyCentre = "emergency_centre",
        SafetyShelter = "safety_shelter",
        EmergencyUnspecified = "emergency_unspecified",
        Cada = "cada",
        Huda = "huda",
        Caes = "caes",
        Cao = "cao",
        TransitCentre = "transit_centre",
        Cph = "cph",
        StabilisationCentre = "stabilisation_centre",
        Chrs = "chrs",
        MotherChildCentre = "mother_child_centre",
        HealthShelter = "health_shelter",
        Rhvs = "rhvs",
        CitizenHosting = "citizen_hosting",
        GatewayFlat = "gateway_flat",
        RelayFlat = "relay_flat",
        SharedFlat = "shared_flat",
        ImlSublease = "iml_sublease",
        SlidingSublease = "sliding_sublease",
        TransitionalUnspecified = "transitional_unspecified",
        SocialResidence = "social_residence",
        Fjt = "fjt",
        Ftm = "ftm",
        BoardingHouse = "boarding_house",
        ReceptionResidence = "reception_residence",
        StudentResidence = "student_residence",
        SocialHousing = "social_housing",
        PrivateRental = "private_rental",
        OwnerOccupied = "owner_occupied",
        EmployerHousing = "employer_housing",
        OrdinaryUnspecified = "ordinary_unspecified",
        Hospital = "hospital",
        CareHome = "care_home",
        ChildProtection = "child_protection",
        Prison = "prison",
        Unknown = "unknown",
    }

    /// The title under which a dwelling is occupied. Source: catalogue, E15.
    pub enum LeaseKind {
        DirectSocial = "direct_social",
        DirectPrivate = "direct_private",
        ManagementMandate = "management_mandate",
        SlidingSublease = "sliding_sublease",
        SimpleSublease = "simple_sublease",
        ResidenceContract = "residence_contract",
        OccupancyAgreement = "occupancy_agreement",
        StayContract = "stay_contract",
        HostingAgreement = "hosting_agreement",
        Ownership = "ownership",
        Unspecified = "unspecified",
    }

    /// What a sublease slides into. Source: catalogue, E15.
    pub enum DirectLease {
        DirectSocial = "direct_social",
        DirectPrivate = "direct_private",
    }

    /// Why a lease ended. Source: catalogue, E16.
    pub enum LeaseEndReason {
        TenantNotice = "tenant_notice",
        LandlordNotice = "landlord_notice",
        Eviction = "eviction",
        Term = "term",
        Relocation = "relocation",
        HouseholdChange = "household_change",
        Death = "death",
        Other = "other",
        Unknown = "unknown",
    }

    /// Who lets. Source: catalogue, E17.
    pub enum LandlordKind {
        Hlm = "hlm",
        SemiPublic = "semi_public",
        PrivateOwner = "private_owner",
        Association = "association",
        ResidenceManager = "residence_manager",
        Municipality = "municipality",
        Other = "other",
        Unknown = "unknown",
    }

    /// How a dwelling was found. Source: catalogue, E18.
    pub enum Channel {
        Direct = "direct",
        Association = "association",
        Siao = "siao",
        PrefectQuota = "prefect_quota",
        ActionLogement = "action_logement",
        CollectiveAgreement = "collective_agreement",
        Dalo = "dalo",
        Municipal = "municipal",
        NationalPlatform = "national_platform",
        GipHis = "gip_his",
        Ofii = "ofii",
        PrivateSearch = "private_search",
        Employer = "employer",
        Other = "other",
        Unknown = "unknown",
    }

    /// What went wrong with a lease. Source: catalogue, E19.
    pub enum IncidentKind {
        Arrears = "arrears",
        Damage = "damage",
        Neighbourhood = "neighbourhood",
        Other = "other",
    }

    /// Why an enrolment, an occupancy or a pairing ended. Source: catalogue, E02.
    pub enum EndReason {
        GoalReached = "goal_reached",
        TermReached = "term_reached",
        Transfer = "transfer",
        Voluntary = "voluntary",
        Withdrawal = "withdrawal",
        Exclusion = "exclusion",
        Eviction = "eviction",
        Closure = "closure",
        Overcrowding = "overcrowding",
        FamilyChange = "family_change",
        MovedAway = "moved_away",
        Split = "split",
        Merge = "merge",
        Death = "death",
        NoContact = "no_contact",
        Other = "other",
        Unknown = "unknown",
    }
}
