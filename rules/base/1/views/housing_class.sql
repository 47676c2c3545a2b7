-- One row per kind of accommodation or destination: its class under the table of RP08, and its rank for "best reached" (RP15).
-- Source 003 and AGIR say only which kinds are permanent or transitional; there a kind that they do not count as rehoused
-- keeps its default class, unless that class would count as rehoused: then it is unclassed.
SELECT kind, class,
       CASE class
           WHEN 'permanent' THEN 6
           WHEN 'adapted' THEN 5
           WHEN 'transitional' THEN 4
           WHEN 'shelter' THEN 3
           WHEN 'emergency' THEN 2
           WHEN 'precarious' THEN 1
       END AS standing
FROM (
    SELECT kind,
           CASE $RP08
               WHEN 'DEF' THEN default_class
               WHEN '003' THEN COALESCE(class_003, not_rehoused)
               WHEN 'AGIR' THEN COALESCE(class_agir, not_rehoused)
           END AS class
    FROM (
        SELECT kind, default_class, class_003, class_agir,
               CASE WHEN default_class IN ('permanent', 'adapted', 'transitional') THEN 'unclassed'
                    ELSE default_class
               END AS not_rehoused
        FROM (
            VALUES
                ('street', 'precarious', NULL, NULL),
                ('squat_camp', 'precarious', NULL, NULL),
                ('third_party', 'precarious', NULL, NULL),
                ('hotel', 'emergency', NULL, NULL),
                ('emergency_centre', 'emergency', NULL, NULL),
                ('safety_shelter', 'emergency', NULL, NULL),
                ('emergency_unspecified', 'emergency', NULL, NULL),
                ('cada', 'shelter', NULL, NULL),
                ('huda', 'shelter', NULL, NULL),
                ('caes', 'shelter', NULL, NULL),
                ('cao', 'shelter', NULL, NULL),
                ('transit_centre', 'shelter', NULL, NULL),
                ('cph', 'shelter', 'transitional', NULL),
                ('stabilisation_centre', 'shelter', NULL, NULL),
                ('chrs', 'shelter', 'transitional', NULL),
                ('mother_child_centre', 'shelter', NULL, NULL),
                ('health_shelter', 'shelter', NULL, NULL),
                ('rhvs', 'shelter', NULL, NULL),
                ('citizen_hosting', 'transitional', NULL, NULL),
                ('gateway_flat', 'transitional', 'transitional', NULL),
                ('relay_flat', 'transitional', 'transitional', NULL),
                ('shared_flat', 'transitional', 'transitional', NULL),
                ('iml_sublease', 'transitional', 'transitional', NULL),
                ('sliding_sublease', 'transitional', 'transitional', NULL),
                ('transitional_unspecified', 'transitional', 'transitional', NULL),
                ('social_residence', 'adapted', 'transitional', 'permanent'),
                ('fjt', 'adapted', 'transitional', 'permanent'),
                ('ftm', 'adapted', 'transitional', NULL),
                ('boarding_house', 'adapted', 'permanent', NULL),
                ('reception_residence', 'adapted', 'permanent', NULL),
                ('student_residence', 'adapted', 'transitional', NULL),
                ('social_housing', 'permanent', 'permanent', 'permanent'),
                ('private_rental', 'permanent', 'permanent', 'permanent'),
                ('owner_occupied', 'permanent', 'permanent', 'permanent'),
                ('employer_housing', 'permanent', 'permanent', 'permanent'),
                ('ordinary_unspecified', 'permanent', 'permanent', 'permanent'),
                ('hospital', 'institution', NULL, NULL),
                ('care_home', 'institution', NULL, NULL),
                ('child_protection', 'institution', NULL, NULL),
                ('prison', 'institution', NULL, NULL),
                ('left_territory', 'out', NULL, NULL),
                ('deceased', 'out', NULL, NULL),
                ('whereabouts_unknown', 'unknown', NULL, NULL),
                ('unknown', 'unknown', NULL, NULL)
        ) AS kinds (kind, default_class, class_003, class_agir)
    ) AS tables
) AS classed
