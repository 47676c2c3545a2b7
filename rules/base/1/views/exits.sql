-- One row per spell that ended by an exit; split and merger are no exits.
-- RP05 says which: those of the window, those of the spells begun in it, or all since the opening.
-- `latest` marks the last such spell of the unit, for what counts units and not spells.
SELECT spells.*,
       COALESCE(lead(nth) OVER (ORDER BY stay) <> nth, TRUE) AS latest
FROM spells
WHERE exited <= $to
  AND exit_reason NOT IN ('split', 'merge')
  AND CASE $RP05
          WHEN 'entry_period' THEN entered >= COALESCE($from, $to)
          WHEN 'since_opening' THEN TRUE
          ELSE exited >= COALESCE($from, $to)
      END
