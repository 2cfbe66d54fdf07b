package lsp

import "go.lsp.dev/protocol"

// Parameters whose documents keep their address as the editor writes it. The
// protocol package's types would rewrite it to a canonical spelling, and an
// editor that compares addresses as text would not know its own file again.

type documentParams struct {
	TextDocument document `json:"textDocument"`
}

type document struct {
	URI        string `json:"uri"`
	LanguageID string `json:"languageId"`
	Version    int32  `json:"version"`
	Text       string `json:"text"`
}

func (p documentParams) address() string { return p.TextDocument.URI }

// positionParams are those of every request about one place of a file.
type positionParams struct {
	documentParams
	Position protocol.Position `json:"position"`
}

// referenceParams are those of a request about all places of a name.
type referenceParams struct {
	positionParams
	Context struct {
		IncludeDeclaration bool `json:"includeDeclaration"`
	} `json:"context"`
}

// renameParams are those of a request for another name.
type renameParams struct {
	positionParams
	NewName string `json:"newName"`
}

// rangeParams are those of every request about a part of a file.
type rangeParams struct {
	documentParams
	Range protocol.Range `json:"range"`
}

type changeParams struct {
	TextDocument   document                                  `json:"textDocument"`
	ContentChanges []protocol.TextDocumentContentChangeEvent `json:"contentChanges"`
}

type codeActionParams struct {
	rangeParams
	Context protocol.CodeActionContext `json:"context"`
}

type watchedParams struct {
	Changes []struct {
		URI  string `json:"uri"`
		Type uint32 `json:"type"`
	} `json:"changes"`
}

type foldersParams struct {
	Event struct {
		Added   []document `json:"added"`
		Removed []document `json:"removed"`
	} `json:"event"`
}
