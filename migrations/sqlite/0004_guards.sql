-- Most guards are moved by one stream only: an identifier opens once, and few persons are in two households. The
-- stream that moved a guard first stands beside it; `guard_stream` keeps the others.
ALTER TABLE guard ADD COLUMN stream TEXT;

UPDATE guard SET stream = (SELECT min(stream) FROM guard_stream WHERE guard_stream.key = guard.key);

DELETE FROM guard_stream
WHERE EXISTS (SELECT 1 FROM guard WHERE guard.key = guard_stream.key AND guard.stream = guard_stream.stream);
