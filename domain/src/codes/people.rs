//! Members, pairings, consent, corrections.

use super::codes;

codes! {
    /// Sex as recorded. Source: catalogue, E35.
    pub enum Sex {
        F = "f",
        M = "m",
        X = "x",
        Unknown = "unknown",
    }

    /// The place of a member in the household. Source: catalogue, E25.
    pub enum Role {
        ReferencePerson = "reference_person",
        Partner = "partner",
        Child = "child",
        Relative = "relative",
        CoResident = "co_resident",
    }

    /// Why a member joined. Source: catalogue, E26.
    pub enum JoinReason {
        Initial = "initial",
        Birth = "birth",
        FamilyReunification = "family_reunification",
        Union = "union",
        Return = "return",
        Split = "split",
        Merge = "merge",
        Other = "other",
    }

    /// Why a member left; splits and mergers end membership themselves. Source: catalogue, E27.
    pub enum LeaveReason {
        Death = "death",
        Separation = "separation",
        CameOfAge = "came_of_age",
        LeftTerritory = "left_territory",
        ChildProtection = "child_protection",
        Overcrowding = "overcrowding",
        Other = "other",
        Unknown = "unknown",
    }

    /// Why a household split. Source: catalogue, E27.
    pub enum SplitReason {
        Separation = "separation",
        CameOfAge = "came_of_age",
        Overcrowding = "overcrowding",
        Other = "other",
    }

    /// What becomes of an episode at a split or a merger. Source: catalogue, HS.
    pub enum Fate {
        Stays = "stays",
        Moves = "moves",
        Ends = "ends",
    }

    /// The kind of a pairing. Source: catalogue, E22.
    pub enum PairingKind {
        Sponsorship = "sponsorship",
        CoTraining = "co_training",
        Mentoring = "mentoring",
        PeerReferent = "peer_referent",
    }

    /// What a consent allows. Source: catalogue, E24.
    pub enum ConsentPurpose {
        PartnerSharing = "partner_sharing",
        Testimony = "testimony",
        ResearchContact = "research_contact",
        Image = "image",
    }

    /// Why an event is corrected or retracted. Source: catalogue, E33.
    pub enum CorrectionReason {
        TypingError = "typing_error",
        LateInformation = "late_information",
        WrongPerson = "wrong_person",
        WrongHousehold = "wrong_household",
        Duplicate = "duplicate",
        Reclassification = "reclassification",
        SourceRestated = "source_restated",
    }

    /// On what basis data are erased. Source: catalogue, E34.
    pub enum ErasureBasis {
        Request = "request",
        Retention = "retention",
        Order = "order",
        Error = "error",
    }

    /// What is erased: identifying fields, or quasi-identifiers too. Source: catalogue, ER.
    pub enum ErasureLevel {
        Identity = "identity",
        All = "all",
    }
}
