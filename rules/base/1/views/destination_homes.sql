-- One row per person or household and stretch of living where an exit led to, [from_day, to_day): the destination of the
-- last exit is the home of those who live in no recorded dwelling. Such a stretch begins with the exit, or with the end of
-- a dwelling held then or later, and ends with the next dwelling or the next exit.
SELECT free.counted_as, free.unit, led_to.kind, led_to.commune, free.from_day, free.to_day, led_to.position
FROM (
    SELECT starts.counted_as, starts.unit, starts.nth, starts.from_day,
           LEAST(starts.until, min(dwellings.from_day)) AS to_day
    FROM (
        SELECT counted_as, unit, nth, left_on AS from_day, until
        FROM destinations
        UNION
        SELECT destinations.counted_as, destinations.unit, destinations.nth, dwellings.to_day AS from_day, destinations.until
        FROM destinations
        JOIN unit_dwellings AS dwellings
            ON dwellings.counted_as = destinations.counted_as
            AND dwellings.unit = destinations.unit
            AND dwellings.to_day > destinations.left_on
    ) AS starts
    LEFT JOIN unit_dwellings AS dwellings
        ON dwellings.counted_as = starts.counted_as
        AND dwellings.unit = starts.unit
        AND (dwellings.to_day IS NULL OR dwellings.to_day > starts.from_day)
    WHERE starts.until IS NULL
       OR starts.until > starts.from_day
    GROUP BY starts.counted_as, starts.unit, starts.nth, starts.from_day, starts.until
    HAVING COALESCE(min(dwellings.from_day) > starts.from_day, TRUE)
) AS free
JOIN person_destinations AS led_to ON led_to.nth = free.nth
