package analysis

import (
	"reflect"
	"testing"

	"github.com/porter-ls/porter-ls/schema"
)

// TestConfigKey sets every field of a Config, also one that comes later: whatever
// a check depends on must be in the key.
func TestConfigKey(t *testing.T) {
	values := map[reflect.Type]any{
		reflect.TypeFor[Selection](): Selection{Off: map[string]bool{"a": true}},
	}
	neutral := []string{"Library", "PropagatePanics"}
	for field := range reflect.TypeFor[Config]().Fields() {
		c := Config{}
		v := reflect.ValueOf(&c).Elem().FieldByIndex(field.Index)
		switch other, ok := values[field.Type]; {
		case ok:
			v.Set(reflect.ValueOf(other))
		case field.Type == reflect.TypeFor[*schema.Library]():
			v.Set(reflect.ValueOf(schema.NewLibrary()))
		case v.CanUint():
			v.SetUint(1)
		case v.Kind() == reflect.Bool:
			v.SetBool(true)
		default:
			t.Fatalf("%s: give it a value here", field.Name)
		}
		same := c.Key() == Config{}.Key()
		if want := field.Name == neutral[0] || field.Name == neutral[1]; same != want {
			t.Errorf("%s: the key is the same: %t", field.Name, same)
		}
	}
	several := Config{Rules: Selection{Severity: map[string]Severity{"a": Error, "b": Hint, "c": Warning}}}
	first := several.Key()
	for range 20 {
		if several.Key() != first {
			t.Fatal("the key is not stable")
		}
	}
}
