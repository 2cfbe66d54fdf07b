package ide_test

import (
	"fmt"
	"strings"
	"testing/fstest"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/analysis/ide"
)

// From a name in a template to where it is defined.
func ExampleDefinition() {
	src := `schemaVersion: 1.0.1
name: greeter
parameters:
  - name: who
install:
  - exec:
      command: ./greet.sh ${ bundle.parameters.who }
`
	files := analysis.NewFiles(fstest.MapFS{"porter.yaml": {Data: []byte(src)}}, nil)
	file, err := files.File("porter.yaml")
	if err != nil {
		fmt.Println(err)
		return
	}
	v := ide.NewView(ide.View{File: file, Path: "porter.yaml", Document: file.Document(), Files: files})
	for _, l := range ide.Definition(v, strings.Index(src, "who }")).To {
		line, column := file.Lines().Position(l.Span.Start, 0)
		fmt.Printf("%s:%d:%d\n", l.File, line+1, column+1)
	}
	// Output: porter.yaml:4:11
}
