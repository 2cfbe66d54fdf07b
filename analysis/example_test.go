package analysis_test

import (
	"context"
	"fmt"
	"testing/fstest"

	"github.com/porter-ls/porter-ls/analysis"
)

// A rule that reads beside the manifest is recorded, also in what it does not
// find: as long as none of that changes, its findings cannot either.
func ExampleRecorder() {
	disk := fstest.MapFS{"porter.yaml": {Data: []byte("install: []\n")}}
	readme := &analysis.Analyzer{Name: "readme-missing", Severity: analysis.Hint, Run: func(p *analysis.Pass) {
		if _, presence := p.Bundle.File("README.md"); presence == analysis.NotThere {
			p.Report(p.Bundle.Manifest.File.Root().Span(), "a README.md would help")
		}
	}}
	recorder := analysis.NewRecorder(analysis.NewFiles(disk, nil), nil)
	manifest, _ := recorder.File("porter.yaml")
	bundle := &analysis.Bundle{Manifest: manifest.Document(), Files: recorder}
	for _, d := range analysis.Check(context.Background(), bundle, recorder, []*analysis.Analyzer{readme}, analysis.Config{}) {
		fmt.Println(d.File, d.Message)
	}
	record := recorder.Record()
	fmt.Println("changed:", len(record.Changed(analysis.NewFiles(disk, nil), nil)))
	disk["README.md"] = &fstest.MapFile{}
	for _, read := range record.Changed(analysis.NewFiles(disk, nil), nil) {
		fmt.Println("changed:", read.Name)
	}
	// Output:
	// porter.yaml a README.md would help
	// changed: 0
	// changed: README.md
	// changed: .
}

func ExampleNewWorkspace() {
	files := analysis.NewFiles(fstest.MapFS{
		"app/porter.yaml":  {Data: []byte("name: app\nversion: 1.0.0\nregistry: localhost:5000\nmixins: [exec]\ninstall: []\n")},
		"app/helpers.sh":   {},
		"env/staging.yaml": {Data: []byte("schemaType: Installation\nname: staging\nbundle: {repository: localhost:5000/app, version: 1.0.0}\n")},
	}, nil)
	w := analysis.NewWorkspace(files, analysis.Search(files, "."))
	bundle := w.Owner("app/helpers.sh")
	fmt.Println(bundle.Path)
	for _, i := range w.Installations(bundle) {
		fmt.Println(i.Path, i.Desired.Name.Value)
	}
	// Output:
	// app/porter.yaml
	// env/staging.yaml staging
}
