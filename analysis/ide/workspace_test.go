package ide_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/ide"
)

// bundlesAround are n bundles that all depend on the first, each with a script, a
// set and an installation.
func bundlesAround(n int) (fstest.MapFS, []string) {
	disk, paths := fstest.MapFS{}, []string(nil)
	add := func(path, format string, args ...any) {
		disk[path] = &fstest.MapFile{Data: fmt.Appendf(nil, format, args...)}
		paths = append(paths, path)
	}
	for i := range n {
		add(fmt.Sprintf("b%d/porter.yaml", i), `schemaVersion: 1.0.1
name: b%d
version: 0.1.0
registry: localhost:5000
mixins: [exec]
dependencies:
  requires:
    - name: base
      bundle: {reference: "localhost:5000/b0:v0.1.0"}
      parameters: {region: eu}
parameters:
  - name: region
    type: string
install:
  - exec: {command: ./helpers.sh, arguments: [install, "${ bundle.parameters.region }"]}
uninstall:
  - exec: {command: ./helpers.sh, arguments: [uninstall]}
`, i)
		disk[fmt.Sprintf("b%d/helpers.sh", i)] = &fstest.MapFile{Data: []byte("#!/bin/bash\ninstall() { echo \"$REGION\"; }\nuninstall() { :; }\n\"$@\"\n")}
		add(fmt.Sprintf("b%d/set.yaml", i), "schemaType: ParameterSet\nschemaVersion: 1.0.1\nname: s%d\nparameters:\n  - name: region\n    source: {value: eu}\n", i)
		add(fmt.Sprintf("b%d/installation.yaml", i), "schemaType: Installation\nschemaVersion: 1.0.2\nname: i%d\nbundle: {repository: localhost:5000/b%d, version: 0.1.0}\nparameterSets: [s%d]\n", i, i, i)
	}
	return disk, paths
}

// Who has given up waiting has no more files looked through, and gets no half of a
// renaming.
func TestEnded(t *testing.T) {
	disk, paths := bundlesAround(3)
	files := analysis.NewFiles(disk, nil)
	file, err := files.File("b0/porter.yaml")
	if err != nil {
		t.Fatal(err)
	}
	off := bytes.Index(file.Content(), []byte("region\n    type"))
	ctx, cancel := context.WithCancel(context.Background())
	view := func() *ide.View {
		return ide.NewView(ide.View{Context: ctx, File: file, Path: "b0/porter.yaml", Document: file.Document(), Files: files, Inputs: analysis.Offline{},
			Around: func() *analysis.Workspace { return analysis.NewWorkspace(files, paths) }})
	}
	beside := func() (n int) {
		for _, o := range ide.References(view(), off, true) {
			if o.File != file.Name && strings.HasSuffix(o.File, ".yaml") {
				n++
			}
		}
		return n
	}
	if n := beside(); n == 0 {
		t.Error("nothing beside the file names it")
	}
	cancel()
	if n := beside(); n != 0 {
		t.Errorf("%d places were looked for when nobody waited for them", n)
	}
	if r, err := ide.Rename(view(), off, "area"); !errors.Is(err, context.Canceled) || len(r.Changes) > 0 {
		t.Errorf("renamed %d places, error %v", len(r.Changes), err)
	}
}

// BenchmarkWorkspace is what is asked of one of many bundles, with all files read
// before: all places of a name that every one of them names, and the places in one
// file, for which the others are not looked at.
func BenchmarkWorkspace(b *testing.B) {
	for _, n := range []int{20, 200} {
		disk, paths := bundlesAround(n)
		files := analysis.NewFiles(disk, nil)
		file, err := files.File("b0/porter.yaml")
		if err != nil {
			b.Fatal(err)
		}
		off := bytes.Index(file.Content(), []byte("region\n    type"))
		view := func() *ide.View {
			return ide.NewView(ide.View{File: file, Path: "b0/porter.yaml", Document: file.Document(), Files: files, Inputs: analysis.Offline{},
				Around: func() *analysis.Workspace { return analysis.NewWorkspace(files, paths) }})
		}
		if found := ide.References(view(), off, true); len(found) < n {
			b.Fatalf("%d places in %d bundles", len(found), n)
		}
		for name, ask := range map[string]func(){
			"references": func() { ide.References(view(), off, true) },
			"rename": func() {
				if _, err := ide.Rename(view(), off, "area"); err != nil {
					b.Fatal(err)
				}
			},
			"highlights": func() { ide.Highlights(view(), off) },
			"definition": func() { ide.Definition(view(), off) },
		} {
			b.Run(fmt.Sprintf("%s-%d", name, n), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					ask()
				}
			})
		}
	}
}
