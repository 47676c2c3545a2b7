-- One row per contract stretch that counts as employment; voluntary civic service does not.
SELECT person, contract, kind, weekly_hours, starts, planned_end_latest, from_day, to_day
FROM contract_stretches
WHERE kind <> 'service_civique'
