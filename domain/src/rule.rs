//! The codes of the rules that a line or a history can break.

/// How much a broken rule weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Severity {
    /// Structure: the fact is not admitted.
    Refuse,
    /// Legal usage, or a doubt: the fact is admitted and the code is stored with it.
    Warn,
}

macro_rules! rules {
    ($($name:ident = $code:literal $severity:ident,)*) => {
        /// A rule of the event catalogue, by its stable code.
        ///
        /// The messages stand in `messages/fr` and `messages/en`, under the code itself.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Rule {
            $(#[doc = concat!("`", $code, "`")] $name,)*
        }

        impl Rule {
            /// Every rule.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The stable code, as refusals print it.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$name => $code,)*
                }
            }

            /// Whether breaking it refuses the fact or only warns.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self {
                    $(Self::$name => Severity::$severity,)*
                }
            }
        }
    };
}

rules! {
    // Shape of the line and of the payload.
    Json = "S-json" Refuse,
    Required = "S-required" Refuse,
    UnknownField = "S-unknown-field" Refuse,
    Format = "S-format" Refuse,
    Code = "S-code" Refuse,
    Type = "S-type" Refuse,
    Stream = "S-stream" Refuse,
    IdReused = "S-id-reused" Refuse,
    // Every stream.
    RecordedOrder = "G1-recorded-order" Refuse,
    First = "G2-first" Refuse,
    Once = "G2-once" Refuse,
    Future = "G3-future" Refuse,
    Member = "G4-member" Refuse,
    BeforeOpening = "G5-before-opening" Refuse,
    Closed = "G5-closed" Refuse,
    Unknown = "G6-unknown" Refuse,
    IdTaken = "G6-id-taken" Refuse,
    // Members, splits, mergers.
    JoinBirth = "MJ-birth" Refuse,
    JoinOneHousehold = "MJ-one-household" Refuse,
    JoinReference = "MJ-reference" Refuse,
    JoinBatch = "MJ-batch" Refuse,
    LeftMember = "ML-member" Refuse,
    SplitSubset = "HS-subset" Refuse,
    SplitEpisodes = "HS-episodes" Refuse,
    SplitBatch = "HS-batch" Refuse,
    OpenedFrom = "HO-from" Refuse,
    MergeInto = "HM-into" Refuse,
    MergeCycle = "HM-cycle" Refuse,
    MergeStays = "HM-stays" Refuse,
    MergeEpisodes = "HM-episodes" Refuse,
    MergeBatch = "HM-batch" Refuse,
    MergeLast = "HM-last" Refuse,
    Continues = "EN-continues" Refuse,
    // Permits and requests.
    PermitValidTo = "PI-valid-to" Refuse,
    PermitValidOrder = "PI-valid-order" Refuse,
    PermitRenews = "PI-renews" Refuse,
    PermitRenewsOrder = "PI-renews-order" Refuse,
    RequestKindFields = "RQ-kind-fields" Refuse,
    RequestRenews = "RQ-renews" Refuse,
    DecisionFinal = "RD-final" Refuse,
    DecisionAmount = "RD-amount" Refuse,
    // Enrolments, occupancies, leases.
    EnrolmentProgrammeOpen = "EN-programme-open" Refuse,
    EnrolmentTwice = "EN-twice" Refuse,
    EnrolmentParticipant = "EN-participant" Refuse,
    EnrolmentOnce = "EN-once" Refuse,
    EnrolmentDestination = "EN-destination" Refuse,
    OccupancyHost = "OC-host" Refuse,
    OccupancyDwelling = "OC-dwelling" Refuse,
    OccupancyParticipant = "OC-participant" Refuse,
    OccupancyOnce = "OC-once" Refuse,
    LeaseCapable = "LE-capable" Refuse,
    LeaseIntermediary = "LE-intermediary" Refuse,
    LeaseOpen = "LE-open" Refuse,
    TransferSliding = "LT-sliding" Refuse,
    TransferOnce = "LT-once" Refuse,
    TransferActive = "LT-active" Refuse,
    // Resources, contracts, assessments, attendance, consent, erasure.
    ResourcesSum = "RS-sum" Refuse,
    ContractHours = "CO-hours" Refuse,
    ContractPlannedEnd = "CO-planned-end" Refuse,
    ContractPlannedOrder = "CO-planned-order" Refuse,
    ContractChange = "CO-change" Refuse,
    ContractOpen = "CO-open" Refuse,
    ContractBeforeStart = "CO-before-start" Refuse,
    AssessmentScale = "AS-scale" Refuse,
    AssessmentLease = "AS-lease" Refuse,
    AttendanceDates = "AT-dates" Refuse,
    ConsentRecipient = "CS-recipient" Refuse,
    ErasedLater = "ER-later" Refuse,
    // Corrections.
    CorrectionTarget = "XC-target" Refuse,
    CorrectionOriginal = "XC-original" Refuse,
    CorrectionRetracted = "XC-retracted" Refuse,
    RetractionTarget = "XR-target" Refuse,
    RetractionOriginal = "XR-original" Refuse,
    RetractionRetracted = "XR-retracted" Refuse,
    RetractionOpening = "XR-opening" Refuse,
    // Programmes and rules.
    ProgrammeCodeRule = "PO-code" Refuse,
    ProgrammeParent = "PO-parent" Refuse,
    StatusTransition = "PS-transition" Refuse,
    StatusPlannedOn = "PS-planned-on" Refuse,
    StatusReason = "PS-reason" Refuse,
    StatusClosing = "PS-closing" Refuse,
    CapacityOpen = "CP-open" Refuse,
    TermsOpen = "TS-open" Refuse,
    PartnerOnce = "PT-once" Refuse,
    PartnerOpen = "PT-open" Refuse,
    ActivityOpen = "AH-open" Refuse,
    ActivityEnds = "AH-ends" Refuse,
    FigureComputed = "FD-computed" Refuse,
    RuleVersion = "RP-version" Refuse,
    RuleImmutable = "RP-immutable" Refuse,
    // Legal usage, and a doubt.
    LeftReference = "ML-reference" Warn,
    OccupancyOverlap = "OC-overlap" Warn,
    PermitUsualValidity = "PI-usual-validity" Warn,
    ContractUnder16 = "CO-under-16" Warn,
    ContractCddiEmployer = "CO-cddi-employer" Warn,
    EligibilityAge = "EN-eligibility-age" Warn,
    EligibilityStatus = "EN-eligibility-status" Warn,
    CapacityExceeded = "CP-exceeded" Warn,
}

impl Rule {
    /// Whether it weighs values that are sealed, births and days of permits: to be told that it warns is to be told
    /// something of them.
    #[must_use]
    pub fn weighs_sealed(self) -> bool {
        matches!(self, Self::ContractUnder16 | Self::EligibilityAge | Self::PermitUsualValidity)
    }
}
