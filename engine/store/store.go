// Package store records installations, their runs and what the runs left, in
// one SQLite file that several processes may use at once.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/oklog/ulid/v2"
	_ "modernc.org/sqlite" // the driver "sqlite"
)

// FileName is the record's name in the home folder.
const FileName = "porter-ls.db"

// Store is the record. It is safe for concurrent use.
type Store struct {
	path string

	mu sync.Mutex // guards db
	db *sql.DB    // nil until first needed
}

// Open makes a Store whose file is in dir. It touches nothing yet.
func Open(dir string) *Store { return &Store{path: filepath.Join(dir, FileName)} }

// Path returns the record's file.
func (s *Store) Path() string { return s.path }

// Close gives back what the store holds open.
func (s *Store) Close() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.db == nil {
		return nil
	}
	err := s.db.Close()
	s.db = nil
	return s.failed("closing the record", err)
}

// NewID returns a new ULID: greater than every one that this process made
// before.
func NewID() string { return ulid.Make().String() }

// Now returns the time as it is recorded: in UTC, to the microsecond.
func Now() time.Time { return time.Now().UTC().Truncate(time.Microsecond) }

// schema by user_version: schema[i] takes the file from version i to i+1. What
// has been released is never edited, only added to. Documents are JSON; what is
// looked up by stands in columns of its own.
var schema = []string{`
CREATE TABLE installations (
	id TEXT PRIMARY KEY, namespace TEXT NOT NULL, name TEXT NOT NULL, document TEXT NOT NULL,
	UNIQUE (namespace, name)
) STRICT;
CREATE TABLE runs (
	id TEXT PRIMARY KEY, namespace TEXT NOT NULL, installation TEXT NOT NULL, document TEXT NOT NULL
) STRICT;
CREATE INDEX runs_by_installation ON runs (namespace, installation, id);
CREATE TABLE results (
	id TEXT PRIMARY KEY, run_id TEXT NOT NULL REFERENCES runs (id), document TEXT NOT NULL
) STRICT;
CREATE INDEX results_by_run ON results (run_id, id);
CREATE TABLE outputs (
	result_id TEXT NOT NULL REFERENCES results (id), run_id TEXT NOT NULL,
	namespace TEXT NOT NULL, installation TEXT NOT NULL, name TEXT NOT NULL, value BLOB NOT NULL,
	PRIMARY KEY (result_id, name)
) STRICT;
CREATE INDEX outputs_by_installation ON outputs (namespace, installation, name, result_id);
`}

// busyTimeout is how long a write waits for another process's.
const busyTimeout = 10 * time.Second

// reader returns the database to read from, nil where nothing was ever
// recorded: looking must not create anything.
func (s *Store) reader(ctx context.Context) (*sql.DB, error) {
	if _, err := os.Stat(s.path); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return s.open(ctx)
}

// open returns the database, made and brought up to date where needed. What
// failed once is tried again the next time.
func (s *Store) open(ctx context.Context) (*sql.DB, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.db != nil {
		return s.db, nil
	}
	// The record may hold secrets that bundles put out.
	if err := os.MkdirAll(filepath.Dir(s.path), 0o700); err != nil {
		return nil, s.failed("opening the record", err)
	}
	f, err := os.OpenFile(s.path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, s.failed("opening the record", err)
	}
	f.Close()
	db, err := sql.Open("sqlite", s.dsn())
	if err != nil {
		return nil, s.failed("opening the record", err)
	}
	db.SetMaxOpenConns(1) // writes of one process take turns without waiting for locks
	if err := s.migrate(ctx, db); err != nil {
		db.Close()
		return nil, err
	}
	s.db = db
	return db, nil
}

func (s *Store) dsn() string {
	path := filepath.ToSlash(s.path)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // C:/…
	}
	q := url.Values{"_txlock": {"immediate"}, "_pragma": {
		fmt.Sprintf("busy_timeout(%d)", busyTimeout.Milliseconds()),
		"journal_mode(WAL)",
		"synchronous(FULL)", // what was recorded outlives a power cut
		"foreign_keys(1)",
	}}
	return (&url.URL{Scheme: "file", Path: path, RawQuery: q.Encode()}).String()
}

// NewerError says that the record was written by a later version of the
// program.
type NewerError struct {
	File    string
	Version int // of the file's form
	Know    int // the latest version that this program reads
}

// Error formats the error with the file and the way out.
func (e *NewerError) Error() string {
	return fmt.Sprintf("%s was written by a later porter-ls (its format is %d, this one knows up to %d): update porter-ls", e.File, e.Version, e.Know)
}

func (s *Store) migrate(ctx context.Context, db *sql.DB) error {
	version := func(q interface {
		QueryRowContext(context.Context, string, ...any) *sql.Row
	}) (v int, err error) {
		err = q.QueryRowContext(ctx, "PRAGMA user_version").Scan(&v)
		return v, s.failed("opening the record", err)
	}
	v, err := version(db)
	if err != nil || v == len(schema) {
		return err
	}
	return s.write(ctx, db, "opening the record", func(tx *sql.Tx) error {
		v, err := version(tx) // another process may have been faster
		if err != nil {
			return err
		}
		if v > len(schema) {
			return &NewerError{s.path, v, len(schema)}
		}
		for ; v < len(schema); v++ {
			if _, err := tx.ExecContext(ctx, schema[v]); err != nil {
				return err
			}
		}
		_, err = tx.ExecContext(ctx, fmt.Sprintf("PRAGMA user_version = %d", len(schema)))
		return err
	})
}

// write does f in one transaction: all of it is recorded, or nothing.
func (s *Store) write(ctx context.Context, db *sql.DB, op string, f func(*sql.Tx) error) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return s.failed(op, err)
	}
	if err := f(tx); err != nil {
		_ = tx.Rollback() // the first error says more
		return s.failed(op, err)
	}
	return s.failed(op, tx.Commit())
}
