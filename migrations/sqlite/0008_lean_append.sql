-- Nobody reads events by their type; each append paid for it.
DROP INDEX event_type_position;
