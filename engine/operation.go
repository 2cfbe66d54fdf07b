package engine

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/porter-ls/porter-ls/engine/driver"
	"github.com/porter-ls/porter-ls/engine/runtime"
	"github.com/porter-ls/porter-ls/schema/cnab"
	"github.com/porter-ls/porter-ls/schema/manifest"
)

// claimsVersion is the version of the CNAB claims specification that bundles
// are told, the one that Porter tells them.
const claimsVersion = "1.0.0-DRAFT+b5ed2f3"

// operation is what the driver is to do: the environment, the files and the
// outputs of the run as the CNAB runtime specification and Porter have them.
func (p *plan) operation() (driver.Operation, error) {
	op := driver.Operation{
		ID:     p.run.ID,
		Image:  p.bundle.InvocationImages[0].Image,
		Action: p.req.Action,
		Env: map[string]string{
			"CNAB_BUNDLE_NAME":              p.bundle.Name,
			"CNAB_BUNDLE_VERSION":           p.bundle.Version,
			"CNAB_CLAIMS_VERSION":           claimsVersion,
			"CNAB_INSTALLATION_NAME":        p.fullName(),
			"CNAB_REVISION":                 p.run.Revision,
			"PORTER_INSTALLATION_NAMESPACE": p.req.Namespace,
			"PORTER_INSTALLATION_NAME":      p.installation.Name,
			"PORTER_INSTALLATION_ID":        p.installation.ID,
			"PORTER_VERBOSITY":              "info",
		},
		Files:   map[string][]byte{"/cnab/bundle.json": p.raw},
		Outputs: map[string]string{runtime.ReportName: runtime.ReportPath},
	}
	claim, err := p.claim()
	if err != nil {
		return op, err
	}
	op.Files["/cnab/claim.json"] = claim
	images, err := json.Marshal(imageMap(p.bundle))
	if err != nil {
		return op, fmt.Errorf("writing the image map: %w", err)
	}
	op.Files[manifest.AppDir+"/image-map.json"] = images
	for name, param := range p.bundle.Parameters {
		if !param.AppliesTo(p.req.Action) {
			continue
		}
		if err := p.inject(&op, name, param); err != nil {
			return op, err
		}
	}
	for name, o := range p.bundle.Outputs {
		if o.AppliesTo(p.req.Action) {
			op.Outputs[name] = o.Path
		}
	}
	return op, nil
}

// fullName is the installation's name as Porter tells bundles: always with the
// slash behind the namespace.
func (p *plan) fullName() string { return p.req.Namespace + "/" + p.installation.Name }

func imageMap(b *cnab.Bundle) map[string]cnab.NamedImage {
	if b.Images == nil {
		return map[string]cnab.NamedImage{}
	}
	return b.Images
}

// inject puts a parameter's value where the bundle expects it. One without a
// value is an empty variable, which templates rely on, and as a file null.
func (p *plan) inject(op *driver.Operation, name string, param cnab.Parameter) error {
	v, ok := p.values[name]
	text := ""
	if ok {
		var err error
		if text, err = cnab.Text(v); err != nil {
			return fmt.Errorf("the parameter %s: %w", name, err)
		}
	}
	at := param.Destination
	if at == nil {
		at = &cnab.Location{Env: "CNAB_P_" + strings.ToUpper(name)}
	}
	if at.Env != "" {
		op.Env[at.Env] = text
	}
	if at.Path != "" {
		if !ok && p.bundle.Definitions[param.Definition].IsFile() {
			text = "null"
		}
		op.Files[at.Path] = []byte(text)
	}
	return nil
}

// claim is the run as CNAB describes one to the bundle.
func (p *plan) claim() ([]byte, error) {
	doc, err := json.Marshal(map[string]any{
		"schemaVersion": claimsVersion,
		"id":            p.run.ID,
		"installation":  p.fullName(),
		"revision":      p.run.Revision,
		"created":       p.run.Created,
		"action":        p.req.Action,
		"bundle":        json.RawMessage(p.raw),
		"parameters":    p.harmless(p.values),
	})
	if err != nil {
		return nil, fmt.Errorf("writing the claim: %w", err)
	}
	return doc, nil
}
