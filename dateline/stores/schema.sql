-- The store of dateline, version 2. The document owns the text; everything else is (start, end) into it.
-- Tables of one report's parts keep them in the order of the reading (position), so that a reading comes back as it was put.

CREATE TABLE documents (
    row       INTEGER PRIMARY KEY,
    id        TEXT NOT NULL UNIQUE,
    digest    TEXT NOT NULL,
    ref       TEXT,
    title     TEXT,
    url       TEXT,
    publisher TEXT,
    agency    TEXT,
    authors   TEXT NOT NULL,
    credit    TEXT,
    published TEXT,
    place     TEXT,
    language  TEXT,
    given     TEXT NOT NULL,
    text      TEXT NOT NULL,
    raw       BLOB
) STRICT;
CREATE INDEX documents_ref ON documents (ref);
CREATE INDEX documents_published ON documents (published);

CREATE TABLE sections (
    document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    position INTEGER NOT NULL,
    role     TEXT NOT NULL,
    start    INTEGER NOT NULL,
    "end"    INTEGER NOT NULL,
    PRIMARY KEY (document, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE mentions (
    document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    position INTEGER NOT NULL,
    id       TEXT NOT NULL,
    layer    TEXT NOT NULL,
    label    TEXT NOT NULL,
    start    INTEGER NOT NULL,
    "end"    INTEGER NOT NULL,
    entity   TEXT,
    place    TEXT,
    time     TEXT,
    first    TEXT,
    last     TEXT,
    relation TEXT,
    low      REAL,
    best     REAL,
    high     REAL,
    approx   INTEGER,
    unit     TEXT,
    "of"     TEXT,
    of_start INTEGER,
    of_end   INTEGER,
    phrase   TEXT,
    score    REAL NOT NULL,
    PRIMARY KEY (document, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE entities (
    document    INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    position    INTEGER NOT NULL,
    id          TEXT NOT NULL,
    name        TEXT NOT NULL,
    kind        TEXT NOT NULL,
    aliases     TEXT NOT NULL,
    mentions    TEXT NOT NULL,
    role        TEXT,
    affiliation TEXT,
    PRIMARY KEY (document, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE places (
    document  INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    position  INTEGER NOT NULL,
    id        TEXT NOT NULL,
    name      TEXT NOT NULL,
    geonameid INTEGER,
    lat       REAL,
    lon       REAL,
    country   TEXT,
    admin1    TEXT,
    feature   TEXT,
    precision INTEGER NOT NULL,
    mentions  TEXT NOT NULL,
    PRIMARY KEY (document, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE voices (
    document     INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    position     INTEGER NOT NULL,
    id           TEXT NOT NULL,
    source_start INTEGER,
    source_end   INTEGER,
    cue_start    INTEGER,
    cue_end      INTEGER,
    content      TEXT NOT NULL,
    quotation    TEXT NOT NULL,
    source_type  TEXT NOT NULL,
    stance       TEXT NOT NULL,
    entity       TEXT,
    told_by      TEXT,
    score        REAL NOT NULL,
    PRIMARY KEY (document, position)
) STRICT, WITHOUT ROWID;

-- first and last: the days that the record's own times span, for asking by day.
CREATE TABLE records (
    row            INTEGER PRIMARY KEY,
    document       INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    position       INTEGER NOT NULL,
    id             TEXT NOT NULL,
    kind           TEXT NOT NULL,
    type           TEXT NOT NULL,
    stance         TEXT NOT NULL,
    modality       TEXT NOT NULL,
    voice          TEXT,
    start          INTEGER NOT NULL,
    "end"          INTEGER NOT NULL,
    evidence_start INTEGER NOT NULL,
    evidence_end   INTEGER NOT NULL,
    confidence     REAL NOT NULL,
    first          TEXT,
    last           TEXT,
    UNIQUE (document, position)
) STRICT;
CREATE INDEX records_id ON records (id);
CREATE INDEX records_kind ON records (kind, type, stance);
CREATE INDEX records_days ON records (first, last);

CREATE TABLE "values" (
    record   INTEGER NOT NULL REFERENCES records ON DELETE CASCADE,
    position INTEGER NOT NULL,
    field    TEXT NOT NULL,
    start    INTEGER NOT NULL,
    "end"    INTEGER NOT NULL,
    value    TEXT,
    time     TEXT,
    first    TEXT,
    last     TEXT,
    relation TEXT,
    low      REAL,
    best     REAL,
    high     REAL,
    approx   INTEGER,
    unit     TEXT,
    "of"     TEXT,
    of_start INTEGER,
    of_end   INTEGER,
    phrase   TEXT,
    stance   TEXT,
    score    REAL NOT NULL,
    PRIMARY KEY (record, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE doubts (
    document INTEGER NOT NULL REFERENCES documents ON DELETE CASCADE,
    position INTEGER NOT NULL,
    start    INTEGER NOT NULL,
    "end"    INTEGER NOT NULL,
    reader   TEXT NOT NULL,
    message  TEXT NOT NULL,
    PRIMARY KEY (document, position)
) STRICT, WITHOUT ROWID;

-- Two indexes over the text: whole words in any script, and three-letter fragments for scripts without spaces and parts of words.
CREATE VIRTUAL TABLE words USING fts5 (title, text, content = 'documents', content_rowid = 'row', tokenize = 'unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE fragments USING fts5 (title, text, content = 'documents', content_rowid = 'row', tokenize = 'trigram');

-- One row a record: its evidence, who says it, and where it is.
CREATE VIRTUAL TABLE quotes USING fts5 (quote, source, place, tokenize = 'unicode61 remove_diacritics 2');

CREATE TRIGGER documents_added AFTER INSERT ON documents BEGIN
    INSERT INTO words (rowid, title, text) VALUES (new.row, new.title, new.text);
    INSERT INTO fragments (rowid, title, text) VALUES (new.row, new.title, new.text);
END;
CREATE TRIGGER documents_dropped AFTER DELETE ON documents BEGIN
    INSERT INTO words (words, rowid, title, text) VALUES ('delete', old.row, old.title, old.text);
    INSERT INTO fragments (fragments, rowid, title, text) VALUES ('delete', old.row, old.title, old.text);
END;
CREATE TRIGGER documents_changed AFTER UPDATE OF title, text ON documents BEGIN
    INSERT INTO words (words, rowid, title, text) VALUES ('delete', old.row, old.title, old.text);
    INSERT INTO fragments (fragments, rowid, title, text) VALUES ('delete', old.row, old.title, old.text);
    INSERT INTO words (rowid, title, text) VALUES (new.row, new.title, new.text);
    INSERT INTO fragments (rowid, title, text) VALUES (new.row, new.title, new.text);
END;
CREATE TRIGGER records_dropped AFTER DELETE ON records BEGIN
    DELETE FROM quotes WHERE rowid = old.row;
END;

-- Machine proposals and people's decisions, only ever added to. hash: SHA-256 over the row and the hash before it.
CREATE TABLE ledger (
    number  INTEGER PRIMARY KEY,
    "left"  TEXT NOT NULL,
    "right" TEXT NOT NULL,
    verdict TEXT NOT NULL,
    score   REAL,
    "by"    TEXT NOT NULL,
    machine INTEGER NOT NULL,
    at      TEXT NOT NULL,
    reason  TEXT,
    undoes  INTEGER REFERENCES ledger,
    extra   TEXT,
    hash    TEXT NOT NULL
) STRICT;
CREATE INDEX ledger_left ON ledger ("left", "right");
CREATE INDEX ledger_right ON ledger ("right");
CREATE UNIQUE INDEX ledger_undoes ON ledger (undoes) WHERE undoes IS NOT NULL;

CREATE TRIGGER ledger_added BEFORE INSERT ON ledger
WHEN new.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM ledger) BEGIN
    SELECT RAISE(ABORT, 'the ledger is only added to');
END;
CREATE TRIGGER ledger_changed BEFORE UPDATE ON ledger BEGIN
    SELECT RAISE(ABORT, 'the ledger is only added to');
END;
CREATE TRIGGER ledger_dropped BEFORE DELETE ON ledger BEGIN
    SELECT RAISE(ABORT, 'the ledger is only added to');
END;
