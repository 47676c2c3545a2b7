-- One row per entry and one per exit, told apart by `event`: for rates on the entered or on the leavers.
SELECT 'entered' AS event, counted_entries.* FROM counted_entries
UNION ALL
SELECT 'exited' AS event, counted_exits.* FROM counted_exits
