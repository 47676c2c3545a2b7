-- One row per household spell and moment (entry, exit): the monthly resources declared nearest to it, within 92 days.
SELECT moment, stay, total_eur
FROM (
    SELECT moments.moment, moments.stay, declared.total_eur,
           COALESCE(moments.stay <> lag(moments.stay) OVER by_distance
                    OR moments.moment <> lag(moments.moment) OVER by_distance, TRUE) AS nearest
    FROM (
        SELECT 'entry' AS moment, stay, unit AS household, entered AS day
        FROM spells
        WHERE counted_as = 'household'
        UNION ALL
        SELECT 'exit' AS moment, stay, unit AS household, exited AS day
        FROM spells
        WHERE counted_as = 'household'
          AND exited IS NOT NULL
    ) AS moments
    JOIN counted_households ON counted_households.counted = moments.household
    JOIN (
        SELECT household, declaration, total_eur, partial_day($RP30, declared_on, declared_latest) AS day
        FROM resources
    ) AS declared
        ON declared.household = counted_households.household
    WHERE abs(declared.day - moments.day) <= 92
    WINDOW by_distance AS (
        ORDER BY moments.stay, moments.moment,
                 abs(declared.day - moments.day), declared.day DESC, declared.declaration
    )
) AS near
WHERE nearest
