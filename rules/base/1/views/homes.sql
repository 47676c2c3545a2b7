-- One row per person or household and stretch of living somewhere, with the class of the home (RP08) and its rank.
SELECT unit_homes.*, housing_class.class, housing_class.standing
FROM unit_homes
JOIN housing_class ON housing_class.kind = unit_homes.kind
