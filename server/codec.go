package server

import (
	"slices"

	"go.lsp.dev/jsonrpc2"
	"go.lsp.dev/protocol"
)

// codec encodes parameters and results with the protocol package, which knows
// LSP's unions; the connection's own codec does not.
type codec struct{}

var _ jsonrpc2.Codec = codec{}

// Marshal passes a RawMessage through as it is, nil as null.
func (codec) Marshal(v any) ([]byte, error) {
	if raw, ok := v.(jsonrpc2.RawMessage); ok {
		if raw == nil {
			return []byte("null"), nil
		}
		return raw, nil
	}
	return protocol.Marshal(v)
}

// Unmarshal copies data for a *RawMessage destination.
func (codec) Unmarshal(data []byte, v any) error {
	if raw, ok := v.(*jsonrpc2.RawMessage); ok {
		*raw = slices.Clone(jsonrpc2.RawMessage(data))
		return nil
	}
	return protocol.Unmarshal(data, v)
}
