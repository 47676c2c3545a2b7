-- One row per sliding sublease, and the day on which it has succeeded (RP14):
-- at its signature, at the slide, or at the end of the follow-up of a sublease that has slid. Empty when it has not.
-- One that a split or a merger moves to another household goes on there: `household` is where it came to last.
SELECT days.lease, last_part.household, last_part.counted_household, days.signed, days.ended, days.slid,
       CASE WHEN days.new_kind = 'direct_social' THEN 'social_housing'
            WHEN days.new_kind = 'direct_private' THEN 'private_rental'
            ELSE 'ordinary_unspecified'
       END AS kind_after,
       CASE $RP14
           WHEN 'sublease' THEN days.signed
           WHEN 'slide' THEN days.slid
           WHEN 'follow_up_end' THEN CASE WHEN days.slid IS NOT NULL THEN follow_ups.ended END
       END AS succeeded
FROM (
    SELECT sublease AS lease,
           min(CASE WHEN lease = sublease THEN signed END) AS signed,
           CASE WHEN bool_and(is_over) THEN max(ended) END AS ended,
           min(slid) AS slid,
           min(new_kind) AS new_kind
    FROM sublease_parts
    GROUP BY sublease
) AS days
JOIN sublease_parts AS last_part ON last_part.sublease = days.lease
LEFT JOIN follow_ups ON follow_ups.occupancy = last_part.occupancy
WHERE last_part.is_last
