-- Nobody reads events by their type; each append paid for it.
DROP INDEX IF EXISTS event_type_position;
