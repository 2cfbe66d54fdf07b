package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) {
	if dir := os.Getenv("STORE_TEST_WRITER"); dir != "" {
		n, _ := strconv.Atoi(os.Getenv("STORE_TEST_RUNS"))
		if err := writeRuns(dir, n); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	goleak.VerifyTestMain(m)
}

// writeRuns is what a process of TestProcesses does.
func writeRuns(dir string, n int) error {
	s := Open(dir)
	defer s.Close()
	ctx := context.Background()
	for range n {
		i, err := s.Installation(ctx, "", "shared")
		if _, none := errors.AsType[*NotFoundError](err); none {
			i = Installation{Name: "shared"}
			err = s.Begin(ctx, &i, Run{ID: NewID(), Installation: "shared", Action: "install"})
			if _, late := errors.AsType[*ExistsError](err); late {
				continue
			}
		}
		if err != nil {
			return err
		}
		r := Run{ID: NewID(), Installation: "shared", Action: "upgrade"}
		if err := s.Begin(ctx, &i, r); err != nil {
			return err
		}
		if err := s.Finish(ctx, Result{ID: NewID(), Installation: "shared", RunID: r.ID, Status: Succeeded},
			map[string][]byte{"o": []byte(r.ID)}, func(i *Installation) { i.Labels = map[string]string{"n": i.Labels["n"] + "x"} }); err != nil {
			return err
		}
	}
	return nil
}

func openTemp(t *testing.T) *Store {
	t.Helper()
	s := Open(filepath.Join(t.TempDir(), "home"))
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

// TestLookingMakesNothing shows that reading a record that was never written
// finds nothing and leaves nothing.
func TestLookingMakesNothing(t *testing.T) {
	s := openTemp(t)
	ctx := t.Context()
	if all, err := s.Installations(ctx, "", true); len(all) != 0 || err != nil {
		t.Errorf("installations %v, %v", all, err)
	}
	if _, err := s.Installation(ctx, "a", "b"); err == nil || err.Error() != "there is no installation a/b" {
		t.Errorf("got %v", err)
	}
	if all, err := s.LastOutputs(ctx, "", "b"); len(all) != 0 || err != nil {
		t.Errorf("outputs %v, %v", all, err)
	}
	if _, err := os.Stat(filepath.Dir(s.Path())); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the home folder was made: %v", err)
	}
}

func TestRecord(t *testing.T) {
	s := openTemp(t)
	ctx := t.Context()
	now := Now()
	i := Installation{Name: "db", Namespace: "dev", Bundle: BundleRef{Repository: "r/db", Tag: "v1"}}
	run := func(action string) Run {
		return Run{ID: NewID(), Created: now, Namespace: "dev", Installation: "db", Revision: NewID(), Action: action, Bundle: `{"name":"db"}`,
			Host: "h", PID: 7}
	}
	first := run("install")
	if err := s.Begin(ctx, &i, first); err != nil {
		t.Fatal(err)
	}
	if i.ID == "" {
		t.Fatal("the installation was given no ID")
	}
	result := Result{ID: NewID(), Created: now, Namespace: "dev", Installation: "db", RunID: first.ID, Status: Failed, Message: "broke"}
	if err := s.Finish(ctx, result, map[string][]byte{"a": []byte("1"), "empty": nil, "b": {0, 0xff}}, func(i *Installation) {
		i.Status.ResultStatus, i.Status.Installed = Failed, now
	}); err != nil {
		t.Fatal(err)
	}
	second := run("upgrade")
	if err := s.Begin(ctx, &i, second); err != nil {
		t.Fatal(err)
	}
	if err := s.Finish(ctx, Result{ID: NewID(), Created: now, Namespace: "dev", Installation: "db", RunID: second.ID, Status: Succeeded},
		map[string][]byte{"a": []byte("2"), LogsOutput: []byte("hello")}, nil); err != nil {
		t.Fatal(err)
	}
	third := run("uninstall") // never finished
	if err := s.Begin(ctx, &i, third); err != nil {
		t.Fatal(err)
	}
	other := Installation{Name: "db"}
	if err := s.Begin(ctx, &other, Run{ID: NewID(), Installation: "db"}); err != nil {
		t.Fatal("the same name in another namespace:", err)
	}

	runs, err := s.Runs(ctx, "dev", "db")
	if err != nil {
		t.Fatal(err)
	}
	first.Results = []Result{result}
	first.Results[0].Outputs = map[string]OutputMeta{
		"a":     {"sha256:6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b", true},
		"b":     {"sha256:06eb7d6a69ee19e5fbdf749018d3d2abfa04bcbd1365db312eb86dc7169389b8", true},
		"empty": {"sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", true},
	}
	if diff := cmp.Diff([]Run{first, second, third}, runs, cmpopts.IgnoreFields(Run{}, "Results")); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(first, runs[0], cmpopts.IgnoreMapEntries(func(k string, _ OutputMeta) bool { return k == "b" })); diff != "" {
		t.Error(diff)
	}
	var statuses []Status
	for _, r := range runs {
		statuses = append(statuses, r.Status())
	}
	if diff := cmp.Diff([]Status{Failed, Succeeded, Running}, statuses); diff != "" {
		t.Error(diff)
	}

	values := func(outs []Output, err error) map[string]string {
		if err != nil {
			t.Error(err)
		}
		m := map[string]string{}
		for _, o := range outs {
			m[o.Name] = string(o.Value)
		}
		return m
	}
	if diff := cmp.Diff(map[string]string{"a": "1", "b": "\x00\xff", "empty": ""}, values(s.Outputs(ctx, first.ID))); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]string{"a": "2", "b": "\x00\xff", "empty": "", LogsOutput: "hello"}, values(s.LastOutputs(ctx, "dev", "db"))); diff != "" {
		t.Error(diff)
	}
	got, err := s.Installation(ctx, "dev", "db")
	if err != nil {
		t.Fatal(err)
	}
	// The last Begin wrote what its caller knew, which was older.
	if diff := cmp.Diff(i, got); diff != "" {
		t.Error(diff)
	}
	for _, test := range []struct {
		namespace string
		all       bool
		want      int
	}{{"dev", false, 1}, {"", false, 1}, {"", true, 2}, {"x", false, 0}} {
		if all, err := s.Installations(ctx, test.namespace, test.all); len(all) != test.want || err != nil {
			t.Errorf("%+v: %d, %v", test, len(all), err)
		}
	}
	if err := s.Begin(ctx, &Installation{Name: "db", Namespace: "dev"}, run("install")); !errors.As(err, new(*ExistsError)) {
		t.Errorf("a second new installation of the name: %v", err)
	}
	// It is a private file.
	if st, err := os.Stat(s.Path()); err != nil || st.Mode().Perm()&0o077 != 0 {
		t.Errorf("mode %v, %v", st.Mode(), err)
	}
}

// TestAllOrNothing shows that a transaction that fails in its middle leaves
// nothing.
func TestAllOrNothing(t *testing.T) {
	s := openTemp(t)
	ctx := t.Context()
	i := Installation{Name: "a"}
	r := Run{ID: NewID(), Installation: "a"}
	if err := s.Begin(ctx, &i, r); err != nil {
		t.Fatal(err)
	}
	twice := Installation{Name: "b"}
	if err := s.Begin(ctx, &twice, r); err == nil || twice.ID != "" {
		t.Errorf("a run recorded twice: %v, %q", err, twice.ID)
	}
	if _, err := s.Installation(ctx, "", "b"); !errors.As(err, new(*NotFoundError)) {
		t.Errorf("its installation: %v", err)
	}
	result := Result{ID: NewID(), RunID: r.ID, Installation: "gone", Status: Succeeded}
	if err := s.Finish(ctx, result, map[string][]byte{"o": nil}, func(*Installation) {}); !errors.As(err, new(*NotFoundError)) {
		t.Errorf("finishing a run of nothing: %v", err)
	}
	if outs, err := s.Outputs(ctx, r.ID); len(outs) != 0 || err != nil {
		t.Errorf("outputs %v, %v", outs, err)
	}
	ended, cancel := context.WithCancel(ctx)
	cancel()
	if err := s.Finish(ended, result, nil, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("with an ended context: %v", err)
	}
}

// TestProcesses has several processes and goroutines make the record and write
// to it at once.
func TestProcesses(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	s := openTemp(t)
	dir := filepath.Dir(s.Path())
	const processes, each = 3, 10
	var wg sync.WaitGroup
	for range processes {
		wg.Go(func() {
			c := exec.CommandContext(t.Context(), exe)
			c.Env = append(os.Environ(), "STORE_TEST_WRITER="+dir, "STORE_TEST_RUNS="+strconv.Itoa(each))
			if out, err := c.CombinedOutput(); err != nil {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
	for range 2 {
		wg.Go(func() {
			for range each {
				if _, err := s.LastOutputs(t.Context(), "", "shared"); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	runs, err := s.Runs(t.Context(), "", "shared")
	if err != nil {
		t.Fatal(err)
	}
	finished := 0
	for _, r := range runs {
		finished += len(r.Results)
	}
	if finished < processes*(each-1) || finished > processes*each {
		t.Errorf("%d results", finished)
	}
}

func TestBrokenFiles(t *testing.T) {
	begin := func(s *Store) error {
		return s.Begin(t.Context(), &Installation{Name: NewID()}, Run{ID: NewID(), Bundle: strings.Repeat("x", 2000)})
	}
	for _, test := range []struct {
		name  string
		spoil func(t *testing.T, s *Store)
		want  string
	}{
		{"full", func(t *testing.T, s *Store) {
			db, err := s.open(t.Context())
			if err == nil {
				_, err = db.Exec("PRAGMA max_page_count = 1")
			}
			if err != nil {
				t.Fatal(err)
			}
			for begin(s) == nil { // until the pages that are there are full
			}
		}, "the disk is full; make room"},
		{"no database", func(t *testing.T, s *Store) {
			writeFile(t, s.Path(), strings.Repeat("no database ", 1000))
		}, "is damaged or no record"},
		{"newer", func(t *testing.T, s *Store) {
			db, err := s.open(t.Context())
			if err == nil {
				_, err = db.Exec("PRAGMA user_version = 99")
			}
			if err != nil {
				t.Fatal(err)
			}
			s.Close()
		}, "written by a later porter-ls"},
		{"home is a file", func(t *testing.T, s *Store) {
			writeFile(t, filepath.Dir(s.Path()), "")
		}, "not a directory"},
		{"read-only", func(t *testing.T, s *Store) {
			dir := filepath.Dir(s.Path())
			if os.Geteuid() == 0 {
				s.path = "/proc/self/porter-ls/" + FileName // where not even root can write
				return
			}
			if err := os.MkdirAll(dir, 0o500); err != nil {
				t.Fatal(err)
			}
		}, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := openTemp(t)
			test.spoil(t, s)
			err := begin(s)
			if err == nil || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), filepath.Dir(s.Path())) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got %v, want %q", err, test.want)
			}
		})
	}
}

func writeFile(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestIsInstalled(t *testing.T) {
	early, late := Now(), Now().Add(1)
	for _, test := range []struct {
		s    InstallationStatus
		want bool
	}{
		{InstallationStatus{}, false},
		{InstallationStatus{Installed: early}, true},
		{InstallationStatus{Installed: early, Uninstalled: late}, false},
		{InstallationStatus{Installed: late, Uninstalled: early}, true},
	} {
		if got := (Installation{Status: test.s}).IsInstalled(); got != test.want {
			t.Errorf("%+v: %v", test.s, got)
		}
	}
}
