package driver_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/moby/moby/client"

	"github.com/porter-ls/porter-ls/engine/driver"
)

func output(name string) map[string]string {
	return map[string]string{name: driver.OutputsDir + "/" + name}
}

func TestRun(t *testing.T) {
	d := connect(t)
	var out, errs bytes.Buffer
	res, err := d.Run(t.Context(), driver.Operation{
		ID: t.Name(), Image: image(t, "", false), Platform: "linux", Action: "install",
		Env: map[string]string{"WHO": "world", "CNAB_ACTION": "ignored"},
		Outputs: map[string]string{
			"msg": driver.OutputsDir + "/msg", "again": driver.OutputsDir + "/msg", "deep": driver.OutputsDir + "/sub/deep",
			"link": driver.OutputsDir + "/link", "never": driver.OutputsDir + "/never"},
		Stdout: &out, Stderr: &errs,
	})
	if err != nil {
		t.Fatal(err)
	}
	want := driver.Result{Outputs: map[string][]byte{"msg": []byte("done"), "again": []byte("done"), "deep": []byte("down")}}
	if diff := cmp.Diff(want, res); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff("hello world\n--careful\n", out.String()+"--"+errs.String()); diff != "" {
		t.Error(diff)
	}
	if l := left(t, t.Name()); len(l) > 0 {
		t.Errorf("left behind: %v", l)
	}
}

func TestRunFailingAction(t *testing.T) {
	d := connect(t)
	res, err := d.Run(t.Context(), driver.Operation{ID: t.Name(), Image: image(t, "", false), Action: "fail", Outputs: output("msg")})
	if err != nil || res.ExitCode != 3 || string(res.Outputs["msg"]) != "partial" {
		t.Errorf("got %v, %v", res, err)
	}
	if l := left(t, t.Name()); len(l) > 0 {
		t.Errorf("left behind: %v", l)
	}
}

func TestRunLosesNoLine(t *testing.T) {
	d := connect(t)
	var out, errs, wantOut, wantErr bytes.Buffer
	if _, err := d.Run(t.Context(), driver.Operation{Image: image(t, "", false), Action: "flood", Stdout: &out, Stderr: &errs}); err != nil {
		t.Fatal(err)
	}
	for i := range 30000 {
		fmt.Fprintln(&wantOut, "out", i)
		fmt.Fprintln(&wantErr, "err", i)
	}
	wantOut.WriteString("the end, without a line break")
	if !bytes.Equal(out.Bytes(), wantOut.Bytes()) {
		t.Errorf("standard output: %d bytes, want %d", out.Len(), wantOut.Len())
	}
	if !bytes.Equal(errs.Bytes(), wantErr.Bytes()) {
		t.Errorf("standard error: %d bytes, want %d", errs.Len(), wantErr.Len())
	}
}

// The image's user alone can read the files; what the image has keeps its
// modes, and the user can write to the bundle's folder.
func TestRunFilesBelongToTheUser(t *testing.T) {
	for _, test := range []struct {
		user string
		uid  int
	}{{"", 0}, {"root", 0}, {"65532", 65532}, {"1000:1000", 1000}, {"ann", 4711}} {
		t.Run("user "+test.user, func(t *testing.T) {
			d := connect(t)
			var out bytes.Buffer
			_, err := d.Run(t.Context(), driver.Operation{
				Image: image(t, test.user, false), Action: "look", Stdout: &out,
				Env: map[string]string{"LOOK": "/,/cnab,/cnab/app,/home,/home/x,/home/x/.kube,/home/x/.kube/config,/cnab/app/cfg"},
				Files: map[string][]byte{
					"/home/x/.kube/config": []byte("secret"),
					"/cnab/app/cfg":        {},
				},
			})
			if err != nil {
				t.Fatal(err)
			}
			own := fmt.Sprintf("%d:0", test.uid)
			want := strings.ReplaceAll(`/ drwxr-xr-x 0:0
/cnab drwxr-xr-x 0:0
/cnab/app drwxr-xr-x OWN
/home drwxr-xr-x 0:0
/home/x drwx------ OWN
/home/x/.kube drwx------ OWN
/home/x/.kube/config -rw------- OWN "secret" <nil>
/cnab/app/cfg -rw------- OWN "" <nil>
`, "OWN", own)
			if diff := cmp.Diff(want, out.String()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestRunCancelled(t *testing.T) {
	for _, test := range []struct {
		action string
		grace  time.Duration
		code   int
		output string
	}{
		{"wait", 0, 7, "stopped"},
		{"deaf", time.Second, 137, "deaf"},
	} {
		t.Run(test.action, func(t *testing.T) {
			d := connect(t)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			out := &watch{word: "ready", then: cancel}
			res, err := d.Run(ctx, driver.Operation{ID: t.Name(), Image: image(t, "", false), Action: test.action,
				Grace: test.grace, Outputs: output("msg"), Stdout: out})
			if !errors.Is(err, context.Canceled) {
				t.Errorf("error %v", err)
			}
			if res.ExitCode != test.code || string(res.Outputs["msg"]) != test.output {
				t.Errorf("got %d %q", res.ExitCode, res.Outputs["msg"])
			}
			if l := left(t, t.Name()); len(l) > 0 {
				t.Errorf("left behind: %v", l)
			}
		})
	}
}

func TestRunCancelledBefore(t *testing.T) {
	d := connect(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := d.Run(ctx, driver.Operation{ID: t.Name(), Image: "none", Action: "install"}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

func TestRunKilledFromOutside(t *testing.T) {
	d := connect(t)
	out := &watch{word: "ready", then: func() {
		c := engine(t)
		defer c.Close()
		for _, id := range left(t, t.Name()) {
			if _, err := c.ContainerKill(t.Context(), id, client.ContainerKillOptions{Signal: "KILL"}); err != nil {
				t.Error(err)
			}
		}
	}}
	res, err := d.Run(t.Context(), driver.Operation{ID: t.Name(), Image: image(t, "", false), Action: "deaf", Outputs: output("msg"), Stdout: out})
	var killed *driver.KilledError
	if !errors.As(err, &killed) || killed.OOM || killed.ExitCode != 137 {
		t.Errorf("error %v", err)
	}
	if string(res.Outputs["msg"]) != "deaf" {
		t.Errorf("outputs %q", res.Outputs)
	}
	if l := left(t, t.Name()); len(l) > 0 {
		t.Errorf("left behind: %v", l)
	}
}

func TestRunRemovedFromOutside(t *testing.T) {
	d := connect(t)
	removed := make(chan error, 1)
	out := &watch{word: "ready", then: func() {
		go func() {
			c := engine(t)
			defer c.Close()
			for _, id := range left(t, t.Name()) {
				_, err := c.ContainerRemove(t.Context(), id, client.ContainerRemoveOptions{Force: true})
				removed <- err
			}
		}()
	}}
	_, err := d.Run(t.Context(), driver.Operation{ID: t.Name(), Image: image(t, "", false), Action: "deaf", Stdout: out})
	var killed *driver.KilledError
	if !errors.As(err, &killed) || err.Error() != killed.Error() {
		t.Errorf("error %v", err)
	}
	if err := <-removed; err != nil {
		t.Errorf("removing it: %v", err)
	}
}

type panicker struct{}

func (panicker) Write([]byte) (int, error) { panic("no room") }

func TestRunPanicOfWriter(t *testing.T) {
	d := connect(t)
	img := image(t, "", false)
	func() {
		defer func() {
			if p := recover(); p != "no room" {
				t.Errorf("recovered %v", p)
			}
		}()
		_, _ = d.Run(t.Context(), driver.Operation{ID: t.Name(), Image: img, Action: "install", Stdout: panicker{}})
	}()
	if l := left(t, t.Name()); len(l) > 0 {
		t.Errorf("left behind: %v", l)
	}
}

type full struct{ error }

func (f full) Write([]byte) (int, error) { return 0, f.error }

func TestRunWriterFails(t *testing.T) {
	d := connect(t)
	var errs bytes.Buffer
	noSpace := errors.New("no space left")
	res, err := d.Run(t.Context(), driver.Operation{Image: image(t, "", false), Action: "flood", Stdout: full{noSpace}, Stderr: &errs})
	if !errors.Is(err, noSpace) || res.ExitCode != 0 {
		t.Errorf("got %v, %v", res, err)
	}
	if !strings.HasSuffix(errs.String(), "err 29999\n") {
		t.Error("the other stream is not whole")
	}
}

func TestRunTooLargeOutput(t *testing.T) {
	d := connect(t)
	res, err := d.Run(t.Context(), driver.Operation{Image: image(t, "", false), Action: "large",
		Outputs: map[string]string{"small": driver.OutputsDir + "/small", "large": driver.OutputsDir + "/large"},
		Limits:  driver.Limits{File: 1 << 20}})
	var limit *driver.OutputLimitError
	if !errors.As(err, &limit) || limit.Path != driver.OutputsDir+"/large" || limit.Size != 3<<20 {
		t.Errorf("error %v", err)
	}
	if diff := cmp.Diff(map[string][]byte{"small": []byte("ok")}, res.Outputs); diff != "" {
		t.Error(diff)
	}
}

func TestRunErrors(t *testing.T) {
	d := connect(t)
	_, err := d.Run(t.Context(), driver.Operation{Image: "porter-ls-test/none:never", Action: "install"})
	var missing *driver.ImageMissingError
	if !errors.As(err, &missing) || missing.Image != "porter-ls-test/none:never" {
		t.Errorf("missing image: %v", err)
	}

	_, err = d.Run(t.Context(), driver.Operation{ID: t.Name(), Image: image(t, "", true), Action: "install"})
	if !errors.As(err, new(*driver.StartError)) {
		t.Errorf("image without a program: %v", err)
	}
	if l := left(t, t.Name()); len(l) > 0 {
		t.Errorf("left behind: %v", l)
	}

	for name, op := range map[string]driver.Operation{
		"no image":       {},
		"relative file":  {Image: "x", Files: map[string][]byte{"a": nil}},
		"unclean file":   {Image: "x", Files: map[string][]byte{"/a/../b": nil}},
		"foreign output": {Image: "x", Outputs: map[string]string{"a": "/etc/passwd"}},
		"escape":         {Image: "x", Outputs: map[string]string{"a": driver.OutputsDir + "/../../etc/passwd"}},
	} {
		if _, err := d.Run(t.Context(), op); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestRunUnknownUser(t *testing.T) {
	d := connect(t)
	_, err := d.Run(t.Context(), driver.Operation{ID: t.Name(), Image: image(t, "nobody-has-this", false), Action: "install"})
	if err == nil || !strings.Contains(err.Error(), `"nobody-has-this"`) {
		t.Errorf("error %v", err)
	}
	if l := left(t, t.Name()); len(l) > 0 {
		t.Errorf("left behind: %v", l)
	}
}

func TestRunNoEngine(t *testing.T) {
	c, err := client.New(client.WithHost("unix://" + t.TempDir() + "/none.sock"))
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_, err = driver.Docker{Client: c}.Run(t.Context(), driver.Operation{Image: "x", Action: "install"})
	var gone *driver.EngineError
	if !errors.As(err, &gone) || !strings.HasSuffix(gone.Host, "none.sock") {
		t.Errorf("error %v", err)
	}
}

func TestRunEngineGoesAway(t *testing.T) {
	direct := connect(t)
	img := image(t, "", false)
	r := newRelay(t, direct.Client.Dialer())
	c, err := client.New(client.WithHost("tcp://" + r.listener.Addr().String()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	t.Cleanup(func() {
		for _, id := range left(t, t.Name()) {
			if _, err := direct.Client.ContainerRemove(context.WithoutCancel(t.Context()), id, client.ContainerRemoveOptions{Force: true}); err != nil {
				t.Error(err)
			}
		}
	})
	out := &watch{word: "ready", then: r.cut}
	_, err = driver.Docker{Client: c}.Run(t.Context(), driver.Operation{ID: t.Name(), Image: img, Action: "wait", Stdout: out})
	if !errors.As(err, new(*driver.EngineError)) {
		t.Errorf("error %v", err)
	}
	if l := left(t, t.Name()); len(l) != 1 || !strings.Contains(fmt.Sprint(err), l[0][:12]) {
		t.Errorf("the error %q does not name what is left: %v", err, l)
	}
	if n := strings.Count(fmt.Sprint(err), "no answer from the container engine"); n != 1 || strings.Contains(fmt.Sprint(err), "\n") {
		t.Errorf("said %d times: %v", n, err)
	}
}
