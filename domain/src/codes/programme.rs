//! Programmes, partners, activities, figures.

use super::codes;

codes! {
    /// What a programme does. Source: catalogue, E28.
    pub enum ProgrammeKind {
        Accommodation = "accommodation",
        MediatedLetting = "mediated_letting",
        HousingSupport = "housing_support",
        GlobalSupport = "global_support",
        Employment = "employment",
        Training = "training",
        Youth = "youth",
        Grant = "grant",
        Care = "care",
        CultureSport = "culture_sport",
        Sponsorship = "sponsorship",
        CitizenHosting = "citizen_hosting",
        Coordination = "coordination",
        ProfessionalSupport = "professional_support",
    }

    /// The place of a programme in its tree. Source: catalogue, PO.
    pub enum ProgrammeLevel {
        Department = "department",
        Pole = "pole",
        Service = "service",
        Unit = "unit",
        Scheme = "scheme",
        Strand = "strand",
    }

    /// The state of a programme. Source: catalogue, PS.
    pub enum ProgrammeState {
        Planned = "planned",
        Open = "open",
        Suspended = "suspended",
        Closed = "closed",
    }

    /// Why a programme closed. Source: catalogue, PS.
    pub enum ClosingReason {
        Planned = "planned",
        EndOfFunding = "end_of_funding",
        Merged = "merged",
        Other = "other",
    }

    /// What a capacity counts. Source: catalogue, E29.
    pub enum CapacityUnit {
        Place = "place",
        Dwelling = "dwelling",
        Household = "household",
        Measure = "measure",
        Person = "person",
    }

    /// On what basis a capacity is stated. Source: catalogue, CP.
    pub enum CapacityBasis {
        Authorised = "authorised",
        Funded = "funded",
        Open = "open",
        Target = "target",
        Declared = "declared",
    }

    /// What a partner does. Source: catalogue, E30.
    pub enum PartnerRole {
        Housing = "housing",
        Landlord = "landlord",
        Employment = "employment",
        Social = "social",
        Training = "training",
        Funder = "funder",
        Referrer = "referrer",
        Implementer = "implementer",
        Institutional = "institutional",
        Other = "other",
    }

    /// The kind of an activity. Source: catalogue, E23.
    pub enum ActivityKind {
        Commission = "commission",
        FollowUpCommittee = "follow_up_committee",
        Workshop = "workshop",
        MuseumVisit = "museum_visit",
        Concert = "concert",
        Outing = "outing",
        Sport = "sport",
        Mediation = "mediation",
        ArtsCourse = "arts_course",
        Festival = "festival",
        HolidayStay = "holiday_stay",
        Camp = "camp",
        LanguageSession = "language_session",
        TrainingDay = "training_day",
        Information = "information",
        Consultation = "consultation",
        Other = "other",
    }

    /// How exact a figure claims to be. Source: catalogue, E36.
    pub enum Qualifier {
        Exact = "exact",
        About = "about",
        MoreThan = "more_than",
        LessThan = "less_than",
        Nearly = "nearly",
    }

    /// Whether a figure was declared or computed. Source: catalogue, FD.
    pub enum FigureSource {
        Declared = "declared",
        Computed = "computed",
    }
}
