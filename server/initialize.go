package server

import (
	"context"
	"encoding/json"
	"path/filepath"
	"slices"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/schemascope/schemascope/engine/project"
	"github.com/schemascope/schemascope/engine/text"
	"github.com/schemascope/schemascope/engine/workspace"
)

// initialize agrees with the client on what both can do (LSP 3.18,
// "Initialize Request"). It never refuses a client.
func initialize(_ context.Context, s *session, raw *jsonrpc2.RawMessage) (*protocol.InitializeResult, error) {
	params := decodeInitialize(*raw, s.log)

	encoding := protocol.PositionEncodingKindUTF16
	if general := params.Capabilities.General; general != nil &&
		slices.Contains(general.PositionEncodings, protocol.PositionEncodingKindUTF8) {
		// Ours is the text's own: nothing has to be counted.
		encoding, s.encoding = protocol.PositionEncodingKindUTF8, text.UTF8
	}
	if params.ProcessID != nil {
		watchProcess(s, int(*params.ProcessID))
	}
	s.learn(params)
	capabilities := protocol.ServerCapabilities{
		PositionEncoding: encoding,
		TextDocumentSync: &protocol.TextDocumentSyncOptions{
			OpenClose: new(true),
			Change:    new(protocol.TextDocumentSyncKindIncremental),
			Save:      &protocol.SaveOptions{IncludeText: new(false)},
		},
		CompletionProvider:              &protocol.CompletionOptions{TriggerCharacters: []string{".", "\"", "(", "=", " "}, ResolveProvider: new(true)},
		DefinitionProvider:              protocol.Boolean(true),
		DocumentSymbolProvider:          protocol.Boolean(true),
		ReferencesProvider:              protocol.Boolean(true),
		DocumentHighlightProvider:       protocol.Boolean(true),
		RenameProvider:                  &protocol.RenameOptions{PrepareProvider: new(true)},
		DeclarationProvider:             protocol.Boolean(true),
		TypeDefinitionProvider:          protocol.Boolean(true),
		HoverProvider:                   protocol.Boolean(true),
		SignatureHelpProvider:           &protocol.SignatureHelpOptions{TriggerCharacters: []string{"(", ","}},
		DocumentFormattingProvider:      protocol.Boolean(true),
		DocumentRangeFormattingProvider: protocol.Boolean(true),
		CodeActionProvider:              &protocol.CodeActionOptions{CodeActionKinds: []protocol.CodeActionKind{protocol.CodeActionKindQuickFix}},
		FoldingRangeProvider:            protocol.Boolean(true),
		SelectionRangeProvider:          protocol.Boolean(true),
		SemanticTokensProvider:          &protocol.SemanticTokensOptions{Legend: tokenLegend, Full: protocol.Boolean(true), Range: protocol.Boolean(true)},
		DocumentLinkProvider:            &protocol.DocumentLinkOptions{},
		WorkspaceSymbolProvider:         protocol.Boolean(true),
		ExecuteCommandProvider:          protocol.ExecuteCommandOptions{Commands: []string{commandViewERD}},
	}
	if s.pull {
		capabilities.DiagnosticProvider = &protocol.DiagnosticOptions{InterFileDependencies: true}
	}
	return &protocol.InitializeResult{
		ServerInfo: protocol.ServerInfo{
			Name:    "schemascope",
			Version: protocol.NewOptional(s.version),
		},
		Capabilities: capabilities,
	}, nil
}

// initialized tells that the client received the answer to initialize. Some
// clients say so twice.
func initialized(_ context.Context, s *session, _ *none) error {
	s.ready.Do(func() {
		s.watchFiles() // before the publisher, which says what to watch
		s.background("diagnostics", s.publisher)
		s.background("programs", s.programs)
		s.diagnose()
	})
	return nil
}

// options are the initializationOptions.
type options struct {
	// Trusted says that programs which the project names may run.
	Trusted bool   `json:"trusted"`
	Env     string `json:"env"`
	// Dialect is what SQL is for where no project says it: "postgres", "mysql" …
	Dialect string `json:"dialect"`
	// Vars are values for the project's variables.
	Vars map[string]json.RawMessage `json:"vars"`
}

// vars are the values as the command line would give them: a string as it is,
// anything else as JSON.
func (o options) vars() map[string]string {
	vars := make(map[string]string, len(o.Vars))
	for name, raw := range o.Vars {
		var s string
		if json.Unmarshal(raw, &s) != nil {
			s = string(raw)
		}
		vars[name] = s
	}
	return vars
}

// learn takes from a client's parameters what the session depends on, and makes
// the workspace.
func (s *session) learn(params *protocol.InitializeParams) {
	var o options
	if len(params.InitializationOptions) > 0 {
		if err := json.Unmarshal(params.InitializationOptions, &o); err != nil {
			s.log.Info("the initializationOptions are ignored", "error", err)
			o = options{}
		}
	}
	if c := params.Capabilities.TextDocument; c != nil {
		s.pull = c.Diagnostic != nil
		if h := c.SignatureHelp; h != nil && h.SignatureInformation != nil && h.SignatureInformation.ParameterInformation != nil {
			s.labelOffsets = isTrue(h.SignatureInformation.ParameterInformation.LabelOffsetSupport)
		}
		s.markdownItems = c.Completion != nil && slices.Contains(c.Completion.CompletionItem.DocumentationFormat, protocol.MarkupKindMarkdown)
		s.snippets = c.Completion != nil && isTrue(c.Completion.CompletionItem.SnippetSupport)
	}
	if c := params.Capabilities.Workspace; c != nil {
		s.canWatch = c.DidChangeWatchedFiles != nil && isTrue(c.DidChangeWatchedFiles.DynamicRegistration)
		s.canRefresh = c.Diagnostics != nil && isTrue(c.Diagnostics.RefreshSupport)
	}
	if c := params.Capabilities.Workspace; c != nil && c.WorkspaceEdit != nil {
		s.versionedEdits = isTrue(c.WorkspaceEdit.DocumentChanges)
	}
	if w := params.Capabilities.Window; w != nil {
		s.canShow = w.ShowDocument != nil && w.ShowDocument.Support
	}
	dialect := project.DialectNamed(o.Dialect)
	if dialect == "" && o.Dialect != "" {
		s.log.Info("the dialect of the initializationOptions is not known", "dialect", o.Dialect)
	}
	s.workspace = workspace.New(workspace.Options{
		Roots: roots(params), Env: o.Env, Vars: o.vars(), Dialect: dialect, Trusted: o.Trusted, Logger: s.log, Changed: s.diagnose,
	})
	if s.documents == nil {
		s.documents = buffers{s}
	}
}

func isTrue(b *bool) bool { return b != nil && *b }

// roots are the directories that the client has open: its workspace folders or,
// from older clients, its root.
func roots(params *protocol.InitializeParams) []string {
	var ids []uri.URI
	folders, _ := params.WorkspaceFolders.Get()
	for _, folder := range folders {
		ids = append(ids, folder.URI)
	}
	//lint:ignore SA1019 older clients name their root nowhere else
	if root := params.RootURI; len(ids) == 0 && root != nil {
		ids = append(ids, *root)
	}
	var dirs []string
	for _, id := range ids {
		if id, err := uri.Parse(id.String()); err == nil && id.IsFile() {
			dirs = append(dirs, filepath.Clean(id.FsPath()))
		}
	}
	return dirs
}
