-- The store of dateline on PostgreSQL, version 1: the tables of SQLite's version 2 with the server's own indexes. Whoever runs this has
-- made the schema and put it first on the search path. Texts compare by their bytes, so that both databases give the same order.

CREATE SEQUENCE documents_row AS bigint;

CREATE TABLE documents (
    row       bigint PRIMARY KEY,
    id        text COLLATE "C" NOT NULL UNIQUE,
    digest    bytea NOT NULL,
    ref       text COLLATE "C",
    title     text COLLATE "C",
    publisher text COLLATE "C",
    published text COLLATE "C",
    facts     text COLLATE "C" NOT NULL,
    text      text COLLATE "C" NOT NULL,
    raw       bytea,
    main      bytea NOT NULL,
    rest      bytea NOT NULL
);
-- The two pieces are squeezed already.
ALTER TABLE documents ALTER main SET STORAGE EXTERNAL, ALTER rest SET STORAGE EXTERNAL;
CREATE INDEX documents_ref ON documents (ref) WHERE ref IS NOT NULL;
CREATE INDEX documents_published ON documents (published NULLS FIRST, id);
CREATE INDEX documents_publisher ON documents (lower(publisher COLLATE "C"));

-- Every combination of listed values that some record has, once.
CREATE TABLE labels (
    row         integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind        text COLLATE "C" NOT NULL,
    type        text COLLATE "C" NOT NULL,
    stance      text COLLATE "C" NOT NULL,
    modality    text COLLATE "C" NOT NULL,
    source_type text COLLATE "C" NOT NULL,
    decision    text COLLATE "C" NOT NULL,
    UNIQUE (kind, type, stance, modality, source_type, decision)
);

-- row: the document's row times 2^20, plus the position in the reading. confidence: of a thousand.
CREATE TABLE records (
    row        bigint PRIMARY KEY,
    label      integer NOT NULL REFERENCES labels,
    confidence integer NOT NULL
);
CREATE INDEX records_label ON records (label);
CREATE TABLE record_ids (id text COLLATE "C" NOT NULL, row bigint NOT NULL, PRIMARY KEY (id, row));

-- When and where: the days a record's own times span, and a box around each of its places; see SQLite's schema for the numbers. What
-- indexes them is made beside this, for it depends on whether the server has PostGIS.
CREATE TABLE spots (
    row   bigint PRIMARY KEY,
    first double precision NOT NULL,
    last  double precision NOT NULL,
    south double precision NOT NULL,
    north double precision NOT NULL,
    west  double precision NOT NULL,
    east  double precision NOT NULL
);
CREATE INDEX spots_days ON spots (first, last);

-- The words of a report, cut and folded as SQLite does it. whole: the vector knows every place of every word. It is missing where it
-- would be too large.
CREATE TABLE words (row bigint PRIMARY KEY, vector tsvector, whole boolean NOT NULL);
CREATE INDEX words_vector ON words USING gin (vector);
CREATE INDEX words_doubtful ON words (row) WHERE NOT whole;

-- Who says a record, where it is, who is in it: words with s, p or a before them.
CREATE TABLE names (row bigint PRIMARY KEY, vector tsvector NOT NULL);
CREATE INDEX names_vector ON names USING gin (vector);

-- The way between two points over the ground (haversine), in kilometres.
CREATE FUNCTION km(lat double precision, lon double precision, other_lat double precision, other_lon double precision)
RETURNS double precision LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT 2 * 6371.0 * asin(least(1, sqrt(
        sin((radians(other_lat) - radians(lat)) / 2) ^ 2
        + cos(radians(lat)) * cos(radians(other_lat)) * sin(radians(other_lon - lon) / 2) ^ 2
    )))
$$;

-- What the database says about itself, and views: questions kept under a name.
CREATE TABLE facts (name text COLLATE "C" PRIMARY KEY, value text NOT NULL);
CREATE TABLE views (name text COLLATE "C" PRIMARY KEY, asked text NOT NULL);

-- Machine proposals and people's decisions, only ever added to. hash: SHA-256 over the row and the hash before it.
CREATE TABLE ledger (
    number  bigint PRIMARY KEY,
    "left"  text COLLATE "C" NOT NULL,
    "right" text COLLATE "C" NOT NULL,
    verdict text COLLATE "C" NOT NULL,
    score   double precision,
    "by"    text COLLATE "C" NOT NULL,
    machine integer NOT NULL,
    at      text COLLATE "C" NOT NULL,
    reason  text COLLATE "C",
    undoes  bigint REFERENCES ledger,
    extra   text COLLATE "C",
    hash    text COLLATE "C" NOT NULL
);
CREATE INDEX ledger_left ON ledger ("left", "right");
CREATE INDEX ledger_right ON ledger ("right");
CREATE UNIQUE INDEX ledger_undoes ON ledger (undoes) WHERE undoes IS NOT NULL;

CREATE FUNCTION ledger_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' AND new.number = (SELECT coalesce(max(number), 0) + 1 FROM ledger) THEN
        RETURN new;
    END IF;
    RAISE EXCEPTION 'the ledger is only added to';
END
$$;
CREATE TRIGGER ledger_added BEFORE INSERT ON ledger FOR EACH ROW EXECUTE FUNCTION ledger_refuses();
CREATE TRIGGER ledger_changed BEFORE UPDATE OR DELETE ON ledger FOR EACH ROW EXECUTE FUNCTION ledger_refuses();
CREATE TRIGGER ledger_emptied BEFORE TRUNCATE ON ledger FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuses();
