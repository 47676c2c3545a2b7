-- One row per sliding sublease and household that holds it, or held it before a split or a merger.
SELECT DISTINCT sublease AS lease, counted_household
FROM sublease_parts
