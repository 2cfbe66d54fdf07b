package lsp

import (
	"path/filepath"

	"github.com/porter-ls/porter-ls/analysis"
	"github.com/porter-ls/porter-ls/lsp/cache"
	"github.com/porter-ls/porter-ls/schema/text"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"
)

// diagnostic converts a finding in the file at an address.
func (e *editor) diagnostic(address string, lines *text.Lines, d analysis.Diagnostic) protocol.Diagnostic {
	out := protocol.Diagnostic{
		Range:    e.rangeOf(lines, d.Span),
		Severity: severity(d.Severity),
		Code:     protocol.String(d.Rule),
		Source:   protocol.NewOptional(Name),
		Message:  protocol.String(d.Message),
	}
	if e.client.codeAddresses && d.Rule != runFailed {
		out.CodeDescription = protocol.CodeDescription{Href: uri.URI(analysis.DocsURL(d.Rule))}
	}
	if e.client.related {
		for _, r := range d.Related {
			at, its := address, lines
			if r.File != "" && r.File != d.File {
				if at, its = r.File, e.linesOf(r.File); its == nil {
					continue // gone meanwhile
				}
			}
			out.RelatedInformation = append(out.RelatedInformation, protocol.DiagnosticRelatedInformation{
				Location: protocol.Location{URI: uri.URI(at), Range: e.rangeOf(its, r.Span)},
				Message:  r.Message,
			})
		}
	}
	return out
}

// linesOf returns the lines of a file that a check has read, nil where it cannot
// be read any more.
func (e *editor) linesOf(address string) *text.Lines {
	f, err := e.snapshot().Files().File(filepath.ToSlash(cache.Path(address)))
	if err != nil {
		return nil
	}
	return f.Lines()
}

func severity(s analysis.Severity) protocol.DiagnosticSeverity {
	switch s {
	case analysis.Error:
		return protocol.DiagnosticSeverityError
	case analysis.Warning:
		return protocol.DiagnosticSeverityWarning
	case analysis.Information:
		return protocol.DiagnosticSeverityInformation
	}
	return protocol.DiagnosticSeverityHint
}

func (e *editor) rangeOf(lines *text.Lines, span text.Span) protocol.Range {
	return protocol.Range{Start: e.position(lines, span.Start), End: e.position(lines, span.End)}
}

func (e *editor) position(lines *text.Lines, off int) protocol.Position {
	line, col := lines.Position(off, e.session.Encoding())
	return protocol.Position{Line: uint32(line), Character: uint32(col)}
}

// span is the bytes of a range in the editor's columns.
func (e *editor) span(lines *text.Lines, r protocol.Range) text.Span {
	start := lines.Offset(column(r.Start.Line), column(r.Start.Character), e.session.Encoding())
	end := lines.Offset(column(r.End.Line), column(r.End.Character), e.session.Encoding())
	return text.Span{Start: start, End: max(start, end)}
}
