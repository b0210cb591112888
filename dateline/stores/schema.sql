-- The store of dateline, version 2. The document owns the text; everything else is (start, end) into it.
-- A reading is kept as two blobs beside its text (see packed.py); rows and indexes hold only what is asked for, and can be made again
-- from the blobs and the ledger. A report that is read anew gets a new row: numbers of rows are never used twice.

CREATE TABLE documents (
    row       INTEGER PRIMARY KEY AUTOINCREMENT,
    id        TEXT NOT NULL UNIQUE,
    digest    BLOB NOT NULL,
    ref       TEXT,
    title     TEXT,
    publisher TEXT,
    published TEXT,
    facts     TEXT NOT NULL,
    text      TEXT NOT NULL,
    raw       BLOB,
    main      BLOB NOT NULL,
    rest      BLOB NOT NULL
) STRICT;
CREATE INDEX documents_ref ON documents (ref) WHERE ref IS NOT NULL;
CREATE INDEX documents_published ON documents (published);
CREATE INDEX documents_publisher ON documents (publisher COLLATE NOCASE);

-- Every combination of listed values that some record has, once.
CREATE TABLE labels (
    row         INTEGER PRIMARY KEY,
    kind        TEXT NOT NULL,
    type        TEXT NOT NULL,
    stance      TEXT NOT NULL,
    modality    TEXT NOT NULL,
    source_type TEXT NOT NULL,
    decision    TEXT NOT NULL,
    UNIQUE (kind, type, stance, modality, source_type, decision)
) STRICT;

-- row: the document's row times 2^20, plus the position in the reading. confidence: of a thousand.
CREATE TABLE records (
    row        INTEGER PRIMARY KEY,
    label      INTEGER NOT NULL REFERENCES labels,
    confidence INTEGER NOT NULL
) STRICT;
CREATE INDEX records_label ON records (label);
CREATE TABLE record_ids (id TEXT NOT NULL, row INTEGER NOT NULL, PRIMARY KEY (id, row)) STRICT, WITHOUT ROWID;

-- When and where: the days a record's own times span, and a box around each of its places. row: the record's row times 8, plus the number
-- of the place. Days are counted from the year 1; 0 is an open beginning, 4000000 an open end, -1 no time at all. Without a place the
-- box lies at 1000.
CREATE VIRTUAL TABLE spots USING rtree (row, first, last, south, north, west, east);

-- Two indexes over the text: whole words in any script, and three-letter fragments for scripts without spaces and parts of words.
CREATE VIRTUAL TABLE words USING fts5 (title, text, content = 'documents', content_rowid = 'row', tokenize = 'unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE fragments USING fts5 (
    title, text, content = 'documents', content_rowid = 'row', tokenize = 'trigram', detail = none, columnsize = 0
);

-- One row a record: who says it, where it is, who is in it. It holds no text of its own; rows of readings that were replaced stay until
-- the database is compacted, and meet no record.
CREATE VIRTUAL TABLE names USING fts5 (
    source, place, actor, content = '', tokenize = 'unicode61 remove_diacritics 2', detail = column, columnsize = 0
);

CREATE TRIGGER documents_added AFTER INSERT ON documents BEGIN
    INSERT INTO words (rowid, title, text) VALUES (new.row, new.title, new.text);
    INSERT INTO fragments (rowid, title, text) VALUES (new.row, new.title, new.text);
END;
CREATE TRIGGER documents_dropped AFTER DELETE ON documents BEGIN
    INSERT INTO words (words, rowid, title, text) VALUES ('delete', old.row, old.title, old.text);
    INSERT INTO fragments (fragments, rowid, title, text) VALUES ('delete', old.row, old.title, old.text);
END;

-- What the file says about itself, and views: questions kept under a name.
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE views (name TEXT PRIMARY KEY, asked TEXT NOT NULL) STRICT, WITHOUT ROWID;

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
