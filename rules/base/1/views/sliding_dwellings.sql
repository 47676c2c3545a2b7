-- One row per occupancy under a sliding sublease: the day on which the sublease has succeeded, and the kind of home since.
SELECT DISTINCT sublease_parts.occupancy, sliding_subleases.succeeded, sliding_subleases.kind_after
FROM sublease_parts
JOIN sliding_subleases ON sliding_subleases.lease = sublease_parts.sublease
