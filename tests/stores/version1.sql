-- A database of schema 1, as dateline 0.1.0 wrote it: the two readings of conftest.py, the first one's bytes in UTF-16.
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
CREATE VIRTUAL TABLE words USING fts5 (title, text, content = 'documents', content_rowid = 'row', tokenize = 'unicode61 remove_diacritics 2');
CREATE VIRTUAL TABLE fragments USING fts5 (title, text, content = 'documents', content_rowid = 'row', tokenize = 'trigram');
CREATE VIRTUAL TABLE quotes USING fts5 (quote, source, place, tokenize = 'unicode61 remove_diacritics 2');
CREATE INDEX documents_ref ON documents (ref);
CREATE INDEX documents_published ON documents (published);
CREATE INDEX records_id ON records (id);
CREATE INDEX records_kind ON records (kind, type, stance);
CREATE INDEX records_days ON records (first, last);
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
INSERT INTO "documents" VALUES (1, 'sha256:ba9e767289e00af0eb497fc6e1a1338e8b2200d4e095ee5b1fc86375ef3e2e81', '5d51651172bef971c3b2ed75054ab2c033202403685e25ab4143f717bd61ebff', NULL, 'Fighting nears port as thousands flee', NULL, NULL, 'Wire', '["A. Writer", "B. Writer"]', NULL, '2018-06-14T16:19', 'Marsa', 'en', '[]', 'Fighting nears port as thousands flee

MARSA, Kharan (Wire) - Troops took the airport on Wednesday, an army officer said, while residents denied that the port had fallen.

More than 14,000 civilians have fled since June 1, according to the Relief Office. The hospital was closed on June 5.

Share this page
', X'FFFE4600690067006800740069006E00670020006E006500610072007300200070006F00720074002000610073002000740068006F007500730061006E0064007300200066006C00650065000A000A004D0041005200530041002C0020004B0068006100720061006E00200028005700690072006500290020002D002000540072006F006F0070007300200074006F006F006B002000740068006500200061006900720070006F007200740020006F006E0020005700650064006E00650073006400610079002C00200061006E002000610072006D00790020006F00660066006900630065007200200073006100690064002C0020007700680069006C00650020007200650073006900640065006E00740073002000640065006E00690065006400200074006800610074002000740068006500200070006F007200740020006800610064002000660061006C006C0065006E002E000A000A004D006F007200650020007400680061006E002000310034002C00300030003000200063006900760069006C00690061006E00730020006800610076006500200066006C00650064002000730069006E006300650020004A0075006E006500200031002C0020006100630063006F007200640069006E006700200074006F0020007400680065002000520065006C0069006500660020004F00660066006900630065002E002000540068006500200068006F00730070006900740061006C002000770061007300200063006C006F0073006500640020006F006E0020004A0075006E006500200035002E000A000A005300680061007200650020007400680069007300200070006100670065000A00');
INSERT INTO "documents" VALUES (2, 'sha256:319c8f9679fc7b8faef1a76c2907ec0e85767e32fd3c90bc08c72e9b697fc2d1', '2dc3ff2515f2675b15066a4b3857871c56f2b97ca074e812456bb7dc46f7ad5c', 'r-2', 'Clashes on the river', NULL, NULL, NULL, '[]', NULL, '2019-05-04', NULL, NULL, '["published"]', 'Clashes on the river

Four or five fighters were killed near Bilad on 3 May 2019, the Front said.
', NULL);
INSERT INTO "sections" VALUES (1, 0, 'headline', 0, 37);
INSERT INTO "sections" VALUES (1, 1, 'dateline', 39, 62);
INSERT INTO "sections" VALUES (1, 2, 'body', 62, 289);
INSERT INTO "sections" VALUES (1, 3, 'chrome', 291, 306);
INSERT INTO "sections" VALUES (2, 0, 'headline', 0, 20);
INSERT INTO "sections" VALUES (2, 1, 'body', 22, 97);
INSERT INTO "mentions" VALUES (1, 0, 'n38', 'name', 'LOC', 39, 44, NULL, 'p1', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1.0);
INSERT INTO "mentions" VALUES (1, 1, 'p38', 'place', 'PPLA', 39, 44, NULL, 'p1', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1.0);
INSERT INTO "mentions" VALUES (1, 2, 'n9', 'name', 'ORG', 236, 253, 'e2', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0.71);
INSERT INTO "mentions" VALUES (1, 3, 't1', 'time', 'DATE', 89, 98, NULL, NULL, '2018-06-13', '2018-06-13', '2018-06-13', 'on', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1.0);
INSERT INTO "mentions" VALUES (1, 4, 'q1', 'quantity', 'more_than', 172, 188, NULL, NULL, NULL, NULL, NULL, NULL, 14000.0, 14000.0, NULL, 1, 'person', 'civilians', 189, 198, 'more_than', 1.0);
INSERT INTO "entities" VALUES (1, 0, 'e1', 'Troops', 'state_force', '[]', '[]', NULL, NULL);
INSERT INTO "entities" VALUES (1, 1, 'e2', 'Relief Office', 'intergovernmental', '["RO"]', '["n9"]', 'agency', 'e1');
INSERT INTO "places" VALUES (1, 0, 'p1', 'Marsa', 77, 31.5, -25.25, 'KH', 'Coast', 'PPLA', 1, '["n38", "p38"]');
INSERT INTO "voices" VALUES (1, 0, 'v1', 100, 115, 116, 120, '[[62, 98]]', 'indirect', 'official', 'claimed', NULL, NULL, 1.0);
INSERT INTO "voices" VALUES (1, 1, 'v2', 128, 137, 138, 144, '[[145, 169]]', 'indirect', 'witness', 'denied', NULL, NULL, 1.0);
INSERT INTO "voices" VALUES (1, 2, 'v3', 236, 253, 223, 235, '[[172, 221]]', 'indirect', 'intergovernmental', 'claimed', 'e2', 'v1', 0.91234);
INSERT INTO "voices" VALUES (2, 0, 'v1', 82, 91, 92, 96, '[[22, 55]]', 'indirect', 'armed_group', 'claimed', NULL, NULL, 1.0);
INSERT INTO "records" VALUES (1, 1, 0, 're3417934524d', 'control', 'captures', 'claimed', 'actual', 'v1', 69, 73, 62, 120, 0.87654321, '2018-06-13', '2018-06-13');
INSERT INTO "records" VALUES (2, 1, 1, 'r547b70562e96', 'control', 'loses', 'denied', 'actual', 'v2', 163, 169, 128, 169, 0.9, NULL, NULL);
INSERT INTO "records" VALUES (3, 1, 2, 'r702d964011ff', 'toll', 'displaced', 'claimed', 'actual', 'v3', 172, 188, 172, 221, 0.9, '2018-06-01', NULL);
INSERT INTO "records" VALUES (4, 1, 3, 'r8a5911d62e9b', 'condition', 'health', 'stated', 'actual', NULL, 268, 278, 255, 289, 0.9, '2018-06-05', NULL);
INSERT INTO "records" VALUES (5, 2, 0, 'r0bacaa5bfd2c', 'toll', 'killed', 'claimed', 'actual', 'v1', 22, 34, 22, 97, 0.9, '2019-05-03', '2019-05-03');
INSERT INTO "values" VALUES (1, 0, 'holder', 62, 68, 'e1', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 'alleged', 1.0);
INSERT INTO "values" VALUES (1, 1, 'place', 74, 85, 'p1', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1.0);
INSERT INTO "values" VALUES (1, 2, 'time', 89, 98, NULL, '2018-06-13', '2018-06-13', '2018-06-13', 'on', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1.0);
INSERT INTO "values" VALUES (2, 0, 'place', 150, 158, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1.0);
INSERT INTO "values" VALUES (3, 0, 'count', 172, 188, NULL, NULL, NULL, NULL, NULL, 14000.0, 14000.0, NULL, 1, 'person', 'civilians', 189, 198, 'more_than', NULL, 1.0);
INSERT INTO "values" VALUES (3, 1, 'of', 189, 198, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1.0);
INSERT INTO "values" VALUES (3, 2, 'time', 209, 221, NULL, '2018-06-01', '2018-06-01', NULL, 'since', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1.0);
INSERT INTO "values" VALUES (4, 0, 'status', 272, 278, 'closed', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1.0);
INSERT INTO "values" VALUES (4, 1, 'facility', 255, 267, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1.0);
INSERT INTO "values" VALUES (4, 2, 'since', 282, 288, NULL, '2018-06-05', '2018-06-05', '2018-06-05', 'on', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1.0);
INSERT INTO "values" VALUES (5, 0, 'count', 22, 34, NULL, NULL, NULL, NULL, NULL, 4.0, 4.5, 5.0, 1, 'person', NULL, NULL, NULL, NULL, NULL, 1.0);
INSERT INTO "values" VALUES (5, 1, 'of', 35, 43, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1.0);
INSERT INTO "values" VALUES (5, 2, 'place', 61, 66, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1.0);
INSERT INTO "values" VALUES (5, 3, 'time', 70, 80, NULL, '2019-05-03', '2019-05-03', '2019-05-03', 'on', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 1.0);
INSERT INTO "doubts" VALUES (1, 0, 39, 44, 'places', 'two places of this name');
INSERT INTO quotes (rowid, quote, source, place) SELECT row, id, 'a source', 'a place' FROM records;
PRAGMA application_id = 1685351534;
PRAGMA user_version = 1;
