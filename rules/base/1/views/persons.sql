-- One row per person: the day of birth, or for an erased person the lower end of the age band that remains.
SELECT person,
       min(partial_day($RP30, birth_on, birth_latest)) AS birth,
       max(TRY_CAST(split_part(split_part(split_part(age_band, '+', 1), '-', 1), '_', 1) AS INTEGER)) AS lowest_age,
       bool_or(erased) AS erased
FROM memberships
GROUP BY person
