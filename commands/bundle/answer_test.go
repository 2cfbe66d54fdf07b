package bundle

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/porter-ls/porter-ls/engine"
)

// TestAnswers holds the names under which editors get what the engine answers.
func TestAnswers(t *testing.T) {
	for want, answer := range map[string]any{
		`{"image":"i","reference":"r","dir":"d"}`: engine.BuildResult{Image: "i", Reference: "r", Dir: "d"},
		`{"installation":"i","namespace":"n","runID":"r","outputs":{"o":"v"}}`: engine.RunResult{
			Installation: "i", Namespace: "n", RunID: "r", Outputs: map[string]string{"o": "v"}},
		`{"host":"h","via":"v","notes":null}`: engine.Container{Host: "h", Via: "v"},
	} {
		got, err := json.Marshal(answer)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, string(got)); diff != "" {
			t.Errorf("%T: -want +got\n%s", answer, diff)
		}
	}
}

// TestShareOf holds that a build within an action does not look like the whole
// of it, and that what is not known stays so.
func TestShareOf(t *testing.T) {
	var got []int
	sink := shareOf(func(e engine.Event) { got = append(got, e.Percent) }, buildShare)
	for _, percent := range []int{-1, 0, 1, 50, 100} {
		sink(engine.Event{Percent: percent})
	}
	if diff := cmp.Diff([]int{-1, 0, 0, 30, 60}, got); diff != "" {
		t.Errorf("-want +got\n%s", diff)
	}
}
