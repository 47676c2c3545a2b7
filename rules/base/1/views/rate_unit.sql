-- One row in all: the unit in which a rate is counted; one said of households is counted in the unit of RP03.
SELECT CASE WHEN $unit = 'household' THEN $RP03 ELSE $unit END AS counted_in
