-- One row per activity held in the window by a programme or one below it.
SELECT programme_tree.ancestor AS programme, activities.activity, activities.kind, activities.site, activities.sessions
FROM activities
JOIN programme_tree ON programme_tree.programme = activities.programme
WHERE partial_day($RP30, activities.held_on, activities.held_latest) BETWEEN COALESCE($from, $to) AND $to
