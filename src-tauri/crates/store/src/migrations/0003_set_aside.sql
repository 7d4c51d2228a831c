-- What is set aside is asked for by every search.
CREATE INDEX register_set_aside ON register (subject, value) WHERE field = 'set_aside';
