package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
)

// Installations returns the installations of a namespace, or with all those of
// every namespace, by namespace and name.
func (s *Store) Installations(ctx context.Context, namespace string, all bool) ([]Installation, error) {
	const op = "listing the installations"
	return list[Installation](ctx, s, op,
		`SELECT document FROM installations WHERE namespace = ? OR ? ORDER BY namespace, name`, namespace, all)
}

// Installation returns one installation, or a *NotFoundError.
func (s *Store) Installation(ctx context.Context, namespace, name string) (Installation, error) {
	found, err := list[Installation](ctx, s, "reading the installation",
		`SELECT document FROM installations WHERE namespace = ? AND name = ?`, namespace, name)
	if err != nil {
		return Installation{}, err
	}
	if len(found) == 0 {
		return Installation{}, &NotFoundError{namespace, name}
	}
	return found[0], nil
}

// Runs returns the runs of an installation with their results, in the order in
// which they were begun.
func (s *Store) Runs(ctx context.Context, namespace, name string) ([]Run, error) {
	const op = "listing the runs"
	runs, err := list[Run](ctx, s, op,
		`SELECT document FROM runs WHERE namespace = ? AND installation = ? ORDER BY id`, namespace, name)
	if err != nil {
		return nil, err
	}
	results, err := list[Result](ctx, s, op,
		`SELECT results.document FROM results JOIN runs ON runs.id = run_id WHERE namespace = ? AND installation = ? ORDER BY results.id`, namespace, name)
	if err != nil {
		return nil, err
	}
	at := map[string]int{}
	for i, r := range runs {
		at[r.ID] = i
	}
	for _, r := range results {
		// Between the two queries another process may have added a run.
		if i, ok := at[r.RunID]; ok {
			runs[i].Results = append(runs[i].Results, r)
		}
	}
	return runs, nil
}

// Outputs returns the outputs of one run, by name.
func (s *Store) Outputs(ctx context.Context, runID string) ([]Output, error) {
	return s.outputs(ctx, `WHERE run_id = ? ORDER BY name`, runID)
}

// LastOutputs returns every output of an installation as the last run that has
// it left it, by name.
func (s *Store) LastOutputs(ctx context.Context, namespace, name string) ([]Output, error) {
	return s.outputs(ctx, `AS o WHERE namespace = ? AND installation = ? AND result_id = (
		SELECT max(result_id) FROM outputs AS p
		WHERE p.namespace = o.namespace AND p.installation = o.installation AND p.name = o.name
	) ORDER BY name`, namespace, name)
}

func (s *Store) outputs(ctx context.Context, where string, args ...any) ([]Output, error) {
	const op = "reading the outputs"
	db, err := s.reader(ctx)
	if db == nil || err != nil {
		return nil, err
	}
	rows, err := db.QueryContext(ctx, `SELECT name, namespace, installation, run_id, result_id, value FROM outputs `+where, args...)
	if err != nil {
		return nil, s.failed(op, err)
	}
	defer rows.Close()
	var all []Output
	for rows.Next() {
		var o Output
		if err := rows.Scan(&o.Name, &o.Namespace, &o.Installation, &o.RunID, &o.ResultID, &o.Value); err != nil {
			return nil, s.failed(op, err)
		}
		all = append(all, o)
	}
	return all, s.failed(op, rows.Err())
}

// list returns the documents that a query selects.
func list[T any](ctx context.Context, s *Store, op, query string, args ...any) ([]T, error) {
	db, err := s.reader(ctx)
	if db == nil || err != nil {
		return nil, err
	}
	rows, err := db.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, s.failed(op, err)
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		var doc []byte
		var v T
		err := rows.Scan(&doc)
		if err == nil {
			err = json.Unmarshal(doc, &v)
		}
		if err != nil {
			return nil, s.failed(op, err)
		}
		all = append(all, v)
	}
	return all, s.failed(op, rows.Err())
}

// Begin records a run and its installation, new or changed, in one transaction.
// A new installation is one without ID, which it is given; where there is one of
// that name already the error is an *ExistsError.
func (s *Store) Begin(ctx context.Context, i *Installation, r Run) error {
	const op = "recording the run"
	db, err := s.open(ctx)
	if err != nil {
		return err
	}
	next := *i
	if next.ID == "" {
		next.ID = NewID()
	}
	err = s.write(ctx, db, op, func(tx *sql.Tx) error {
		if i.ID == "" {
			var id string
			err := tx.QueryRowContext(ctx, `SELECT id FROM installations WHERE namespace = ? AND name = ?`, i.Namespace, i.Name).Scan(&id)
			if !errors.Is(err, sql.ErrNoRows) {
				return cmpErr(err, &ExistsError{i.Namespace, i.Name})
			}
		}
		if err := putInstallation(ctx, tx, next); err != nil {
			return err
		}
		doc, err := json.Marshal(r)
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, `INSERT INTO runs (id, namespace, installation, document) VALUES (?, ?, ?, ?)`,
			r.ID, r.Namespace, r.Installation, string(doc))
		return err
	})
	if err == nil {
		*i = next
	}
	return err
}

// cmpErr returns err, or where there is none the other.
func cmpErr(err, other error) error {
	if err != nil {
		return err
	}
	return other
}

// Finish records how a run went, what it left and what that means for the
// installation, in one transaction. change is given the installation as it is
// recorded now, which may be another than when the run was begun.
func (s *Store) Finish(ctx context.Context, r Result, outputs map[string][]byte, change func(*Installation)) error {
	const op = "recording the result"
	db, err := s.open(ctx)
	if err != nil {
		return err
	}
	r.Outputs = map[string]OutputMeta{}
	for name, value := range outputs {
		sum := sha256.Sum256(value)
		r.Outputs[name] = OutputMeta{ContentDigest: "sha256:" + hex.EncodeToString(sum[:]), GeneratedByBundle: name != LogsOutput}
	}
	return s.write(ctx, db, op, func(tx *sql.Tx) error {
		doc, err := json.Marshal(r)
		if err != nil {
			return err
		}
		if _, err := tx.ExecContext(ctx, `INSERT INTO results (id, run_id, document) VALUES (?, ?, ?)`, r.ID, r.RunID, string(doc)); err != nil {
			return err
		}
		for name, value := range outputs {
			if value == nil {
				value = []byte{} // an empty output is there, and no NULL
			}
			if _, err := tx.ExecContext(ctx, `INSERT INTO outputs (result_id, run_id, namespace, installation, name, value) VALUES (?, ?, ?, ?, ?, ?)`,
				r.ID, r.RunID, r.Namespace, r.Installation, name, value); err != nil {
				return err
			}
		}
		if change == nil {
			return nil
		}
		return changeInstallation(ctx, tx, r.Namespace, r.Installation, change)
	})
}

func changeInstallation(ctx context.Context, tx *sql.Tx, namespace, name string, change func(*Installation)) error {
	var doc string
	err := tx.QueryRowContext(ctx, `SELECT document FROM installations WHERE namespace = ? AND name = ?`, namespace, name).Scan(&doc)
	if errors.Is(err, sql.ErrNoRows) {
		return &NotFoundError{namespace, name}
	}
	if err != nil {
		return err
	}
	var i Installation
	if err := json.Unmarshal([]byte(doc), &i); err != nil {
		return fmt.Errorf("the installation %s: %w", FullName(namespace, name), err)
	}
	change(&i)
	return putInstallation(ctx, tx, i)
}

func putInstallation(ctx context.Context, tx *sql.Tx, i Installation) error {
	doc, err := json.Marshal(i)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, `INSERT INTO installations (id, namespace, name, document) VALUES (?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET document = excluded.document`, i.ID, i.Namespace, i.Name, string(doc))
	return err
}
